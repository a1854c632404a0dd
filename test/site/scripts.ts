// How much JavaScript a built page sends, followed through its own imports.

import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'

export const ROOT = 'dist/site'

/** Budgets in bytes, gzipped. */
export const JS_BEFORE_START_MAX = 30_000
export const JS_AFTER_START_MAX = 90_000

/** A file of the built site, by its path below the site's root. */
export const read = (path: string): string => readFileSync(`${ROOT}/${path}`, 'utf8')

/** The scripts a page loads by itself, or in all, once its walkthrough is started and every part of it used. */
export const scriptsOf = (page: string, when: 'before-start' | 'in-all'): ReadonlySet<string> =>
  closureOf(entriesOf(page), when === 'in-all')

/** The scripts a page names: its own, its islands' and their renderer's. */
function entriesOf(page: string): readonly string[] {
  const html = read(page)
  const named = [
    ...html.matchAll(
      /(?:<script[^>]*\ssrc|<link rel="modulepreload"[^>]*\shref|component-url|renderer-url)="(\/_astro\/[^"]+\.js)"/g,
    ),
  ]
  return named.map(([, path = '']) => path.slice(1))
}

/** Those scripts with all they import; with `dynamic`, also what they load only when asked to. */
function closureOf(entries: readonly string[], dynamic: boolean): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...entries]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue
    found.add(file)
    const source = read(file)
    const imports = [...source.matchAll(/(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g)]
    const later = dynamic ? [...source.matchAll(/import\(\s*["'`](\.[^"'`]+\.js)["'`]\s*\)/g)] : []
    for (const [, path = ''] of [...imports, ...later]) open.push(posix.join(posix.dirname(file), path))
  }
  return found
}

/** What scripts weigh as they are sent: bytes, gzipped. */
export const weightOf = (files: ReadonlySet<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`${ROOT}/${file}`)).length, 0)
