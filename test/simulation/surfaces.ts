// What one Expressway says of itself is the same wherever it is read: on its pages, on its command line, in its
// documents, in its database and REST interfaces, and in the snapshot.

import type { HttpRequest } from '../../worker/kernel/http.ts'
import type { NodeId } from '../../worker/kernel/machine.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { Page } from '../../worker/kernel/surface.ts'
import type { Peer } from './expressway.ts'
import type { Judge } from './judges.ts'

const ASKED: Omit<HttpRequest, 'path'> = {
  method: 'GET', query: [], headers: {}, body: null, login: { as: 'admin' }, client: null, bearer: null, cookies: {},
} // biome-ignore format: one request

/** One system's surfaces, on a copy of the sandbox: what is typed opens a session there. A surface that is closed says null. */
class Reader {
  readonly #lab: Lab
  readonly #node: NodeId
  readonly #texts = new Map<string, string | null>()

  constructor(lab: Lab, node: NodeId) {
    this.#lab = lab.copy()
    this.#node = node
  }

  page(page: string): Page | null {
    const reading = this.#lab.read(this.#node, { ask: 'page', page })
    return reading.is === 'page' ? reading.page : null
  }

  text(path: string): string | null {
    const known = this.#texts.get(path)
    if (known !== undefined) return known
    const text = this.#textAt(path)
    this.#texts.set(path, text)
    return text
  }

  #textAt(path: string): string | null {
    const reading = this.#lab.read(this.#node, { ask: 'http', at: this.#lab.world().now, request: { ...ASKED, path } })
    if (reading.is !== 'http' || reading.response.status !== 200) return null
    return 'text' in reading.response.body ? reading.response.body.text : null
  }

  leaves(path: string): readonly Leaf[] | null {
    const text = this.text(path)
    return text === null ? null : leavesOf(text)
  }

  json<T>(path: string): T | null {
    const text = this.text(path)
    return text === null ? null : (JSON.parse(text) as T)
  }

  /** The records that a table of the database has of this system itself. */
  records<T>(table: string): readonly T[] | null {
    const peers = this.json<readonly { local_peer: boolean; records: readonly T[] }[]>(`/api/management/${table}`)
    return peers?.find(({ local_peer }) => local_peer)?.records ?? null
  }

  typed(line: string): string | null {
    const answer = this.#lab.ask(this.#node, { op: 'console', line, session: null, login: null })
    return answer.is === 'console' ? answer.output : null
  }
}

/** An element that holds a text: where it stands, `Cluster Peer[2] Address`, and the text. */
type Leaf = readonly [path: string, text: string]

function leavesOf(document: string): readonly Leaf[] {
  const leaves: Leaf[] = []
  const open: string[] = []
  for (const [, closing, name = '', item, empty, text = ''] of document.matchAll(
    /<(\/?)(\w+)(?: [^>]*?item="(\d+)"[^>]*?)?[^>]*?(\/?)>([^<]*)/g,
  )) {
    if (closing === '/') open.pop()
    else {
      open.push(item === undefined || item === '1' ? name : `${name}[${item}]`)
      if (empty === '/' || text.trim() !== '') leaves.push([open.slice(1).join(' '), empty === '/' ? '' : plain(text)])
      if (empty === '/') open.pop()
    }
  }
  return leaves
}

const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** What one surface tells of something; null where it is closed. */
type Told = readonly [surface: string, told: unknown]

const matches = (text: string | null, pattern: RegExp, told: (groups: readonly string[]) => string): readonly string[] | null =>
  text === null ? null : [...text.matchAll(pattern)].map((found) => told([...found]))

function alarms(peer: Peer, reader: Reader): readonly Told[] {
  const rest = reader.json<readonly { Id: string; Status: string }[]>('/api/provisioning/common/alarm')
  const kept = reader.records<{ id: string; status: string }>('status/alarm')
  const rows = reader.page('alarms')?.tables[0]?.rows.slice(0, peer.alarms.length) ?? null
  return [
    ['snapshot', peer.alarms.map(({ id, status }) => `${id} ${status}`)],
    ['alarms page', rows?.map((row) => `${row[7]} ${row[1]?.toLowerCase()}`) ?? null],
    [
      'xStatus Alarm',
      matches(
        reader.typed('xStatus Alarm'),
        / ID: "(\d+)"[\s\S]*?State: (\w+)/g,
        ([, id, state]) => `${id} ${state === 'Unacknowledged' ? 'new' : 'acknowledged'}`,
      ),
    ],
    ['common/alarm', rest?.map(({ Id, Status }) => `${Id} ${Status === 'Raised' ? 'new' : 'acknowledged'}`) ?? null],
    [
      'status/alarm',
      kept?.flatMap(({ id, status }) => (status === 'lowered' ? [] : [`${id} ${status === 'raised' ? 'new' : status}`])) ?? null,
    ],
  ].map(([surface, told]) => [surface, Array.isArray(told) ? told.toSorted() : told] as Told)
}

// By the own clock, in seconds: a clock that is off shows in all of them.
function raisings(_: Peer, reader: Reader): readonly Told[] {
  const rest = reader.json<readonly { Id: string; FirstRaised: string }[]>('/api/provisioning/common/alarm')
  const kept = reader.records<{ id: string; status: string; first_raised: number }>('status/alarm')
  const seconds = (text: string): number => Math.floor(Date.parse(text) / 1_000)
  const printed = matches(
    reader.typed('xStatus Alarm'),
    / ID: "(\d+)"[\s\S]*?FirstRaised: "(.*) (.*)"/g,
    ([, id, day, time]) => `${id} ${seconds(`${day}T${time}Z`)}`,
  )
  return [
    ['xStatus Alarm', printed?.toSorted() ?? null],
    ['common/alarm', rest?.map(({ Id, FirstRaised }) => `${Id} ${seconds(FirstRaised)}`).toSorted() ?? null],
    [
      'status/alarm',
      kept?.flatMap(({ id, status, first_raised }) => (status === 'lowered' ? [] : [`${id} ${first_raised}`])).toSorted() ?? null,
    ],
  ]
}

// The banner counts those that nobody acknowledged.
function warnings(peer: Peer, reader: Reader): readonly Told[] {
  const states = matches(
    reader.text('/status.xml'),
    /<Reason item="1">[^<]*<\/Reason><State item="1">(\w+)</g,
    ([, state]) => state ?? '',
  )
  const banner = reader.page('alarms')?.banners.flatMap(({ text }) => /^This system has (\d+) alarm/.exec(text)?.[1] ?? [])
  const unseen = peer.alarms.filter(({ status }) => status === 'new').length
  return [
    ['snapshot', [peer.alarms.length, unseen]],
    ['status.xml', states === null ? null : [states.length, states.filter((state) => state === 'Unacknowledged').length]],
    ['banner', [peer.alarms.length, Number(banner?.[0] ?? 0)]],
  ] // biome-ignore format: one surface a row
}

function lines(peer: Peer, reader: Reader): readonly Told[] {
  const page = reader.page('clustering')
  const field = (name: string) => page?.fields.find((each) => each.name === name)
  const leaves = reader.leaves('/status.xml')
  const leaf = (n: number, name: string) =>
    leaves?.find(([path]) => path === `Cluster Peer${n === 1 ? '' : `[${n}]`} ${name}`)?.[1]
  const filled = peer.clustering.peers.filter(({ address }) => address !== '')
  return [
    ['snapshot', filled.map(({ n, address, certificate, clustering }) => [n, address, certificate?.text, clustering?.text])],
    [
      'Clustering page',
      filled.map(({ n }) => {
        const { value, status } = field(`peer_${n}_address`) ?? { value: null, status: [] }
        return [n, value, ...status.map(({ text }) => text.replace(/^(?:Certificate|Clustering): /, ''))]
      }),
    ],
    [
      'overview',
      (reader.page('overview')?.tables.find(({ id }) => id === 'peers')?.rows ?? []).map(([n, ...more]) => [Number(n), ...more]),
    ],
    [
      'status.xml',
      leaves === null
        ? null
        : filled.map(({ n }) => [n, ...['Address', 'Certificate', 'Clustering'].map((name) => leaf(n, name))]),
    ],
    [
      'xStatus Cluster',
      matches(
        reader.typed('xStatus Cluster'),
        /Peer (\d):\n\s+Address: "(.*)"\n\s+Certificate: "(.*)"\n\s+Clustering: "(.*)"/g,
        ([, ...told]) => told.join('\t'),
      )?.map((line) => line.split('\t').map((part, index) => (index === 0 ? Number(part) : part))) ?? null,
    ],
  ]
}

function list(peer: Peer, reader: Reader): readonly Told[] {
  const { peers, clusterName, configurationPrimary } = peer.clustering
  const page = reader.page('clustering')
  const value = (name: string) => page?.fields.find((each) => each.name === name)?.value
  const typed = reader.typed('xConfiguration Alternates')
  const one = (pattern: RegExp) => (typed === null ? null : (pattern.exec(typed)?.[1] ?? ''))
  const addresses = peers.map(({ address }) => address)
  const rest = reader.json<readonly { PeerAddress: string }[]>('/api/provisioning/common/cluster/peers')
  const kept = reader.records<{ index: number; address: string }>('configuration/alternatesConfiguration')
  const settings = reader.records<{ cluster_name: string; configuration_primary: number }>('configuration/clusterConfiguration')
  const only = (each: readonly string[]) => each.filter((address) => address !== '')
  return [
    ['snapshot', [clusterName, configurationPrimary, only(addresses)]],
    ['Clustering page', [value('cluster_name'), value('configuration_primary'), only(addresses.map((_, line) => String(value(`peer_${line + 1}_address`))))]],
    ['xConfiguration', typed === null ? null : [one(/Cluster Name: "(.*)"/), Number(one(/ConfigurationPrimary: (\d)/)), only(matches(typed, /Peer \d Address: "(.*)"/g, ([, address]) => address ?? '') ?? [])]],
    ['cluster/peers', rest === null ? null : [clusterName, configurationPrimary, rest.map(({ PeerAddress }) => PeerAddress)]],
    ['database', kept === null || settings === null ? null : [settings[0]?.cluster_name, settings[0]?.configuration_primary, kept.map(({ address }) => address)]],
  ] // biome-ignore format: one surface a row
}

function configuration(_: Peer, reader: Reader): readonly Told[] {
  const typed = reader.typed('xConfiguration')
  const leaves = reader.leaves('/configuration.xml')
  const bare = (value: string) => (value.startsWith('"') ? (JSON.parse(value) as string) : value)
  return [
    [
      'xConfiguration',
      matches(typed, /^\*c xConfiguration (.*?): (.*)$/gm, ([, path = '', value = '']) => `${path.replaceAll(/ \d+(?= |$)/g, '')}: ${bare(value)}`)?.toSorted() ?? null,
    ],
    ['configuration.xml', leaves?.map(([path, text]) => `${path.replaceAll(/\[\d+\]/g, '')}: ${text}`).toSorted() ?? null],
  ] // biome-ignore format: one surface a row
}

function load(_: Peer, reader: Reader): readonly Told[] {
  const leaves = reader.leaves('/status.xml')
  const at = (path: string) => Number(leaves?.find(([each]) => each === path)?.[1])
  const usage = (page: string) =>
    reader
      .page(page)
      ?.tables.find(({ id }) => id === 'usage')
      ?.rows[0]?.slice(1)
      .map(Number) ?? null
  const [licences] = reader.records<{ inuse: number }>('status/licensemanager/licensepool') ?? []
  const [used] = reader.records<{ registrations_current: number; calls_current: number }>('status/resourceusage') ?? []
  const [traversal, nonTraversal] = ['Traversal', 'NonTraversal'].map((kind) => at(`ResourceUsage Calls ${kind} Current`)) as [
    number,
    number,
  ]
  return [
    ['overview', usage('overview')],
    ['Resource usage', usage('resource-usage')],
    ['status.xml', leaves === null ? null : [at('ResourceUsage Registrations Current'), traversal + nonTraversal, traversal]],
    ['database', used === undefined || licences === undefined ? null : [used.registrations_current, used.calls_current, licences.inuse]],
  ] // biome-ignore format: one surface a row
}

const FACTS = { alarms, raisings, warnings, lines, list, configuration, load }

/** What two surfaces of one system tell otherwise, or null. */
export function disagreement(lab: Lab, peer: Peer): string | null {
  if (peer.state !== 'running') return null
  const reader = new Reader(lab, peer.id)
  for (const [name, tell] of Object.entries(FACTS)) {
    const told = tell(peer, reader).filter(([, each]) => each !== null)
    const [first, ...others] = told.map(([surface, each]) => [surface, JSON.stringify(each)] as const)
    const other = others.find(([, text]) => text !== first?.[1])
    if (other !== undefined) return `${peer.id}, ${name}: ${first?.join(' says ')}, ${other.join(' says ')}`
  }
  return null
}

/** Reading everything takes longer than many a deed, so one system of every fourth history is asked. */
export const SURFACES: Judge = {
  rule: '[EX-60] [EX-61] [EX-63] pages, command line, documents and interfaces tell the same',
  watch: () => ({
    atRest({ lab, views }) {
      const { seq } = lab.world()
      const peer = seq % 4 === 0 ? [...views.values()][(seq / 4) % views.size] : undefined
      return peer === undefined ? null : disagreement(lab, peer as Peer)
    },
  }),
}
