// What of a product's view the overview shows, and how its nodes are joined. One data file per product
// says so; the components know none of them.

import type { Json } from '@worker/kernel/machine.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { say } from '../strings.ts'
import { tell } from '../tell.ts'
import type { CheckWords } from './checkWords.ts'

export type Tone = 'ok' | 'info' | 'warning' | 'error' | 'unknown'

type Labelled = { readonly label: string; readonly path: string }

/** One bar of the service meter: nodes counted by a word of their view, or figures of their views summed up. */
export type Measure =
  | { readonly label: string; readonly count: string; readonly good: readonly string[] }
  | { readonly label: string; readonly sum: string; readonly of: readonly string[] }

export type Presentation = {
  readonly title: string
  /** Its procedures in groups, by what brings a reader to them. */
  readonly menu: readonly { readonly group: string; readonly slugs: readonly string[] }[]
  /** Lines under a node's name: a value of its view, `path` with dots, and what precedes it. */
  readonly facts: readonly Labelled[]
  /** What else is told of a node that was picked. */
  readonly details: readonly Labelled[]
  /** Moments of a node's view worth telling as "so long ago". */
  readonly times: readonly Labelled[]
  /** What a node bears like a flag, while the value at `path` is true. */
  readonly marks: readonly Labelled[]
  /** The one node that leads: its value at `path` is among `is`. */
  readonly crown: { readonly path: string; readonly is: readonly string[] } | null
  /** Where a node's view lists whom it replicates with; `address` is found again under `addresses` of the other. */
  readonly replication: {
    readonly each: string
    readonly address: string
    readonly state: string
    readonly good: readonly string[]
    readonly bad: readonly string[]
    readonly moved: string // changes whenever something was replicated
  } | null
  /** Nodes that are served by the others: the word they have for it, and which node serves them. */
  readonly uses: {
    readonly path: string
    readonly good: readonly string[]
    readonly bad: readonly string[]
    readonly holder: string
  } | null
  readonly addresses: readonly string[]
  /** Names at which whichever node holds them answers, true at `heldAt` of the one that does. */
  readonly sharedNames: readonly { readonly name: string; readonly label: string; readonly heldAt: string }[]
  /** Where a node's view lists its alarms (only while the value at `where` is one of these), and what it calls their parts. */
  readonly alarms: {
    readonly path: string
    readonly where: { readonly path: string; readonly is: readonly string[] } | null
    readonly names: {
      readonly [part in 'id' | 'title' | 'text' | 'severity' | 'status' | 'firstRaised' | 'solution' | 'page']?: string
    }
  }
  readonly impact: readonly Measure[]
  /** What on a timeline counts as a loss: the kind of event, and a part of its text where not all of them do. */
  readonly grave: readonly { readonly kind: string; readonly says?: string }[]
  /** Console lines that are tried on a copy before they are typed, each a pattern. */
  readonly tried: readonly string[]
  /** The faults that a node itself can have, and what may be said of each. */
  readonly troubles: { readonly [kind: string]: { readonly [field: string]: readonly string[] } }
  /** What a console asks for a line with before it has answered one, by who is logged in; `usual`: the product's own way in. '' for nothing. */
  readonly prompts: { readonly [login: string]: string }
  readonly ports: readonly { readonly label: string; readonly ports: readonly number[] }[]
  readonly compare: string // the admin page that is set side by side first; '': the state of the nodes
  readonly upstream: boolean // there is something above the cluster that can be out of reach
  readonly tones: { readonly [value: string]: Tone }
  /** What stands at a path of a node's view, as checks look at it; `[]` for a place in a list, which is its `{n}`. */
  readonly words: { readonly [path: string]: string }
}

const FILES = import.meta.glob<Presentation>('../../../content/products/*.json', { eager: true, import: 'default' })

const PLAIN: Presentation = {
  title: '',
  menu: [],
  facts: [],
  details: [],
  times: [],
  marks: [],
  crown: null,
  replication: null,
  uses: null,
  addresses: [],
  sharedNames: [],
  alarms: { path: 'alarms', where: null, names: {} },
  impact: [],
  grave: [],
  tried: [],
  troubles: {},
  prompts: {},
  ports: [],
  compare: '',
  upstream: false,
  tones: {},
  words: {},
}

// What a product is called is never translated; what its data file calls things is.
const toldOf = (file: Presentation): Presentation => {
  const inWords = <T extends Labelled | Measure | Presentation['sharedNames'][number] | Presentation['ports'][number]>(
    list: readonly T[],
  ) => list.map((each) => ({ ...each, label: tell(each.label) }))
  return {
    ...file,
    facts: inWords(file.facts),
    details: inWords(file.details),
    times: inWords(file.times),
    marks: inWords(file.marks),
    impact: inWords(file.impact),
    sharedNames: inWords(file.sharedNames),
    ports: inWords(file.ports),
    words: Object.fromEntries(Object.entries(file.words).map(([path, label]) => [path, tell(label)])),
  }
}

const BY_PRODUCT = new Map(
  Object.entries(FILES).map(([path, file]) => [path.replace(/^.*\/|\.json$/g, ''), toldOf({ ...PLAIN, ...file })]),
)

export const presentationOf = (product: string): Presentation => BY_PRODUCT.get(product) ?? PLAIN

/** What says in words which check of a procedure does not hold in a sandbox of a product. */
export const checkWordsIn = (snapshot: Snapshot | null): CheckWords => ({
  labels: presentationOf(snapshot?.nodes[0]?.product ?? '').words,
  sentences: say.checks,
})

/** What a fresh console of a node asks for a line with: as the product does, or with a mark of ours where it prints none. */
export function freshPrompt(product: string, node: string, login: string | null): string {
  const prompt = presentationOf(product).prompts[login ?? 'usual'] ?? ''
  return prompt === '' ? '› ' : prompt.replace('{node}', node)
}

export type Node = Snapshot['nodes'][number]

/** What stands at a path with dots. */
export function follow(value: Json | undefined, path: string): Json | undefined {
  let at = value
  for (const step of path.split('.')) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<string, Json>)[step]
  }
  return at
}

export const valueAt = (node: Node, path: string): Json | undefined => follow(node as unknown as Json, path)

export function toneOf(product: string, value: string): Tone {
  return presentationOf(product).tones[value] ?? 'unknown'
}

export type Fact = { readonly label: string; readonly value: string; readonly tone: Tone }

const factsAt = (node: Node, paths: readonly Labelled[]): readonly Fact[] =>
  paths.flatMap(({ label, path }) => {
    const value = valueAt(node, path)
    if (value === undefined || value === null || value === '' || typeof value === 'object') return []
    return [{ label, value: String(value), tone: toneOf(node.product, String(value)) }]
  })

/** The facts of a node that have a value now. */
export const factsOf = (node: Node): readonly Fact[] => factsAt(node, presentationOf(node.product).facts)
export const detailsOf = (node: Node): readonly Fact[] => factsAt(node, presentationOf(node.product).details)

/** Moments a node tells of, each an ISO time. */
export const timesOf = (node: Node): readonly { readonly label: string; readonly at: string }[] =>
  presentationOf(node.product).times.flatMap(({ label, path }) => {
    const at = valueAt(node, path)
    return typeof at === 'string' ? [{ label, at }] : []
  })

/** The flags a node bears now. */
export const marksOf = (node: Node): readonly string[] =>
  presentationOf(node.product)
    .marks.filter(({ path }) => valueAt(node, path) === true)
    .map(({ label }) => label)

/** Whether this node leads the others, by its own word. */
export function isCrowned(node: Node): boolean {
  const { crown } = presentationOf(node.product)
  return crown !== null && node.state === 'running' && crown.is.includes(String(valueAt(node, crown.path)))
}

const SEVERITY: readonly Tone[] = ['unknown', 'ok', 'info', 'warning', 'error']

/** A node that is up is as good as the worst it says of itself; one that is not, is that. */
export function toneOfNode(node: Node): Tone {
  const tone = toneOf(node.product, node.state)
  if (tone !== 'ok') return tone
  const said = factsOf(node).map((fact) => (fact.tone === 'info' ? 'ok' : fact.tone))
  return said.reduce((worst, each) => (SEVERITY.indexOf(each) > SEVERITY.indexOf(worst) ? each : worst), said[0] ?? tone)
}

export type Replication = { readonly from: string; readonly to: string; readonly state: string; readonly tone: Tone }

/** How each node says it stands with each other node, and those that are served with the one that serves them. */
export function replicationsOf(snapshot: Pick<Snapshot, 'nodes' | 'dns'>): readonly Replication[] {
  return snapshot.nodes.flatMap((node) => [...copiesOf(snapshot, node), ...useOf(snapshot, node)])
}

function copiesOf(snapshot: Pick<Snapshot, 'nodes' | 'dns'>, node: Node): readonly Replication[] {
  const { replication } = presentationOf(node.product)
  const entries = replication === null ? undefined : valueAt(node, replication.each)
  if (replication === null || !Array.isArray(entries) || node.state !== 'running') return []
  return (entries as readonly Json[]).flatMap((entry): Replication[] => {
    const address = follow(entry, replication.address)
    const state = follow(entry, replication.state)
    if (typeof address !== 'string' || address === '' || typeof state !== 'string') return []
    const to = ownerOf(snapshot, address) ?? onlyOther(snapshot, node)
    if (to === undefined || to === node.id) return []
    const tone = replication.good.includes(state) ? 'ok' : replication.bad.includes(state) ? 'error' : 'info'
    return [{ from: node.id, to, state, tone }]
  })
}

function useOf(snapshot: Pick<Snapshot, 'nodes'>, node: Node): readonly Replication[] {
  const { uses } = presentationOf(node.product)
  const state = uses === null ? undefined : valueAt(node, uses.path)
  const holder = uses === null ? undefined : snapshot.nodes.find((each) => valueAt(each, uses.holder) === true)
  if (uses === null || typeof state !== 'string' || holder === undefined) return []
  if (uses.good.includes(state)) return [{ from: node.id, to: holder.id, state, tone: 'ok' }]
  return uses.bad.includes(state) ? [{ from: node.id, to: holder.id, state, tone: 'error' }] : []
}

/** Changes whenever the node took part in a replication; null where its product has no word for that. */
export function movedOf(node: Node): string | null {
  const { replication } = presentationOf(node.product)
  const value = replication === null ? undefined : valueAt(node, replication.moved)
  return value === undefined || value === null ? null : String(value)
}

function ownerOf(snapshot: Pick<Snapshot, 'nodes' | 'dns'>, name: string): string | undefined {
  const address = snapshot.dns.find((record) => record.name === name)?.address ?? name
  const owner = snapshot.nodes.find((node) =>
    presentationOf(node.product).addresses.some((path) => mentions(valueAt(node, path), address)),
  )
  return owner?.id
}

/** Whether a node is one of those that replicate, and not something they all talk to. */
export function isMember(node: Node): boolean {
  const { replication } = presentationOf(node.product)
  return replication !== null && valueAt(node, replication.each) !== undefined
}

/** Whether a node is served by the cluster, and so stands below it. */
export function isServed(node: Node): boolean {
  const { uses } = presentationOf(node.product)
  return uses !== null && valueAt(node, uses.path) !== undefined
}

// Where no view says whose an address is, a pair's other half is the only one it can be.
function onlyOther(snapshot: Pick<Snapshot, 'nodes'>, node: Node): string | undefined {
  const others = snapshot.nodes.filter((other) => other.id !== node.id && other.product === node.product && isMember(other))
  return others.length === 1 ? others[0]?.id : undefined
}

function mentions(value: Json | undefined, word: string): boolean {
  if (value === word) return true
  return value !== null && typeof value === 'object' && Object.values(value).some((inner) => mentions(inner as Json, word))
}

export type Metered = { readonly label: string; readonly now: number; readonly of: number; readonly tone: Tone }

/** What the cluster does for those who use it, now and at its best. */
export function impactOf(nodes: readonly Node[]): readonly Metered[] {
  const products = [...new Set(nodes.map(({ product }) => product))]
  return products.flatMap((product) => {
    const own = nodes.filter((node) => node.product === product)
    return presentationOf(product).impact.flatMap((measure): Metered[] => {
      const { now, of } = 'count' in measure ? counted(own, measure) : summed(own, measure)
      if (of === 0) return []
      return [{ label: measure.label, now, of, tone: now >= of ? 'ok' : now === 0 ? 'error' : 'warning' }]
    })
  })
}

function counted(nodes: readonly Node[], { count, good }: Extract<Measure, { count: string }>) {
  const having = nodes.map((node) => valueAt(node, count)).filter((value) => typeof value === 'string')
  return { now: having.filter((value) => good.includes(String(value))).length, of: having.length }
}

function summed(nodes: readonly Node[], { sum, of }: Extract<Measure, { sum: string }>) {
  const total = (path: string) => nodes.reduce((all, node) => all + (Number(valueAt(node, path)) || 0), 0)
  return { now: total(sum), of: of.reduce((all, path) => all + total(path), 0) }
}
