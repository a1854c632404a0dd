// Faults in the reader's words, wherever one is spoken of.

import type { TimelineEvent } from '@worker/kernel/snapshot.ts'
import { fill, say } from '../strings.ts'
import { tell } from '../tell.ts'

/** What a fault is: "the link between expc01 and expc02 is cut"; of a kind that has no words, the kind itself. */
export function faultWords(fault: { readonly kind: string }): string {
  const words: Readonly<Record<string, string>> = say.acts.faults
  const values = Object.entries(fault).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : String(value)])
  return fill(words[fault.kind] ?? fault.kind, Object.fromEntries(values))
}

/** What the timeline says of an event. Of a fault that was laid, the event itself has only the names of the API. */
export function textOf({ kind, text, data }: Pick<TimelineEvent, 'kind' | 'text' | 'data'>): string {
  if (kind !== 'fault' || data === null || typeof data !== 'object' || !('kind' in data)) return tell(text)
  return fill(say.timeline.laid, { id: String(data.id), fault: faultWords(data as { kind: string }) })
}
