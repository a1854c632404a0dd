import { createRoute, z } from '@hono/zod-openapi'
import { EVENTS_PER_CALL_MAX } from '../../kernel/sequencer.ts'
import { msOf } from '../../kernel/time.ts'
import { answers, jsonBody, KEYED } from '../describe.ts'
import { through } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { callerOf, IdParam, newRouter, reply, sandboxOf } from '../router.ts'
import { Advance, Advanced, RateChange } from '../schemas.ts'

const Clock = z.strictObject({ now: z.iso.datetime(), rate: z.int(), seq: z.int() })

/** How fast virtual time passes, and running it forward. */
export const clock = newRouter()
  .openapi(
    createRoute({
      method: 'patch',
      path: '/sandboxes/{id}/clock',
      operationId: 'setRate',
      summary: 'How many virtual seconds pass in a second',
      ...KEYED,
      request: { params: IdParam, body: jsonBody(RateChange) },
      responses: answers(200, Clock, 'The clock as it now runs'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const caller = await callerOf(c)
      const { clock, seq } = through(await sandboxOf(c, id).setRate(caller, c.req.valid('json').rate))
      return reply(c, { ...clock, seq })
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/{id}/clock/advance',
      operationId: 'advanceClock',
      summary: 'Run the clock forward',
      description: `By a duration, until the sandbox is settled, or until something is noted in its timeline. A call runs at most ${EVENTS_PER_CALL_MAX.toLocaleString('en')} events; done: false says to ask for the rest.`,
      ...KEYED,
      request: { params: IdParam, body: jsonBody(Advance) },
      responses: answers(200, Advanced, 'How far it got'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const caller = await callerOf(c)
      const asked = c.req.valid('json')
      const sandbox = sandboxOf(c, id)
      const outcome = through(
        'by' in asked
          ? await sandbox.advance(caller, msOf(asked.by), { is: 'time' })
          : asked.until === 'settled'
            ? await sandbox.advance(caller, msOf(asked.max), { is: 'settled' })
            : await sandbox.advance(caller, msOf(asked.max), { is: 'event', except: asked.except }),
      )
      if (outcome.is === 'clock-busy') throw new Problem('clock-busy', 'Another advance of this sandbox is under way.')
      const { now, seq, settled, done } = outcome
      return reply(c, { now, seq, settled, done })
    },
  )
