import { globSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { play } from './player.ts'

const folder = resolve(import.meta.dirname, '../../transcripts/ssm')

// `vitest -u` rewrites what the lines print. Commit it only once every changed line can be explained.
test.each(globSync(`${folder}/*.txt`).sort())('%s', async (path) => {
  expect(basename(path)).toMatch(/^[a-z0-9-]+\.txt$/)
  await expect(play(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path)
})
