import { createRoute, type z } from '@hono/zod-openapi'
import type { Fault } from '../../kernel/fabric.ts'
import { unreachable } from '../../kernel/machine.ts'
import { lookAhead, type Trial } from '../../kernel/preview.ts'
import { EVENTS_PER_CALL_MAX } from '../../kernel/sequencer.ts'
import { type Answer, isRefusal } from '../../kernel/surface.ts'
import { msOf } from '../../kernel/time.ts'
import { mustHave } from '../../objects/snapshots.ts'
import { answers, jsonBody } from '../describe.ts'
import { reached, refusalProblem, through } from '../outcomes.ts'
import { Outlook, Preview } from '../preview-schemas.ts'
import { Problem } from '../problem.ts'
import { callerOf, IdParam, newRouter, reply, sandboxOf } from '../router.ts'
import { actedBody } from './nodes.ts'

const PREVIEW_MS_MAX = 24 * 60 * 60 * 1000

/** What an act would lead to. Whoever may look may ask: it changes nothing and is no act. */
export const preview = newRouter().openapi(
  createRoute({
    method: 'post',
    path: '/sandboxes/{id}/preview',
    operationId: 'previewAct',
    summary: 'What an act would lead to',
    description: 'A copy of the sandbox does it and is run ahead, max at most P1D. Changes nothing here, and needs no key.',
    request: { params: IdParam, body: jsonBody(Preview) },
    responses: answers(200, Outlook, 'Its effects with their virtual times, and how to go back'),
  }),
  async (c) => {
    const { id } = c.req.valid('param')
    const wanted = c.req.valid('json')
    const ms = msOf(wanted.max)
    if (ms > PREVIEW_MS_MAX)
      throw new Problem('invalid-request', '/max: at most P1D', { errors: [{ pointer: '/max', message: 'at most P1D' }] })
    const sandbox = sandboxOf(c, id)
    const trial = trialOf(wanted)
    const found = reached(through(await sandbox.previewBase(await callerOf(c), trial)))
    if (found.is === 'no-such-fault') throw new Problem('no-such-fault', 'No fault of this name lies on the sandbox.')
    if (found.is === 'fault-refused') throw new Problem('fault-refused', found.why)
    const { template, base } = found
    const { product } = mustHave(template)
    const { answer, ...outlook } = lookAhead(product, base, trial, ms, EVENTS_PER_CALL_MAX)
    const refused = answer !== null && isRefusal(answer) ? refusalProblem(answer, trialUnder(trial)).toDocument() : null
    const node = trial.try === 'operate' ? trial.node : ''
    return reply(c, { ...outlook, answer: answer === null || refused !== null ? null : said(answer, id, node), refused })
  },
)

// Where in the body the fields of a save stand.
const trialUnder = (trial: Trial): string => (trial.try === 'operate' && trial.operation.op === 'save' ? '/fields' : '')

function trialOf(wanted: z.output<typeof Preview>): Trial {
  if ('fault' in wanted) return { try: 'lay', id: 'preview', fault: wanted.fault as Fault }
  if ('heal' in wanted) return { try: 'heal', id: wanted.heal }
  const { node } = wanted
  if ('page' in wanted) return { try: 'operate', node, operation: { op: 'save', page: wanted.page, fields: wanted.fields } }
  if ('action' in wanted) return { try: 'operate', node, operation: { op: 'act', action: wanted.action, body: wanted.body } }
  const { line, session = null, login = null } = wanted
  return { try: 'operate', node, operation: { op: 'console', line, session, login } }
}

// The same as the act itself would be answered with.
function said(answer: Answer, id: string, node: string): object {
  switch (answer.is) {
    case 'console': {
      const { output, prompt, session, closed } = answer
      return { output, prompt, session, closed }
    }
    case 'page':
      return answer.page
    case 'acted':
      return actedBody(answer, id, node)
    case 'http':
    case 'refused':
    case 'unknown':
    case 'malformed':
    case 'not-answering':
      throw new Error(`a trial was answered with ${answer.is}`)
    default:
      return unreachable(answer)
  }
}
