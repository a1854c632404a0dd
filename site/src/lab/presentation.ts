// What of a product's view the overview shows, and how its nodes are joined. One data file per product
// says so; the components know none of them.

import type { Json } from '@worker/kernel/machine.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'

export type Tone = 'ok' | 'info' | 'warning' | 'error' | 'unknown'

export type Presentation = {
  readonly title: string
  /** Lines under a node's name: a value of its view, `path` with dots, and what precedes it. */
  readonly facts: readonly { readonly label: string; readonly path: string }[]
  /** What a node bears like a flag, while the value at `path` is true. */
  readonly marks: readonly { readonly label: string; readonly path: string }[]
  /** Where a node's view lists whom it replicates with; `address` is found again under `addresses` of the other. */
  readonly replication: {
    readonly each: string
    readonly address: string
    readonly state: string
    readonly good: readonly string[]
    readonly bad: readonly string[]
  } | null
  readonly addresses: readonly string[]
  readonly tones: { readonly [value: string]: Tone }
}

const FILES = import.meta.glob<Presentation>('../../../content/products/*.json', { eager: true, import: 'default' })

const PLAIN: Presentation = { title: '', facts: [], marks: [], replication: null, addresses: [], tones: {} }

export const presentationOf = (product: string): Presentation =>
  Object.entries(FILES).find(([path]) => path.endsWith(`/${product}.json`))?.[1] ?? PLAIN

type Node = Snapshot['nodes'][number]

export function follow(value: Json | undefined, path: string): Json | undefined {
  let at = value
  for (const step of path.split('.')) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<string, Json>)[step]
  }
  return at
}

export function toneOf(product: string, value: string): Tone {
  return presentationOf(product).tones[value] ?? 'unknown'
}

/** The facts of a node that have a value now. */
export function factsOf(node: Node): readonly { readonly label: string; readonly value: string; readonly tone: Tone }[] {
  return presentationOf(node.product).facts.flatMap(({ label, path }) => {
    const value = follow(node as unknown as Json, path)
    if (value === undefined || value === null || value === '' || typeof value === 'object') return []
    return [{ label, value: String(value), tone: toneOf(node.product, String(value)) }]
  })
}

/** The flags a node bears now. */
export const marksOf = (node: Node): readonly string[] =>
  presentationOf(node.product)
    .marks.filter(({ path }) => follow(node as unknown as Json, path) === true)
    .map(({ label }) => label)

/** A node that is up is shown by what it says of itself first; one that is not, by that. */
export function toneOfNode(node: Node): Tone {
  const tone = toneOf(node.product, node.state)
  const first = factsOf(node)[0]?.tone ?? 'unknown'
  return tone === 'ok' && first !== 'unknown' ? first : tone
}

export type Replication = { readonly from: string; readonly to: string; readonly state: string; readonly tone: Tone }

/** How each node says it stands with each other node. */
export function replicationsOf(snapshot: Snapshot): readonly Replication[] {
  return snapshot.nodes.flatMap((node) => {
    const { replication } = presentationOf(node.product)
    const entries = replication === null ? undefined : follow(node as unknown as Json, replication.each)
    if (replication === null || !Array.isArray(entries)) return []
    return (entries as readonly Json[]).flatMap((entry): Replication[] => {
      const address = follow(entry, replication.address)
      const state = follow(entry, replication.state)
      if (typeof address !== 'string' || address === '' || typeof state !== 'string') return []
      const to = ownerOf(snapshot, address) ?? onlyOther(snapshot, node)
      if (to === undefined || to === node.id) return []
      const tone = replication.good.includes(state) ? 'ok' : replication.bad.includes(state) ? 'error' : 'info'
      return [{ from: node.id, to, state, tone }]
    })
  })
}

function ownerOf(snapshot: Snapshot, name: string): string | undefined {
  const address = snapshot.dns.find((record) => record.name === name)?.address ?? name
  const owner = snapshot.nodes.find((node) =>
    presentationOf(node.product).addresses.some((path) => mentions(follow(node as unknown as Json, path), address)),
  )
  return owner?.id
}

/** Whether a node is one of those that replicate, and not something they all talk to. */
export function isMember(node: Node): boolean {
  const { replication } = presentationOf(node.product)
  return replication !== null && follow(node as unknown as Json, replication.each) !== undefined
}

// Where no view says whose an address is, a pair's other half is the only one it can be.
function onlyOther(snapshot: Snapshot, node: Node): string | undefined {
  const others = snapshot.nodes.filter((other) => other.id !== node.id && other.product === node.product && isMember(other))
  return others.length === 1 ? others[0]?.id : undefined
}

function mentions(value: Json | undefined, word: string): boolean {
  if (value === word) return true
  return value !== null && typeof value === 'object' && Object.values(value).some((inner) => mentions(inner as Json, word))
}
