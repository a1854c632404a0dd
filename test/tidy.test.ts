// Holds the layers of ARCHITECTURE.md: who may import whom, and what must never stand in the core.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const sources = globSync('worker/**/*.ts')

/** What each folder may import besides itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'worker/kernel': [
    'zod',
    'pure-rand',
    'rfc6902',
    '@noble/ciphers',
    '@noble/curves',
    '@noble/hashes',
    '@peculiar',
    'micro-rsa-dsa-dh',
  ],
  'worker/expressway': ['worker/kernel', 'zod', 'dist/certificates.json'],
  'worker/ssm': ['worker/kernel', 'zod', 'dist/ssm-certificates.json'],
  'worker/objects': ['worker/kernel', 'worker/products.ts', 'cloudflare:workers', 'nanoid'],
  'worker/api': ['worker/kernel', 'worker/objects', 'worker/products.ts', 'worker/procedures.ts', 'hono', '@hono/zod-openapi'],
  'worker/build': ['worker/kernel', 'worker/expressway/authority.ts', 'worker/ssm/authority.ts', 'node:', 'yaml', 'zod'],
}

const importsOf = (path: string): string[] =>
  [
    ...readFileSync(path, 'utf8').matchAll(
      /^(?:import|export)\s[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map(([, from, bare, dynamic]) => {
    const target = from ?? bare ?? dynamic ?? ''
    return target.startsWith('.') ? normalize(join(dirname(path), target)) : target
  })

/** A file without its comments and its words. */
const codeOf = (path: string): string => readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'|`[^`]*`/gm, '')

const isIn = (target: string, place: string): boolean =>
  target === place || target.startsWith(place.endsWith(':') ? place : `${place}/`)

describe.each(Object.entries(LAYERS))('%s', (layer, allowed) => {
  const files = sources.filter((path) => isIn(path, layer))

  test('has files, and imports only from itself and from what lies below', () => {
    expect(files.length).toBeGreaterThan(0)
    const strays = files.flatMap((path) =>
      importsOf(path)
        .filter((target) => ![layer, ...allowed].some((place) => isIn(target, place)))
        .map((target) => `${path} imports ${target}`),
    )
    expect(strays).toEqual([])
  })
})

describe('the core', () => {
  const core = sources.filter((path) => ['worker/kernel', 'worker/expressway', 'worker/ssm'].some((place) => isIn(path, place)))

  test.each([
    ['reads no clock', /\bDate\.now\b|\bperformance\b|\bnew Date\(\)/],
    ['rolls no dice', /\bMath\.random\b|\bcrypto\b/],
    ['waits for nothing', /\basync\b|\bawait\b|\bPromise\b|\bsetTimeout\b|\bsetInterval\b/],
    ['asks nobody', /\bfetch\(|\blocalStorage\b|\bDurableObject\b/],
  ])('%s', (_, pattern) => {
    expect(core.filter((path) => pattern.test(codeOf(path)))).toEqual([])
  })

  test('makes dates of instants in one file only', () => {
    const makers = core.filter((path) => /\bDate\b/.test(codeOf(path)))
    expect(makers).toEqual(['worker/kernel/time.ts'])
  })
})

test('no product is named outside its own folder but where the products are listed, their objects told apart and their certificates made', () => {
  const outside = sources.filter(
    (path) =>
      !isIn(path, 'worker/expressway') &&
      !isIn(path, 'worker/ssm') &&
      path !== 'worker/products.ts' &&
      path !== 'worker/build/certificates.ts',
  )
  const naming = outside.filter((path) => /from '[^']*(expressway|ssm)\//.test(readFileSync(path, 'utf8')))
  expect(naming).toEqual([])
})
