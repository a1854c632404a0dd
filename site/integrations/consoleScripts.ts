// The console is drawn by its scripts alone, so its page names them all in its head: they come side by side with the
// page's style, not one after another as each is found in the one before.

import { readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'

const PAGE = 's/index.html'
const ISLAND = /(?:component-url|renderer-url)="\/(_astro\/[^"]+\.js)"/g
const IMPORT = /(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g

export function consoleScripts(): AstroIntegration {
  return {
    name: 'console-scripts',
    hooks: {
      'astro:build:done': ({ dir }) => {
        const root = fileURLToPath(dir)
        const html = readFileSync(root + PAGE, 'utf8')
        const found = new Set([...html.matchAll(ISLAND)].map(([, path = '']) => path))
        if (found.size === 0) throw new Error(`${PAGE} has no island that draws the console`)
        // What is added while the set is gone through is gone through too.
        for (const path of found)
          for (const [, imported = ''] of readFileSync(root + path, 'utf8').matchAll(IMPORT))
            found.add(posix.join(posix.dirname(path), imported))
        const links = [...found].map((path) => `<link rel="modulepreload" href="/${path}">`).join('')
        writeFileSync(root + PAGE, html.replace('</head>', `${links}</head>`))
      },
    },
  }
}
