// What a timeline tells of as a matter of course: nobody waits for it, and it is not read out.

import type { Advance } from './LiveSandbox.ts'

export const ROUTINE: readonly string[] = ['clock', 'replicated', 'copied', 'saved']

/** Runs time on until something happens that is worth a look. */
export const TO_NEXT_EVENT: Advance = { until: 'event', except: ROUTINE, max: 'PT1H' }
