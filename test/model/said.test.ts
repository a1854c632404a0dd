// What a translator is given: every sentence that the models say, once.

import { expect, test } from 'vitest'
import { tellerOf } from '../../site/src/build/languages.ts'
import { blanked, sentencesSaid } from '../language/said.ts'

test('what models say is listed once, with blanks that stand for any name', () => {
  expect(blanked('Lost expc02: it closed the connection.', 'expc01')).toBe('Lost {a}: it closed the connection.')
  expect(blanked('The database of primary-node is promoted at 0/5000: timeline 2 begins.', 'primary-node')).toBe(
    'The database of {node} is promoted at {a}: timeline {b} begins.',
  )
  expect(blanked('Alarm 20004 Cluster communication failure was lowered.', 'expc01')).toBe(
    'Alarm 20004 Cluster communication failure was lowered.',
  )
  const said = sentencesSaid()
  expect(said).toContain('Is up again.')
  expect(said).toContain('The cluster services of {node} are running.')
  // A file with nothing but this list in it translates all of it.
  const tell = tellerOf(Object.fromEntries(said.map((sentence) => [sentence, `it: ${sentence}`])))
  expect(tell('The cluster services of primary-node are running.')).toBe('it: The cluster services of primary-node are running.')
})
