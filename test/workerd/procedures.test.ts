// Every procedure, done through the HTTP contract as a reader's page would do it.

import { describe, expect, test } from 'vitest'
import { PROCEDURES } from '../../worker/procedures.ts'
import { openSandbox } from '../client.ts'
import { fetch } from './server.ts'

describe.each(PROCEDURES.map((procedure) => [`${procedure.product}/${procedure.slug}`, procedure] as const))(
  '%s',
  (_, procedure) => {
    test('each step is open until it is done, and holds after it and after every later one', async () => {
      const { client } = await openSandbox(fetch, procedure.template)
      const { product, slug, steps } = procedure
      for (const [index, step] of steps.entries()) {
        const { steps: before } = await client.progress(product, slug)
        const early = before.slice(index).filter((each) => each.holds)
        expect(
          early.map((each) => each.id),
          `before ${step.id}`,
        ).toEqual([])
        for (const act of step.acts) await client.perform(act)
        const { steps: after } = await client.progress(product, slug)
        const open = after.slice(0, index + 1).flatMap(({ id, checks }) => checks.map((check) => ({ id, ...check })))
        expect(
          open.filter((check) => !check.holds),
          `after ${step.id}`,
        ).toEqual([])
      }
    })
  },
)
