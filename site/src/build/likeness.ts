// On paper a line of the timeline stands for all that say the same of other names and numbers, such as endpoints that
// register again one by one.

import type { TimelineEvent } from '@worker/kernel/snapshot.ts'

export type LikenedEvent = TimelineEvent & {
  /** Whether an earlier line says the same. */
  readonly isRepeated: boolean
  /** How many later lines say the same, and of which nodes. */
  readonly more: number
  readonly moreNodes: readonly string[]
}

/** Marks the lines that say what an earlier one says, but for its names and numbers. */
export function likened(events: readonly TimelineEvent[]): readonly LikenedEvent[] {
  const groups = Map.groupBy(events, ({ kind, text }) => `${kind} ${text.replace(/[\w.-]*\d[\w.:/-]*/g, '#')}`)
  const firsts = new Map(
    [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, rest] as const])),
  )
  return events.map((event) => {
    const rest = firsts.get(event) ?? []
    const nodes = new Set(rest.map(({ node }) => node ?? '').filter((node) => node !== ''))
    return { ...event, isRepeated: !firsts.has(event), more: rest.length, moreNodes: [...nodes] }
  })
}
