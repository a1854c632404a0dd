// A language that nobody speaks: every word of ours stands between marks, and every sentence that is looked up too. A
// site built in it shows what does not go through the language's files.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Words } from '../../site/src/build/languages.ts'

const marked = (words: Words): Words =>
  Object.fromEntries(
    Object.entries(words).map(([name, value]) => [name, typeof value === 'string' ? `⟦${value}⟧` : marked(value)]),
  )

/** Builds the site in it, in a folder of its own, which is returned. */
export function buildPseudo(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clusterbook-pseudo-'))
  const [strings, out] = [join(folder, 'strings'), join(folder, 'site')]
  mkdirSync(strings)
  const english = JSON.parse(readFileSync('content/strings/en.json', 'utf8')) as Words
  writeFileSync(join(strings, 'zz.json'), JSON.stringify(marked(english)))
  writeFileSync(join(strings, 'zz.sentences.json'), JSON.stringify({ '{all}': '⟦{all}⟧' }))
  execFileSync('node_modules/.bin/astro', ['build', '--root', 'site', '--outDir', out], {
    env: { ...process.env, SITE_LANGUAGE: 'zz', SITE_STRINGS: strings, ASTRO_TELEMETRY_DISABLED: '1' },
    stdio: 'pipe',
  })
  return out
}
