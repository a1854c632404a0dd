// Which faults can be laid on a sandbox, and what has to be said of each: taken from its links, its
// nodes, its names and what each product says its nodes can have.

import type { Json } from '@worker/kernel/machine.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { fill, say } from '../strings.ts'
import type { Fault } from './LiveSandbox.ts'
import { isMember, presentationOf } from './presentation.ts'

/** One blank of a fault's form. Without `options` it takes a number, several numbers or a word. */
export type Blank = {
  readonly name: string
  readonly label: string
  readonly as: 'number' | 'numbers' | 'word'
  readonly options?: readonly string[]
  readonly optional?: boolean
  readonly initial: string
}

export type FaultKind = {
  readonly kind: string
  readonly title: string
  readonly group: string
  readonly blanks: readonly Blank[]
  /** What follows from where the fault is laid, and is not asked for. */
  readonly fixed?: (given: Readonly<Record<string, string>>) => { readonly [name: string]: Json }
}

/** A node or a link that a reader chose in the picture. */
export type Picked =
  | { readonly is: 'node'; readonly node: string }
  | { readonly is: 'link'; readonly a: string; readonly b: string; readonly network: string }

/** The kinds that make sense here, in groups. */
export function faultKindsOf({ nodes, links, dns }: Snapshot): readonly FaultKind[] {
  const words = say.faults
  const members = nodes.filter(isMember)
  const joined = [...new Set(links.flatMap(({ a, b }) => [a, b]))]
  const [first = '', second = ''] = [links[0]?.a, links[0]?.b]
  const choice = (name: string, label: string, options: readonly string[], initial = options[0] ?? ''): Blank => ({
    name,
    label,
    as: 'word',
    options,
    initial,
  })
  const amount = (name: string, label: string, initial: string): Blank => ({ name, label, as: 'number', initial })
  const pair = [choice('a', words.between, joined, first), choice('b', words.to, joined, second)]
  const way = [choice('from', words.from, joined, first), choice('to', words.to, joined, second)]
  const networks = [...new Set(links.map(({ network }) => network))]
  const network = networks.length > 1 ? [{ ...choice('network', words.network, ['', ...networks], ''), optional: true }] : []
  const of = (group: string, kind: keyof typeof words.kinds, blanks: readonly Blank[]): FaultKind => ({
    kind,
    title: words.kinds[kind],
    group,
    blanks,
  })
  const having = (kind: string) => members.filter((node) => kind in presentationOf(node.product).troubles).map(({ id }) => id)
  const trouble = (kind: keyof typeof words.kinds, more: readonly Blank[] = []) =>
    having(kind).length === 0 ? [] : [of(words.ofNode, kind, [choice('node', words.node, having(kind)), ...more])]
  const optionsOf = (kind: string, name: string) =>
    members.map((node) => presentationOf(node.product).troubles[kind]?.[name]).find(Boolean) ?? []
  const memberIds = members.map(({ id }) => id)
  const ports = members.flatMap((node) => presentationOf(node.product).ports)[0]?.ports ?? [443]
  return [
    ...(links.length === 0
      ? []
      : [
          of(words.ofLink, 'link-down', [...pair, ...network]),
          of(words.ofLink, 'link-one-way', [...way, ...network]),
          of(words.ofLink, 'latency', [...pair, amount('ms', words.ms, '200')]),
          of(words.ofLink, 'loss', [...pair, amount('percent', words.percent, '30')]),
          of(words.ofLink, 'nat', pair),
        ]),
    ...trouble('power-off'),
    ...trouble('disk-full'),
    ...trouble('database-stopped'),
    ...trouble('resource-fails', [
      choice('resource', words.resource, optionsOf('resource-fails', 'resource')),
      choice('operation', words.operation, optionsOf('resource-fails', 'operation')),
    ]),
    ...trouble('clock-skew', [amount('seconds', words.seconds, '3600')]),
    ...trouble('certificate', [choice('problem', words.problem, optionsOf('certificate', 'problem'))]),
    of(words.ofNode, 'port-blocked', [
      choice('node', words.node, memberIds),
      { name: 'ports', label: words.ports, as: 'numbers', initial: ports.join(', ') },
    ]),
    of(words.ofNode, 'ntp-unreachable', [choice('node', words.node, memberIds)]),
    ...(dns.length === 0
      ? []
      : [
          of(words.ofNames, 'dns-missing', [
            choice(
              'name',
              words.name,
              dns.map(({ name }) => name),
            ),
          ]),
          of(words.ofNames, 'dns-record', [
            choice(
              'name',
              words.name,
              dns.map(({ name }) => name),
            ),
            { name: 'address', label: words.address, as: 'word', initial: '192.0.2.1' },
          ]),
        ]),
    ...(nodes.some((node) => presentationOf(node.product).upstream) ? [of(words.ofNames, 'upstream-unreachable', [])] : []),
  ]
}

/** The kinds that can be laid on what was picked, without the blanks that its place fills in. */
export function faultKindsAt(snapshot: Snapshot, picked: Picked): readonly FaultKind[] {
  const kinds = faultKindsOf(snapshot)
  if (picked.is === 'node')
    return kinds.flatMap((kind) => {
      const node = kind.blanks.find(({ name }) => name === 'node')
      if (node?.options?.includes(picked.node) !== true) return []
      return [{ ...kind, blanks: kind.blanks.filter((blank) => blank !== node), fixed: () => ({ node: picked.node }) }]
    })
  const { a, b } = picked
  const several = new Set(snapshot.links.map(({ network }) => network)).size > 1
  const network = (kind: FaultKind) =>
    several && kind.blanks.some(({ name }) => name === 'network') ? { network: picked.network } : {}
  const others = (kind: FaultKind) => kind.blanks.filter(({ name }) => !['a', 'b', 'from', 'to', 'network'].includes(name))
  return kinds
    .filter(({ group }) => group === say.faults.ofLink)
    .map((kind): FaultKind => {
      if (kind.kind !== 'link-one-way') return { ...kind, blanks: others(kind), fixed: () => ({ a, b, ...network(kind) }) }
      const from: Blank = { name: 'from', label: say.faults.from, as: 'word', options: [a, b], initial: a }
      return { ...kind, blanks: [from, ...others(kind)], fixed: (given) => ({ to: given.from === b ? a : b, ...network(kind) }) }
    })
}

/** The faults that lie on what was picked. */
export const faultsAt = ({ faults }: Pick<Snapshot, 'faults'>, picked: Picked): Snapshot['faults'] =>
  faults.filter((fault) => {
    if (picked.is === 'node') return fault.node === picked.node
    const ends = [fault.a ?? fault.from, fault.b ?? fault.to]
    const isOfNetwork = fault.network === undefined || fault.network === picked.network
    return isOfNetwork && ends.includes(picked.a) && ends.includes(picked.b)
  })

/** The fault that a filled-in form stands for. */
export function faultFrom({ kind, blanks, fixed }: FaultKind, given: Readonly<Record<string, string>>): Fault {
  const fields = blanks.flatMap((blank): (readonly [string, Json])[] => {
    const text = (given[blank.name] ?? blank.initial).trim()
    if (text === '' && blank.optional === true) return []
    if (blank.as === 'number') return [[blank.name, Number(text)]]
    if (blank.as === 'numbers') return [[blank.name, text.split(/[\s,]+/).map(Number)]]
    return [[blank.name, text]]
  })
  return { kind, ...Object.fromEntries(fields), ...fixed?.(given) }
}

/** An id that says what the fault is, as long as ids may be. */
export const faultIdOf = (fault: Fault): string =>
  Object.values(fault)
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '')

/** What a value of a blank is called: words of the faults are put in ours, names of the product stay. */
export function optionTitle(name: string, option: string): string {
  if (name === 'network' && option === '') return say.faults.everyNetwork
  return name === 'problem' ? ((say.faults.problems as Readonly<Record<string, string>>)[option] ?? option) : option
}

/** What a laid fault is, for people. */
export function faultSentence(fault: Snapshot['faults'][number]): string {
  const { id: _id, kind, ...rest } = fault
  const title = (say.faults.kinds as Readonly<Record<string, string>>)[kind] ?? kind
  const details = Object.entries(rest).map(([name, value]) =>
    Array.isArray(value) ? value.join(', ') : optionTitle(name, String(value)),
  )
  return details.length === 0 ? title : `${title}: ${details.join(' · ')}`
}

/** A few words for the picture, where a fault lies between two nodes. */
export function faultChip(fault: Snapshot['faults'][number]): string | null {
  const word = (say.faults.chips as Readonly<Record<string, string>>)[fault.kind]
  return word === undefined ? null : fill(word, fault as unknown as Record<string, string>)
}
