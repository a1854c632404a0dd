// Wrong orders and skipped steps of every procedure of the pair: what a reader who went astray is told, and that it is
// told of what has really come about. Every hint of every procedure has its story here.

import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Procedure, type ProcedureText, parseProcedure, progressOf } from '../../../worker/kernel/procedure.ts'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { SECOND_MS } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { perform } from '../perform.ts'
import { STORIES } from './stories.ts'

const folder = resolve(import.meta.dirname, '../../../content/procedures/ssm')
const procedures: readonly Procedure[] = globSync(`${folder}/*.yaml`)
  .sort()
  .map((path) => parseProcedure(parse(readFileSync(path, 'utf8')) as ProcedureText))

const hints = procedures.flatMap((procedure) =>
  procedure.steps.flatMap((step) => step.hints.map((hint) => `${procedure.slug}/${step.id}/${hint.id}`)),
)

test('every hint of every procedure has a story, and there is no other', () => {
  expect(Object.keys(STORIES).sort()).toEqual([...hints].sort())
})

test.each(hints)('%s', (key) => {
  const [slug, id, hint] = key.split('/')
  const procedure = procedures.find((each) => each.slug === slug)
  const story = STORIES[key]
  if (procedure === undefined || story === undefined) throw new Error(`no story of ${key}`)
  const lab = openLab(ssm, procedure.template)
  const fits = (): boolean =>
    progressOf(procedure, lab.snapshot())
      .steps.find((step) => step.id === id)
      ?.hints.includes(hint ?? '') ?? false
  const follow = () => {
    for (const step of procedure.steps.slice(
      0,
      procedure.steps.findIndex((each) => each.id === id),
    ))
      for (const act of step.acts) perform(lab, act)
  }
  story({ lab, follow, after: (seconds) => lab.advance(seconds * SECOND_MS) })
  expect(fits()).toBe(true)
})

test('none of them is told to a reader who follows a procedure as it is written, once its step is done', () => {
  for (const procedure of procedures) {
    const lab = openLab(ssm, procedure.template)
    for (const step of procedure.steps) for (const act of step.acts) perform(lab, act)
    expect(progressOf(procedure, lab.snapshot()).steps.flatMap((step) => step.hints)).toEqual([])
  }
})
