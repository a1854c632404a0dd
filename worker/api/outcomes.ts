// What the objects answer, as HTTP says it: refusals become problems, the rest passes through.

import { unreachable } from '../kernel/machine.ts'
import { pointerPart } from '../kernel/patch.ts'
import { isRefusal, type Refusal } from '../kernel/surface.ts'
import type { Barred } from '../objects/answers.ts'
import type { Elsewhere } from '../objects/History.ts'
import { Problem, type ProblemName } from './problem.ts'

type Tagged = { readonly is: string }

const BARRED: ReadonlySet<string> = new Set<Barred['is']>([
  'no-such-sandbox',
  'key-required',
  'key-refused',
  'no-such-node',
  'too-much-under-way',
])
const isBarred = (outcome: Tagged): outcome is Barred => BARRED.has(outcome.is)

/** The outcome of a call that got through. Throws the problem of one that did not. */
export function through<T extends Tagged>(outcome: T | Barred): Exclude<T, Barred> {
  if (isBarred(outcome)) throw barredProblem(outcome)
  return outcome as Exclude<T, Barred>
}

export const noSuchSandbox = (): Problem =>
  new Problem('no-such-sandbox', 'No sandbox stands here: it was never made, was deleted, or has expired.')

function barredProblem(barred: Barred): Problem {
  switch (barred.is) {
    case 'no-such-sandbox':
      return noSuchSandbox()
    case 'key-required':
      return new Problem('key-required', 'Send the key of this sandbox as Authorization: Bearer.', {
        headers: { 'www-authenticate': 'Bearer' },
      })
    case 'key-refused':
      return new Problem('key-refused', 'The key that was sent does not open this sandbox.')
    case 'no-such-node':
      return new Problem('no-such-node', `The nodes of this sandbox are ${barred.nodes.join(', ')}.`)
    case 'too-much-under-way':
      return new Problem(
        'too-much-under-way',
        'Let time pass, then try again: POST …/clock/advance {"until":"settled","max":"PT5M"}.',
      )
    default:
      return unreachable(barred)
  }
}

/** The outcome of a call that asked for a position. Throws the problem of one that cannot be gone to. */
export function reached<T extends Tagged>(outcome: T | Elsewhere): Exclude<T, Elsewhere> {
  const found = outcome as T | Elsewhere
  if (isElsewhere(found, 'no-such-position')) throw new Problem('no-such-position', `The newest number is ${found.newest}.`)
  if (isElsewhere(found, 'position-folded'))
    throw new Problem('position-folded', `The oldest number to go back to is ${found.oldest}.`)
  return found as Exclude<T, Elsewhere>
}

const isElsewhere = <I extends Elsewhere['is']>(outcome: Tagged, is: I): outcome is Extract<Elsewhere, { is: I }> =>
  outcome.is === is

const UNKNOWN: { readonly [what in Extract<Refusal, { is: 'unknown' }>['what']]: ProblemName } = {
  page: 'no-such-page',
  action: 'no-such-action',
  field: 'no-such-field',
  session: 'no-such-session',
  login: 'no-such-login',
  file: 'no-such-file',
}

/** What a node answered, when it did as asked. Throws the problem of its refusal; `under`: see `refusalProblem`. */
export function granted<T extends Tagged>(answer: T | Refusal, under = ''): Exclude<T, Refusal> {
  if (isRefusal(answer)) throw refusalProblem(answer, under)
  return answer as Exclude<T, Refusal>
}

/** A refusal as the problem it becomes. `under` is where in the body the fields stand that the node speaks of. */
export function refusalProblem(refusal: Refusal, under = ''): Problem {
  switch (refusal.is) {
    case 'refused':
      return new Problem('product-refused', refusal.messages.join(' '), { messages: refusal.messages })
    case 'unknown': {
      const { what, name, known } = refusal
      const there = known.length === 0 ? 'There is none.' : `There are ${known.join(', ')}.`
      const errors =
        what === 'field'
          ? { errors: [{ pointer: `/fields/${pointerPart(name)}`, message: `The page has no field ${name}.` }] }
          : {}
      return new Problem(UNKNOWN[what], `No ${what} is called ${JSON.stringify(name)}. ${there}`, errors)
    }
    case 'malformed':
      return new Problem(
        'invalid-fields',
        `${refusal.errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`).join('; ')}.`,
        {
          errors: refusal.errors.map(({ pointer, message }) => ({ pointer: `${under}${pointer}`, message })),
        },
      )
    case 'not-answering':
      return new Problem('node-not-answering', refusal.why)
    default:
      return unreachable(refusal)
  }
}
