// What a page asks the service for before the scripts that show it have come.

import type { Progress } from '@worker/kernel/procedure.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { call, type Result, resultOf } from './api.ts'
import { takeAnswer } from './askedEarly.ts'
import type { Kept } from './keys.ts'

/** How far a sandbox that stands at number `seq` has come in a procedure. */
export type Judged = Progress & { readonly product: string; readonly slug: string; readonly seq: number }

export type Made = {
  readonly id: string
  readonly key: string
  readonly snapshot: Snapshot
  readonly progress?: Judged // in the procedure it was made for
}

/**
 * Makes a new sandbox, for the procedure of a page, `product/slug`, or for none. Whoever is answered has the only copy of
 * its key.
 */
export const makeSandbox = (template: string, page: string | null): Promise<Result<Made>> =>
  call('POST', '/sandboxes', null, { template, ...(page === null ? {} : { procedure: page }) })

/** One that this browser kept, as it stands. */
export function fetchSandbox({ id, key }: Kept): Promise<Result<Snapshot>> {
  const asked = takeAnswer(id, key)
  return asked === null ? call('GET', `/sandboxes/${id}`, key) : resultOf(asked)
}
