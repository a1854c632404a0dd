// The life of a pair, told as it is typed and read. `vitest -u` rewrites what is shown; commit it only once
// every changed line can be explained.

import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { play } from './player.ts'

test.each(globSync('test/transcripts/expressway/*.txt').sort())('[EX-62] [EX-11] %s reads as it was', async (path) => {
  expect(basename(path)).toMatch(/^[a-z-]+\.txt$/)
  await expect(play(readFileSync(path, 'utf8'))).toMatchFileSnapshot(`${process.cwd()}/${path}`)
})
