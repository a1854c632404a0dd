// What the simulator does to a sandbox, as data: plain JSON that can be kept, cut down and played again.

import { carriedIn } from '../../worker/kernel/carried.ts'
import type { Fault } from '../../worker/kernel/fabric.ts'
import type { NodeId } from '../../worker/kernel/machine.ts'
import { type Entropy, entropyFor } from '../../worker/kernel/random.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { Operation } from '../../worker/kernel/surface.ts'
import { HOUR_MS, spell } from '../../worker/kernel/time.ts'

export type Deed =
  | { readonly do: 'ask'; readonly node: NodeId; readonly operation: Operation }
  /** Lines typed one after another into one fresh session. */
  | { readonly do: 'type'; readonly node: NodeId; readonly login: string | null; readonly lines: readonly string[] }
  | { readonly do: 'lay'; readonly id: string; readonly fault: Fault }
  | { readonly do: 'heal'; readonly id: string }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'settle' }

/**
 * The longest that anything a reader can start takes until all is at rest, with room to spare (virtual): the longest
 * Time to live is 65,534 s, and for so long an endpoint may not notice that its registration is lost.
 */
export const REST_MS = 20 * HOUR_MS

/** Does it. What is impossible by now (a fault that is not there any more) does nothing, so that histories can be cut. */
export function perform(lab: Lab, deed: Deed): void {
  switch (deed.do) {
    case 'ask':
      ask(lab, deed)
      return
    case 'type': {
      let session: string | null = null
      for (const line of deed.lines) {
        const answer = lab.ask(deed.node, { op: 'console', line, session, login: session === null ? deed.login : null })
        if (answer.is !== 'console' || answer.closed) return
        session = answer.session
      }
      return
    }
    case 'lay':
      lab.lay(deed.id, deed.fault)
      return
    case 'heal':
      if (lab.world().fabric.faults.some(({ id }) => id === deed.id)) lab.heal(deed.id)
      return
    case 'advance':
      lab.advance(deed.ms)
      return
    case 'settle':
      lab.settle(REST_MS)
  }
}

// What one button handed over goes into the next that asks for it.
function ask(lab: Lab, deed: Extract<Deed, { do: 'ask' }>): void {
  const { node, operation } = deed
  if (operation.op !== 'act') {
    lab.ask(node, operation, entropyOf(lab, deed))
    return
  }
  const carried = carriedIn(lab)
  const answer = lab.ask(node, { ...operation, body: carried.into(operation.body) }, entropyOf(lab, deed))
  if (answer.is === 'acted') carried.keep(node, operation.action, answer.files)
}

// Finding the primes of a key takes longer than all else in a history, so each node makes one of a few keys again and
// again. Everything else is made of what nothing else was made of.
function entropyOf(lab: Lab, { node, operation }: Extract<Deed, { do: 'ask' }>): Entropy | undefined {
  const makesKey =
    (operation.op === 'act' && operation.action === 'generate-csr') ||
    (operation.op === 'http' && operation.request.path.endsWith('/generate_csr'))
  if (!makesKey) return undefined
  const last = lab.world().nodes.find(({ id }) => id === node)?.last ?? 0
  return entropyFor(KEYS_SEED, `${node} ${last % KEYS_A_NODE}`)
}

const KEYS_SEED = 1
const KEYS_A_NODE = 2

/** A deed in one line, for people. */
export function tell(deed: Deed): string {
  switch (deed.do) {
    case 'ask': {
      const { op, ...rest } = deed.operation
      return `${op} ${deed.node} ${JSON.stringify(rest)}`
    }
    case 'type':
      return `type ${deed.login === null ? '' : `${deed.login}@`}${deed.node}: ${deed.lines.map((line) => JSON.stringify(line)).join(', ')}`
    case 'lay':
      return `lay ${deed.id} ${JSON.stringify(deed.fault)}`
    case 'heal':
      return `heal ${deed.id}`
    case 'advance':
      return `wait ${spell(deed.ms)}`
    case 'settle':
      return 'settle'
  }
}
