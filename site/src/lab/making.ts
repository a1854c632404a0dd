// What a page asks the service for before the scripts that show it have come.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { call, type Result, resultOf } from './api.ts'
import { takeAnswer } from './askedEarly.ts'
import type { Kept } from './keys.ts'

export type Made = { readonly id: string; readonly key: string; readonly snapshot: Snapshot }

/** Makes a new sandbox. Whoever is answered has the only copy of its key. */
export const makeSandbox = (template: string): Promise<Result<Made>> => call('POST', '/sandboxes', null, { template })

/** One that this browser kept, as it stands. */
export function fetchSandbox({ id, key }: Kept): Promise<Result<Snapshot>> {
  const asked = takeAnswer(id, key)
  return asked === null ? call('GET', `/sandboxes/${id}`, key) : resultOf(asked)
}
