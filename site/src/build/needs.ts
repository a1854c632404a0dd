// Holds the needs of a procedure against the model while the site is built: each is so where the procedure
// begins, and what is said to break it does break it.

import { judge } from '@worker/kernel/checks.ts'
import type { Procedure } from '@worker/kernel/procedure.ts'
import { playAct, transcriptOf } from './transcript.ts'

/** Throws, naming the need, where one does not hold at the beginning, or holds whatever happens. */
export function checkNeeds(procedure: Procedure): void {
  const { before } = transcriptOf(procedure)
  for (const need of procedure.needs) {
    const where = `${procedure.product}/${procedure.slug}, need ${need.id}`
    for (const check of need.holds) {
      const verdict = judge(check, before.snapshot())
      if (!verdict.holds)
        throw new Error(`${where}: "${check.text}" does not hold at the beginning; found ${JSON.stringify(verdict.found)}`)
    }
    const broken = before.copy()
    for (const act of need.brokenBy) playAct(broken, act, where)
    if (need.holds.every((check) => judge(check, broken.snapshot()).holds))
      throw new Error(`${where}: it still holds after what is said to break it`)
  }
}
