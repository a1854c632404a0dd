// Does what a procedure's act says, in memory, expects the product to take it, and looks at what snapshots show then.

import { Node } from '../../worker/api/schemas.ts'
import { carriedIn } from '../../worker/kernel/carried.ts'
import type { ReaderAct } from '../../worker/kernel/procedure.ts'
import type { Entropy } from '../../worker/kernel/random.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import { msOf } from '../../worker/kernel/time.ts'

/**
 * Performs one act. Throws where the product refuses it, where nothing comes to rest in the time given, or where
 * a node then shows what the contract does not know. `entropy`: what each operation draws, where it must be what
 * another runtime drew.
 */
export function perform(lab: Lab, act: ReaderAct, entropy?: () => Entropy): void {
  const expect = (answer: { readonly is: string }, kind: string) => {
    if (answer.is !== kind) throw new Error(`${JSON.stringify(act)}: ${JSON.stringify(answer)}`)
  }
  if ('save' in act) {
    const { node, page, fields } = act.save
    expect(lab.ask(node, { op: 'save', page, fields }, entropy?.()), 'page')
  } else if ('press' in act) {
    const { node, action, body = {} } = act.press
    const carried = carriedIn(lab)
    const answer = lab.ask(node, { op: 'act', action, body: carried.into(body) }, entropy?.())
    expect(answer, 'acted')
    if (answer.is === 'acted') carried.keep(node, action, answer.files)
  } else if ('lay' in act) {
    lab.lay(act.lay.id, act.lay.fault)
  } else if ('heal' in act) {
    if (!lab.world().fabric.faults.some(({ id }) => id === act.heal)) throw new Error(`there is no fault ${act.heal}`)
    lab.heal(act.heal)
  } else if ('wait' in act) {
    if ('for' in act.wait) lab.advance(msOf(act.wait.for))
    else if (!lab.settle(msOf(act.wait.untilSettled)).settled) throw new Error(`${JSON.stringify(act)}: not settled`)
  } else {
    let session: string | null = null
    for (const line of act.console.lines) {
      const login = session === null ? (act.console.login ?? null) : null
      const answer = lab.ask(act.console.node, { op: 'console', line, session, login }, entropy?.())
      expect(answer, 'console')
      if (answer.is === 'console') session = answer.session
    }
  }
  for (const view of lab.snapshot().nodes) Node.parse(view)
}
