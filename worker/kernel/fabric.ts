// The network between the nodes: links, names, time source, and the faults laid on them.
//
// A node never sees the fabric. It sees its own surroundings, and is told when they change; what it
// sends is routed here, and what cannot be delivered is lost in silence, as on a real wire.

import type { Json, NodeId } from './plain.ts'
import { draw, type Random } from './random.ts'
import { derived, remembered } from './remembered.ts'
import { isSame } from './same.ts'

export type Interface = { readonly network: string; readonly address: string }

export type FabricNode = {
  readonly id: NodeId
  readonly interfaces: readonly Interface[]
  readonly upstream?: boolean // what `upstream-unreachable` cuts off
}

export type Link = { readonly a: NodeId; readonly b: NodeId; readonly network: string; readonly latencyMs: number }

/** The faults the fabric itself plays out. */
export type FabricFault =
  | { readonly kind: 'link-down'; readonly a: NodeId; readonly b: NodeId; readonly network?: string }
  | { readonly kind: 'link-one-way'; readonly from: NodeId; readonly to: NodeId; readonly network?: string } // only from → to still passes
  | { readonly kind: 'latency'; readonly a: NodeId; readonly b: NodeId; readonly ms: number } // one way
  | { readonly kind: 'loss'; readonly a: NodeId; readonly b: NodeId; readonly percent: number }
  | { readonly kind: 'nat'; readonly a: NodeId; readonly b: NodeId }
  | { readonly kind: 'port-blocked'; readonly node: NodeId; readonly ports: readonly number[] }
  | { readonly kind: 'dns-missing'; readonly name: string }
  | { readonly kind: 'dns-record'; readonly name: string; readonly address: string }
  | { readonly kind: 'ntp-unreachable'; readonly node: NodeId }
  | { readonly kind: 'upstream-unreachable' }

/** A fault inside one node: the fabric only tells the node that it has it (`power-off`, `disk-full` …). */
export type Trouble = { readonly kind: string; readonly node: NodeId } & { readonly [key: string]: Json }

export type Fault = FabricFault | Trouble
export type NamedFault = { readonly id: string; readonly fault: Fault }

export type Fabric = {
  readonly nodes: readonly FabricNode[]
  readonly links: readonly Link[]
  readonly names: { readonly [name: string]: string } // the DNS every node asks
  readonly faults: readonly NamedFault[] // in the order they were laid
}

/** One neighbour on one network. A link that is down one way still shows here: `out` or `in` is false. */
export type Neighbour = {
  readonly node: NodeId
  readonly network: string
  readonly address: string // of the neighbour on that network
  readonly out: boolean // what this node sends gets there
  readonly in: boolean // what the neighbour sends gets here
  readonly roundTripMs: number
  readonly translated: boolean // an address translation stands between the two
  readonly lossPercent?: number // of what is sent either way; absent: nothing is lost
}

/** From this loss on, in per cent, a stream gets nothing through any more. */
export const STREAM_LOSS_MAX = 50
// What a stream repeats: how often at most, and after how long for the first time; each next one after twice that.
const REPEATS_MAX = 5
const REPEAT_MS = 200
/** What repeating on a lossy link adds at most to the time that a message of a stream is under way. */
export const STREAM_LATE_MS_MAX = REPEAT_MS * (2 ** REPEATS_MAX - 1)

/** The outside as one node can find it out: a pure function of the fabric. */
export type Surroundings = {
  readonly neighbours: readonly Neighbour[]
  readonly names: { readonly [name: string]: string }
  readonly timeSource: boolean // NTP answers
  readonly blockedPorts: readonly number[] // of this node, closed by a firewall
  readonly troubles: readonly Trouble[]
}

/** Where an address translation makes `node` appear to come from: outside documentation networks on purpose. */
const translatedAddress = (order: number): string => `100.64.0.${order + 1}`

export const surroundingsOf = (fabric: Fabric, node: NodeId): Surroundings => surroundingsIn(fabric)(node)

/**
 * The fabric with other interfaces on one of its nodes. The same one where they are those that it has. An address that
 * another node has already stays with that one: an interface that asks for it is not on the network.
 */
export function readdressed(fabric: Fabric, id: NodeId, wanted: readonly Interface[]): Fabric {
  const taken = new Set(fabric.nodes.flatMap((node) => (node.id === id ? [] : node.interfaces.map(({ address }) => address))))
  const interfaces = wanted.filter(({ address }) => !taken.has(address))
  const before = fabric.nodes.find((node) => node.id === id)?.interfaces
  if (JSON.stringify(before) === JSON.stringify(interfaces)) return fabric
  return { ...fabric, nodes: fabric.nodes.map((node) => (node.id === id ? { ...node, interfaces } : node)) }
}

/** The nodes that find anything different in one fabric than in another, which differ in their faults and interfaces alone. */
export function concernedBy(one: Fabric, other: Fabric): readonly NodeId[] {
  const changed = [
    ...one.faults.filter((each) => !other.faults.includes(each)),
    ...other.faults.filter((each) => !one.faults.includes(each)),
  ]
  return one.nodes.flatMap(({ id }) => {
    const mayBe = one.nodes !== other.nodes || changed.some(({ fault }) => endsOf(fault)?.includes(id) ?? true)
    return mayBe && !isSame(surroundingsOf(one, id), surroundingsOf(other, id)) ? [id] : []
  })
}

/** Between which two nodes a fault of a link lies; undefined for any other fault. */
function endsOf(fault: Fault): readonly NodeId[] | undefined {
  if (isKind(fault, 'link-one-way')) return [fault.from, fault.to]
  if (isKind(fault, 'link-down') || isKind(fault, 'latency') || isKind(fault, 'loss') || isKind(fault, 'nat'))
    return [fault.a, fault.b]
  return undefined
}

// A fabric never changes, so what a node finds out of it is worked out once; a fault asks about each node twice.
const surroundingsIn = derived((fabric: Fabric) => remembered((node: NodeId) => lookAround(fabric, node)))

function lookAround(fabric: Fabric, node: NodeId): Surroundings {
  const undisturbed = undisturbedFrom(fabric.nodes)(node)
  return {
    neighbours: linksAt(fabric.links)(node).map((link) =>
      isDisturbed(fabric, link) ? neighbourOver(fabric, link, node) : undisturbed(link),
    ),
    names: namesOf(fabric),
    timeSource: !fabric.faults.some(({ fault }) => fault.kind === 'ntp-unreachable' && fault.node === node),
    blockedPorts: fabric.faults.flatMap(({ fault }) => (isPortBlocked(fault) && fault.node === node ? fault.ports : [])),
    troubles: fabric.faults.flatMap(({ fault }) => (isTrouble(fault) && fault.node === node ? [fault] : [])),
  }
}

const linksAt = derived((links: Fabric['links']) =>
  remembered((node: NodeId) => links.filter(({ a, b }) => a === node || b === node)),
)

const isDisturbed = ({ faults }: Fabric, { a, b }: Link): boolean =>
  faults.some(
    ({ fault }) => fault.kind === 'upstream-unreachable' || (endsOf(fault)?.every((end) => end === a || end === b) ?? false),
  )

// What is found over a link on which no fault lies is the same for as long as the nodes are.
const undisturbedFrom = derived((nodes: Fabric['nodes']) =>
  remembered((node: NodeId) =>
    derived((link: Link) => neighbourOver({ nodes, links: [link], names: {}, faults: [] }, link, node)),
  ),
)

/** The neighbour that a node has at the other end of a link. */
function neighbourOver(fabric: Fabric, link: Link, node: NodeId): Neighbour {
  const other = link.a === node ? link.b : link.a
  const lossPercent = lossBetween(fabric, node, other)
  return {
    node: other,
    network: link.network,
    address: addressOf(fabric, other, link.network),
    out: passes(fabric, node, other, link.network),
    in: passes(fabric, other, node, link.network),
    roundTripMs: 2 * latencyMs(fabric, link),
    translated: isTranslated(fabric, node, other),
    ...(lossPercent > 0 && { lossPercent }),
  }
}

/** What the DNS answers now: records as laid, with the faults' changes on top. */
export function namesOf(fabric: Fabric): { readonly [name: string]: string } {
  const changes = fabric.faults.filter(({ fault }) => isKind(fault, 'dns-missing') || isKind(fault, 'dns-record'))
  if (changes.length === 0) return fabric.names
  const names: Record<string, string> = { ...fabric.names }
  for (const { fault } of changes) {
    if (isKind(fault, 'dns-missing')) delete names[fault.name]
    if (isKind(fault, 'dns-record')) names[fault.name] = fault.address
  }
  return names
}

export type Routing =
  | {
      readonly is: 'delivered'
      readonly to: NodeId
      readonly network: string
      readonly source: string
      readonly latencyMs: number
      readonly random: Random
    }
  | { readonly is: 'lost'; readonly why: 'no-such-address' | 'no-route' | 'link' | 'port' | 'loss'; readonly random: Random }

/**
 * Where a message that `from` sends now goes, and how long it is under way (milliseconds, at least 1).
 * Chance is drawn only where a loss fault lies on the link. What belongs to a stream is repeated there until it
 * gets through, and is late instead of lost, as long as the loss is below `STREAM_LOSS_MAX`.
 */
export function route(
  fabric: Fabric,
  from: NodeId,
  to: { readonly address: string } | { readonly node: NodeId },
  options: {
    readonly network?: string | undefined
    readonly port?: number | undefined
    readonly outside?: true | undefined
    readonly stream?: true | undefined
  },
  random: Random,
): Routing {
  const lost = (why: Extract<Routing, { is: 'lost' }>['why']): Routing => ({ is: 'lost', why, random })
  const target = 'node' in to ? { node: to.node, network: options.network } : ownerOf(fabric, to.address)
  if (target === undefined) return lost('no-such-address')
  if (options.outside) return { is: 'delivered', to: target.node, network: '', source: '', latencyMs: 1, random }
  const link = fabric.links.find(
    (each) =>
      ((each.a === from && each.b === target.node) || (each.b === from && each.a === target.node)) &&
      (target.network === undefined || each.network === target.network) &&
      (options.network === undefined || each.network === options.network),
  )
  if (link === undefined || !speaks(fabric, from, link.network, 'address' in to ? to.address : null)) return lost('no-route')
  if (!passes(fabric, from, target.node, link.network)) return lost('link')
  if (options.port !== undefined && isBlocked(fabric, [from, target.node], options.port)) return lost('port')
  const percent = lossBetween(fabric, from, target.node)
  let lateMs = 0
  if (options.stream === true) {
    if (percent >= STREAM_LOSS_MAX) return lost('loss')
    for (let repeats = 0; percent > 0 && repeats < REPEATS_MAX; repeats += 1) {
      const [rolled, next] = draw(random, 1, 100)
      random = next
      if (rolled > percent) break
      lateMs += REPEAT_MS * 2 ** repeats
    }
  } else if (percent > 0) {
    const [rolled, next] = draw(random, 1, 100)
    random = next
    if (rolled <= percent) return { is: 'lost', why: 'loss', random }
  }
  const order = fabric.nodes.findIndex((node) => node.id === from)
  const source = isTranslated(fabric, from, target.node) ? translatedAddress(order) : addressOf(fabric, from, link.network)
  return { is: 'delivered', to: target.node, network: link.network, source, latencyMs: latencyMs(fabric, link) + lateMs, random }
}

/** Whether messages get from one node to another over a network, whatever ports are closed. */
export function passes(fabric: Fabric, from: NodeId, to: NodeId, network: string): boolean {
  return !fabric.faults.some(({ fault }) => {
    if (isKind(fault, 'link-down')) return joins(fault, from, to) && concerns(fault.network, network)
    if (isKind(fault, 'link-one-way')) return fault.from === to && fault.to === from && concerns(fault.network, network)
    if (isKind(fault, 'upstream-unreachable'))
      return fabric.nodes.some((node) => node.upstream === true && (node.id === from || node.id === to))
    return false
  })
}

const FABRIC_KINDS: ReadonlySet<string> = new Set<FabricFault['kind']>([
  'link-down', 'link-one-way', 'latency', 'loss', 'nat', 'port-blocked', 'dns-missing', 'dns-record', 'ntp-unreachable', 'upstream-unreachable',
]) // biome-ignore format: one list

export const isTrouble = (fault: Fault): fault is Trouble => !FABRIC_KINDS.has(fault.kind)
const isPortBlocked = (fault: Fault): fault is Extract<FabricFault, { kind: 'port-blocked' }> => fault.kind === 'port-blocked'

function isKind<K extends FabricFault['kind']>(fault: Fault, kind: K): fault is Extract<FabricFault, { kind: K }> {
  return fault.kind === kind
}

const joins = (fault: { readonly a: NodeId; readonly b: NodeId }, one: NodeId, other: NodeId): boolean =>
  (fault.a === one && fault.b === other) || (fault.a === other && fault.b === one)

const concerns = (wanted: string | undefined, network: string): boolean => wanted === undefined || wanted === network

function faultsBetween<K extends 'latency' | 'loss' | 'nat'>(
  fabric: Fabric,
  kind: K,
  one: NodeId,
  other: NodeId,
): Extract<FabricFault, { kind: K }>[] {
  return fabric.faults.flatMap(({ fault }) => (isKind(fault, kind) && joins(fault, one, other) ? [fault] : []))
}

const lossBetween = (fabric: Fabric, one: NodeId, other: NodeId): number =>
  Math.max(0, ...faultsBetween(fabric, 'loss', one, other).map((fault) => fault.percent))

const isTranslated = (fabric: Fabric, one: NodeId, other: NodeId): boolean => faultsBetween(fabric, 'nat', one, other).length > 0

const latencyMs = (fabric: Fabric, link: Link): number =>
  Math.max(1, link.latencyMs, ...faultsBetween(fabric, 'latency', link.a, link.b).map((fault) => fault.ms))

const isBlocked = (fabric: Fabric, nodes: readonly NodeId[], port: number): boolean =>
  fabric.faults.some(({ fault }) => isPortBlocked(fault) && nodes.includes(fault.node) && fault.ports.includes(port))

function ownerOf(fabric: Fabric, address: string): { readonly node: NodeId; readonly network: string } | undefined {
  for (const node of fabric.nodes) {
    const found = node.interfaces.find((each) => each.address === address)
    if (found !== undefined) return { node: node.id, network: found.network }
  }
  return undefined
}

// Whether a node has an address on a network from which it can reach this one: of the same IP version; null: of any.
const speaks = (fabric: Fabric, id: NodeId, network: string, address: string | null): boolean =>
  fabric.nodes
    .find((node) => node.id === id)
    ?.interfaces.some((own) => own.network === network && (address === null || isIpv6(own.address) === isIpv6(address))) ?? false

const isIpv6 = (address: string): boolean => address.includes(':')

const addressOf = (fabric: Fabric, id: NodeId, network: string): string =>
  fabric.nodes.find((node) => node.id === id)?.interfaces.find((each) => each.network === network)?.address ?? ''
