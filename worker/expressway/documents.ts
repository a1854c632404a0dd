// The XML documents that clients of the product read: status, configuration, and parts of them. EX-63.
//
// Rules as captured from X8.11: every element bears `item`, lists that are empty are one closed element,
// the tree is indented by two spaces, and what later subsystems added stands on one line: some of it in its
// place, most of it right before the closing tag of what it was added to.

import type { Instant } from '../kernel/time.ts'
import { configurationLines } from './console-configuration.ts'
import type { PeerState } from './state.ts'
import { statusTree } from './status-tree.ts'
import type { Branch, Entry } from './status-words.ts'

const NAMESPACE = 'http://www.tandberg.no/XML/CUIL/1.0'

type Element = {
  readonly name: string
  readonly item: number
  readonly text: string // '' where there are elements below, or nothing
  readonly below: readonly Element[]
  readonly layout: Branch['layout'] | 'tree'
  readonly valueSpace: boolean
}

/** `/status.xml`, or for `/getxml` the part of it at a location such as `/Status/SystemUnit/Software`. */
export function statusXml(state: PeerState, at: Instant, location = '/Status'): string {
  // Alarms are the warnings here, licences stand with what they are used for; and a system in no cluster says nothing of one.
  const sections = statusTree(state, at).filter(
    ({ name, below }) => name !== 'Alarm' && name !== 'License' && (name !== 'Cluster' || below.length > 0),
  )
  return documentOf('Status', state, sections.map(elementOf), location)
}

/** `/configuration.xml`, or the part of it at a location such as `/Configuration/Alternates`. */
export function configurationXml(state: PeerState, location = '/Configuration'): string {
  const root: Growing = { name: 'Configuration', item: 1, text: '', below: [] }
  for (const [path, value] of configurationLines(state)) grow(root, path.split(' '), unquoted(value))
  return documentOf('Configuration', state, root.below.map(grown), location)
}

const element = (name: string, text: string, below: readonly Element[] = []): Element => ({
  name,
  item: 1,
  text,
  below,
  layout: 'tree',
  valueSpace: false,
})

/** `Ethernet 2` is the second element of that name. */
function elementOf(entry: Entry): Element {
  const [, name = entry.name, number] = /^(\S+) (\d+)$/.exec(entry.name) ?? []
  const item = number === undefined ? 1 : Number(number)
  if ('value' in entry) return { ...element(name, unquoted(entry.value)), item, valueSpace: entry.valueSpace ?? false }
  return { ...element(name, '', entry.below.map(elementOf)), item, layout: entry.layout ?? 'tree' }
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

const grown = ({ name, item, text, below }: Growing): Element => ({
  ...element(name, text, below.map(grown)),
  item,
})

// Ancestors of what was asked for are kept; where nothing is found, the document says so.
function documentOf(root: string, state: PeerState, elements: readonly Element[], location: string): string {
  const [first, ...steps] = location.split('/').filter((step) => step !== '')
  const found = first?.toLowerCase() === root.toLowerCase() ? elements.flatMap((each) => pruned(each, steps)) : []
  const open = `<?xml version="1.0"?>\n<${root} xmlns="${NAMESPACE}" product="TANDBERG VCS" version="${state.identity.version}">\n`
  const body =
    found.length > 0
      ? childrenOf(found, '')
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

// What stands between the tags of an element at this indentation.
const childrenOf = (elements: readonly Element[], indent: string): string =>
  elements.map((each) => (each.layout === 'appended' ? `${indent}${onOneLine(each)}` : printed(each, `${indent}  `))).join('')

function printed(element: Element, indent: string): string {
  const { below, layout } = element
  if (below.length === 0 || layout === 'one line') return `${indent}${onOneLine(element)}\n`
  const closing = below.at(-1)?.layout === 'appended' ? '' : indent
  return `${indent}<${tagOf(element)}>\n${childrenOf(below, indent)}${closing}</${element.name}>\n`
}

function onOneLine(element: Element): string {
  const inner = element.below.length > 0 ? element.below.map(onOneLine).join('') : escaped(element.text)
  return inner === '' ? `<${tagOf(element)}/>` : `<${tagOf(element)}>${inner}</${element.name}>`
}

const tagOf = ({ name, item, valueSpace }: Element): string =>
  `${name} item="${item}"${valueSpace ? ` valueSpaceRef="/ValueSpace/NO_ID[@item='1']"` : ''}`

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
