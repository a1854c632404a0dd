// The name of a content of the cluster database: how often each peer wrote to it while it was the primary,
// as `expc01:3,expc02:1`. Of two contents one may know all that the other knows; if neither does, both
// sides took writes while they were apart. EX-32, EX-34.

type Counts = ReadonlyMap<string, number>

const countsOf = (stamp: string): Counts =>
  new Map(
    stamp
      .split(',')
      .filter((part) => part !== '')
      .map((part) => {
        const cut = part.lastIndexOf(':')
        return [part.slice(0, cut), Number(part.slice(cut + 1))]
      }),
  )

/** The name of the content after one more write by `peer`. */
export function afterWrite(stamp: string, peer: string): string {
  const counts = new Map(countsOf(stamp))
  counts.set(peer, (counts.get(peer) ?? 0) + 1)
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, count]) => `${name}:${count}`)
    .join(',')
}

/** Whether a content holds every write that `other` holds. */
export function covers(stamp: string, other: string): boolean {
  if (stamp === other) return true
  const counts = countsOf(stamp)
  return [...countsOf(other)].every(([peer, count]) => (counts.get(peer) ?? 0) >= count)
}
