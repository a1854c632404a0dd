// Draws a snapshot's nodes and links. Used live, and at build for the picture a page shows before it is started.

import type { LinkView, Snapshot } from '@worker/kernel/snapshot.ts'
import { useRef } from 'preact/hooks'
import { newAlarmsIn } from '../lab/alarms.ts'
import { faultChip, type Picked } from '../lab/faultKinds.ts'
import {
  factsOf,
  isCrowned,
  isMember,
  isServed,
  marksOf,
  movedOf,
  type Replication,
  replicationsOf,
  toneOfNode,
} from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { useRoving } from './useRoving.ts'

type Place = { readonly x: number; readonly y: number }

const WIDTHS = { narrow: 520, wide: 730 } // a row of up to two nodes, of three
const BOX = { width: 200, height: 84 }
const ROW_GAP = 150
const STANDINGS_SHOWN_MAX = 6 // more words than that would cover the lines

type Props = {
  readonly snapshot: Pick<Snapshot, 'nodes' | 'links' | 'dns'> & Partial<Pick<Snapshot, 'faults'>>
  /** Without `onPick` it is only looked at. */
  readonly picked?: Picked | null
  readonly onPick?: (picked: Picked) => void
}

export function TopologyPicture({ snapshot, picked = null, onPick }: Props) {
  const { places, width, height } = layOut(
    snapshot.nodes.filter((node) => !isMember(node) && !isServed(node)).map(({ id }) => id),
    snapshot.nodes.filter(isMember).map(({ id }) => id),
    snapshot.nodes.filter(isServed).map(({ id }) => id),
  )
  const replications = replicationsOf(snapshot as Snapshot)
  const nodes = snapshot.nodes.map(({ id }): Picked => ({ is: 'node', node: id }))
  const links = snapshot.links.map(({ a, b, network }): Picked => ({ is: 'link', a, b, network }))
  const roving = useRoving([...nodes, ...links].map(keyOf))
  const pickable = (each: Picked) =>
    onPick === undefined
      ? {}
      : {
          ...roving.item(keyOf(each)),
          role: 'button' as const,
          'aria-pressed': picked !== null && keyOf(picked) === keyOf(each),
          onClick: () => onPick(each),
          onKeyDown: (event: KeyboardEvent) => {
            if (event.key !== 'Enter' && event.key !== ' ') return
            event.preventDefault()
            onPick(each)
          },
        }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture has no fieldset
    <svg
      class="cb-picture"
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={sentenceFor(snapshot)}
      onKeyDown={roving.onKeyDown}
    >
      {snapshot.links.map((link, index) => (
        <Line
          key={index}
          link={link}
          pickable={pickable({ is: 'link', a: link.a, b: link.b, network: link.network })}
          places={places}
          order={orderAmong(snapshot.links, link)}
          replications={replications}
          isCrowded={snapshot.links.length > STANDINGS_SHOWN_MAX}
          chips={chipsOn(link, snapshot.faults ?? [])}
          moved={snapshot.nodes
            .filter(({ id }) => id === link.a || id === link.b)
            .map(movedOf)
            .join(' ')}
        />
      ))}
      {snapshot.nodes.map((node) => {
        const { x, y } = places.get(node.id) ?? { x: 0, y: 0 }
        const facts = factsOf(node)
        const last = facts.at(-1)
        return (
          <g
            key={node.id}
            class="cb-node"
            data-tone={toneOfNode(node)}
            data-chosen={picked?.is === 'node' && picked.node === node.id}
            data-state={node.state}
            data-crowned={isCrowned(node)}
            transform={`translate(${x - BOX.width / 2} ${y - BOX.height / 2})`}
            {...pickable({ is: 'node', node: node.id })}
          >
            <rect width={BOX.width} height={BOX.height} rx="10" />
            <path class="cb-node-sign" d={SIGNS[toneOfNode(node)]} />
            <text class="cb-node-name" x="31" y="27">
              {node.id}
            </text>
            <text class="cb-node-fact" x="16" y="49">
              {node.state}
              {facts.length < 2 ? '' : ` · ${facts[0]?.value}`}
            </text>
            {last !== undefined && (
              <text class="cb-node-fact" x="16" y="68">
                {`${last.label}: ${last.value}`}
              </text>
            )}
            <Bell count={newAlarmsIn({ nodes: [node] })} />
            {marksOf(node).map((mark) => (
              <g key={mark} class="cb-node-mark" transform={`translate(10 ${BOX.height - 10})`}>
                <rect width="78" height="20" rx="10" />
                <text x="39" y="14">
                  {mark}
                </text>
              </g>
            ))}
          </g>
        )
      })}
    </svg>
  )
}

const keyOf = (picked: Picked): string => (picked.is === 'node' ? picked.node : `${picked.a} ${picked.b} ${picked.network}`)

// Never by colour alone: each tone has a shape of its own, drawn about (18, 22).
const SIGNS = {
  ok: 'M13 22a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z',
  info: 'M18 16l6 6l-6 6l-6 -6Z',
  warning: 'M18 16l6 11h-12Z',
  error: 'M13 15l5 5l5 -5l2 2l-5 5l5 5l-2 2l-5 -5l-5 5l-2 -2l5 -5l-5 -5Z',
  unknown: 'M12 22a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Zm3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0Z',
} as const

function Bell({ count }: { readonly count: number }) {
  if (count === 0) return null
  return (
    <g class="cb-node-bell" transform={`translate(${BOX.width - 26} 10)`}>
      <title>{`${say.alarms.title}: ${count}`}</title>
      <rect width="20" height="20" rx="10" />
      <text x="10" y="15">
        {count}
      </text>
    </g>
  )
}

function Line({
  link,
  pickable,
  places,
  order,
  replications,
  isCrowded,
  chips,
  moved,
}: {
  readonly link: LinkView
  readonly pickable: { readonly role?: 'button' } & { readonly [attribute: string]: unknown }
  readonly places: ReadonlyMap<string, Place>
  readonly order: { readonly at: number; readonly of: number }
  readonly replications: readonly Replication[]
  readonly isCrowded: boolean
  readonly chips: string
  readonly moved: string // changes when one of the two replicated
}) {
  const movedBefore = useRef(moved) // before the picture was there: nothing passes until something happens
  const a = places.get(link.a)
  const b = places.get(link.b)
  if (a === undefined || b === undefined) return null
  const shift = (order.at - (order.of - 1) / 2) * 22
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const [dx, dy] = [(-(b.y - a.y) / length) * shift, ((b.x - a.x) / length) * shift]
  const [x, y] = [(a.x + b.x) / 2 + dx, (a.y + b.y) / 2 + dy]
  const isWhole = link.aToB && link.bToA
  const state = isWhole ? 'up' : link.aToB || link.bToA ? 'one-way' : 'down'
  const standing = order.at === 0 ? standingBetween(replications, link.a, link.b) : null
  const shownStanding = isWhole && standing !== null && !(isCrowded && standing.tone === 'ok') ? standing.text : null
  const written = [shownStanding, chips].filter((text) => text !== null && text !== '')
  const words = { a: link.a, b: link.b, network: link.network, state: say.topology.linkStates[state] }
  return (
    <g
      class="cb-link"
      data-state={state}
      data-standing={standing?.tone ?? 'none'}
      {...pickable}
      {...(pickable.role === 'button' ? { 'aria-label': [fill(say.topology.pickLink, words), ...written].join(', ') } : {})}
    >
      <title>{fill(say.topology.link, words)}</title>
      {pickable.role === 'button' && <line class="cb-link-reach" x1={a.x + dx} y1={a.y + dy} x2={b.x + dx} y2={b.y + dy} />}
      <line x1={a.x + dx} y1={a.y + dy} x2={b.x + dx} y2={b.y + dy} />
      {isWhole && standing?.tone === 'ok' && moved !== movedBefore.current && (
        <circle
          key={moved}
          class="cb-link-flow"
          style={{ '--to-x': `${b.x - a.x}px`, '--to-y': `${b.y - a.y}px` }}
          cx={a.x + dx}
          cy={a.y + dy}
          r="3"
        />
      )}
      {chips !== '' && (
        <text class="cb-link-chip" x={x} y={y + 24}>
          {chips}
        </text>
      )}
      {!isWhole && (
        <text class="cb-link-cut" x={x} y={y + 7}>
          {state === 'down' ? '✕' : link.aToB ? '→' : '←'}
        </text>
      )}
      {shownStanding !== null && (
        <text class="cb-link-standing" x={x} y={y - 8}>
          {shownStanding}
        </text>
      )}
    </g>
  )
}

// What lies on a link beside its being cut, which the line shows itself.
const chipsOn = ({ a, b }: LinkView, faults: Snapshot['faults']): string =>
  faults
    .filter(
      (fault) =>
        ([fault.a, fault.from].includes(a) && [fault.b, fault.to].includes(b)) ||
        ([fault.a, fault.from].includes(b) && [fault.b, fault.to].includes(a)),
    )
    .flatMap((fault) => faultChip(fault) ?? [])
    .join(', ')

/** The worse of what two nodes say of each other; null when neither says anything. */
function standingBetween(
  replications: readonly Replication[],
  a: string,
  b: string,
): { readonly tone: string; readonly text: string } | null {
  const said = replications.filter(({ from, to }) => (from === a && to === b) || (from === b && to === a))
  const worst = said.find(({ tone }) => tone === 'error') ?? said.find(({ tone }) => tone !== 'ok') ?? said[0]
  return worst === undefined ? null : { tone: worst.tone, text: worst.state }
}

function orderAmong(links: readonly LinkView[], link: LinkView): { readonly at: number; readonly of: number } {
  const same = links.filter(({ a, b }) => a === link.a && b === link.b)
  return { at: same.indexOf(link), of: same.length }
}

const ROW_MAX = 3 // more boxes than that would overlap

/** Members stand in a row, a triangle, two rows or a ring; what they all talk to above them, whom they serve below. */
function layOut(
  above: readonly string[],
  members: readonly string[],
  below: readonly string[] = [],
): { readonly places: ReadonlyMap<string, Place>; readonly width: number; readonly height: number } {
  if (members.length === 6 && above.length + below.length === 0) return ringOf(members)
  const half = members.length === 3 ? 1 : Math.ceil(members.length / 2)
  const inner = members.length <= 2 ? [members] : [members.slice(0, half), members.slice(half)]
  const rows = [...inRows(above), ...inner, ...inRows(below)].filter((row) => row.length > 0)
  const width = rows.some((row) => row.length > 2) ? WIDTHS.wide : WIDTHS.narrow
  const top = BOX.height / 2 + 14
  const places = rows.flatMap((row, level) =>
    row.map((id, at) => [id, { x: acrossOf(at, row.length, width), y: top + level * ROW_GAP }] as const),
  )
  return { places: new Map(places), width, height: 2 * top + (rows.length - 1) * ROW_GAP }
}

const inRows = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / ROW_MAX) }, (_, row) => ids.slice(row * ROW_MAX, (row + 1) * ROW_MAX))

// Six in a ring: every line between two of them is in sight, none behind a third.
const RING: readonly Place[] = [
  { x: 225, y: 56 },
  { x: 505, y: 56 },
  { x: 626, y: 216 },
  { x: 505, y: 376 },
  { x: 225, y: 376 },
  { x: 104, y: 216 },
]

const ringOf = (members: readonly string[]): ReturnType<typeof layOut> => ({
  places: new Map(members.map((id, at) => [id, RING[at] ?? { x: 0, y: 0 }])),
  width: WIDTHS.wide,
  height: 432,
})

// A row of one stands in the middle; a longer one reaches from edge to edge.
function acrossOf(at: number, of: number, width: number): number {
  const edge = BOX.width / 2 + 4
  return of === 1 ? width / 2 : edge + (at * (width - 2 * edge)) / (of - 1)
}

function sentenceFor({ nodes, links }: Props['snapshot']): string {
  const cut = links.filter((link) => !link.aToB || !link.bToA).length
  return fill(cut === 0 ? say.topology.sentence : say.topology.sentenceCut, {
    nodes: nodes.map((node) => `${node.id} ${node.state}`).join(', '),
    cut,
  })
}
