// The XML documents that clients of the product read: status, configuration, and parts of them. EX-63.
//
// Rules as captured from X8.11: every element bears `item`, lists that are empty are one closed element,
// the tree is indented by two spaces, and what later subsystems added (the warnings) stands on one line.

import type { Instant } from '../kernel/time.ts'
import { ALARM_TABLE } from './alarm-table.ts'
import { alarmKind } from './alarms.ts'
import { configurationLines } from './console-configuration.ts'
import { type Entry, statusTree } from './console-status.ts'
import type { PeerState } from './state.ts'

const NAMESPACE = 'http://www.tandberg.no/XML/CUIL/1.0'

type Element = {
  readonly name: string
  readonly item: number
  readonly text: string // '' where there are elements below, or nothing
  readonly below: readonly Element[]
  readonly isFlat: boolean // on one line, whatever is below
}

/** `/status.xml`, or for `/getxml` the part of it at a location such as `/Status/SystemUnit/Software`. */
export function statusXml(state: PeerState, at: Instant, location = '/Status'): string {
  const sections = statusTree(state, at).filter(
    (section) => section.name !== 'Alarm' && (section.name !== 'Cluster' || section.below.length > 0),
  )
  return documentOf('Status', state, [...sections.map(elementOf), warnings(state)], location)
}

/** `/configuration.xml`, or the part of it at a location such as `/Configuration/Alternates`. */
export function configurationXml(state: PeerState, location = '/Configuration'): string {
  const root: Growing = { name: 'Configuration', item: 1, text: '', below: [] }
  for (const [path, value] of configurationLines(state)) grow(root, path.split(' '), unquoted(value))
  return documentOf('Configuration', state, root.below.map(grown), location)
}

/** The alarms that are raised: the number of each is its place among all the product's alarms, not a count. */
function warnings(state: PeerState): Element {
  const below = state.alarms.flatMap((alarm): Element[] => {
    const kind = alarmKind(alarm.id)
    if (kind === undefined) return []
    return [
      {
        ...element('Warning', '', [
          element('ID', kind.uuid),
          element('Reason', `${kind.title} - ${alarm.detail || kind.description}`),
          element('State', alarm.status === 'new' ? 'Unacknowledged' : 'Acknowledged'),
        ]),
        item: WARNING_ITEMS.get(kind.uuid) ?? FIRST_FREE_ITEM + Number(kind.id),
      },
    ]
  })
  return {
    ...element(
      'Warnings',
      '',
      below.sort((one, other) => one.item - other.item),
    ),
    isFlat: true,
  }
}

/** The numbers of the alarm table; later alarms have no public number. */
const WARNING_ITEMS: ReadonlyMap<string, number> = new Map(ALARM_TABLE.map(({ uuid, item }) => [uuid, item]))
const FIRST_FREE_ITEM = 1_000

const element = (name: string, text: string, below: readonly Element[] = []): Element => ({
  name,
  item: 1,
  text,
  below,
  isFlat: false,
})

/** `Ethernet 2` is the second element of that name. */
function elementOf(entry: Entry): Element {
  const [, name = entry.name, number] = /^(\S+) (\d+)$/.exec(entry.name) ?? []
  const made = 'value' in entry ? element(name, unquoted(entry.value)) : element(name, '', entry.below.map(elementOf))
  return { ...made, item: number === undefined ? 1 : Number(number) }
}

const unquoted = (value: string): string => (value.startsWith('"') ? String(JSON.parse(value)) : value)

type Growing = { readonly name: string; readonly item: number; text: string; readonly below: Growing[] }

function grow(into: Growing, words: readonly string[], value: string): void {
  const [name, ...rest] = words
  if (name === undefined) {
    into.text = value
    return
  }
  const isIndexed = /^\d+$/.test(rest[0] ?? '')
  const item = isIndexed ? Number(rest[0]) : 1
  let found = into.below.find((each) => each.name === name && each.item === item)
  if (found === undefined) {
    found = { name, item, text: '', below: [] }
    into.below.push(found)
  }
  grow(found, isIndexed ? rest.slice(1) : rest, value)
}

const grown = ({ name, item, text, below }: Growing): Element => ({ name, item, text, below: below.map(grown), isFlat: false })

// Ancestors of what was asked for are kept; where nothing is found, the document says so.
function documentOf(root: string, state: PeerState, elements: readonly Element[], location: string): string {
  const [first, ...steps] = location.split('/').filter((step) => step !== '')
  const found = first?.toLowerCase() === root.toLowerCase() ? elements.flatMap((each) => pruned(each, steps)) : []
  const open = `<?xml version="1.0"?>\n<${root} xmlns="${NAMESPACE}" product="TANDBERG VCS" version="${state.identity.version}">\n`
  const body =
    found.length > 0
      ? found.map((each) => printed(each, '  ')).join('')
      : '  <XPathError>\n    <Reason>No match on XPath expression</Reason>\n  </XPathError>\n'
  return `${open}${body}</${root}>\n`
}

function pruned(element: Element, steps: readonly string[]): Element[] {
  const [step, ...rest] = steps
  if (step === undefined) return [element]
  const [, name = '', number] = /^([^[]*)(?:\[(?:@item=['"]?)?(\d+)['"]?\])?$/.exec(step) ?? []
  if (name.toLowerCase() !== element.name.toLowerCase() || (number !== undefined && Number(number) !== element.item)) return []
  if (rest.length === 0) return [element]
  const below = element.below.flatMap((each) => pruned(each, rest))
  return below.length === 0 ? [] : [{ ...element, below }]
}

function printed(element: Element, indent: string): string {
  const { name, item, text, below, isFlat } = element
  if (below.length === 0 && text === '') return `${indent}<${name} item="${item}"/>${lineEnd(indent)}`
  if (below.length === 0) return `${indent}<${name} item="${item}">${escaped(text)}</${name}>${lineEnd(indent)}`
  const inner = below.map((each) => printed(each, isFlat || indent === '' ? '' : `${indent}  `)).join('')
  if (isFlat || indent === '') {
    const flat = below.map((each) => printed({ ...each, isFlat: true }, '')).join('')
    return `${indent}<${name} item="${item}">${flat}</${name}>${lineEnd(indent)}`
  }
  return `${indent}<${name} item="${item}">\n${inner}${indent}</${name}>\n`
}

const lineEnd = (indent: string): string => (indent === '' ? '' : '\n')

const escaped = (text: string): string =>
  text
    .replaceAll(/\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** `/alternatesconfiguration.xml`: what TMS compares between the peers. Its body is not public; this is ours. */
export function alternatesXml(state: PeerState): string {
  return configurationXml(state, '/Configuration/Alternates')
}

/** `/history.xml`: no call is remembered one by one, so the history is empty. */
export const historyXml = (state: PeerState, location = '/History'): string =>
  documentOf(
    'History',
    state,
    [element('Calls', ''), element('Registrations', '')],
    location.startsWith('/History') ? location : `/History${location}`,
  )
