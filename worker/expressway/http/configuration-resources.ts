// Resources of the REST interface that stand for what pages hold: names and servers, SIP, zones, search rules. Fields
// and messages are those that clients of the product send and read; what they send beyond that is refused. EX-63.

import { type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json } from '../../kernel/machine.ts'
import { type Saved, saveItems } from '../saving.ts'
import type { Draft, PeerState } from '../state.ts'
import { type Body, DONE, isBody, message } from './message.ts'

type Resource = {
  readonly methods: readonly string[]
  read(state: PeerState): readonly Json[] | Json
  write?(draft: Draft, request: HttpRequest, body: Body): HttpResponse
}

type Entry = { readonly [name: string]: string }

const entriesOf = (state: PeerState, key: string): readonly Entry[] =>
  (state.shared.configuration[key] as readonly Entry[] | undefined) ?? []

/** What came of a save, as this interface says it. */
export const saved = (outcome: Saved, done: string = DONE, status = 200): HttpResponse =>
  outcome.is === 'saved'
    ? message(status, done)
    : message(400, outcome.is === 'refused' ? outcome.messages.join(' ') : 'The request could not be carried out')

/** A single entry stands by itself, as published; several make a list. */
export const one = <T>(entries: readonly T[]): T | readonly T[] => (entries.length === 1 ? (entries[0] as T) : entries)

const SERVERS_MAX = 5

const WHICH = 'index'

/** Nobody authenticates to a time server here, so that a key, whichever it is, means nothing. */
const WITHOUT_KEY = { KeyId: 0, Hash: 'sha1', Authentication: 'disabled' }

/**
 * Servers by their number: the body bears the entry, as published for some bare and for some under a name. `shown` are
 * fields that are read and not kept; one of them may be another only where it means nothing.
 */
function server(
  page: string,
  key: string,
  field: string,
  name: string | null,
  of: (state: PeerState) => readonly Json[],
  shown: { readonly [field: string]: Json } = {},
): Resource {
  return {
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    read: (state) => (name === null ? one(of(state)) : { [name]: one(of(state)) }) as Json,
    write: (draft, request, sent) => {
      const inner = name === null ? undefined : sent[name]
      const body = isBody(inner) ? inner : sent
      const { index } = body
      if (typeof index !== 'number' || !Number.isInteger(index) || index < 1 || index > SERVERS_MAX)
        return message(400, `index must be a whole number from 1 to ${SERVERS_MAX}`)
      const strange = Object.keys(body).find((each) => ![WHICH, field, ...Object.keys(shown)].includes(each))
      if (strange !== undefined) return message(400, `${strange} cannot be set here`)
      const { Authentication = shown.Authentication } = body
      if (Authentication !== shown.Authentication)
        return message(400, `Authentication: only ${shown.Authentication} is modelled here`)
      const value = request.method === 'DELETE' ? '' : body[field]
      if (typeof value !== 'string') return message(400, `${field} must be a text`)
      return saved(saveItems(draft, page, { [`${key}_${index}`]: value }, 'web'))
    },
  }
}

/** Settings of one page; `names` are those of the interface, each with the item it stands for. */
function settings(
  page: string,
  names: { readonly [name: string]: string },
  of: (state: PeerState, item: string) => Json,
  done: string,
): Resource {
  const isMode = (name: string) => name.endsWith('Mode')
  return {
    methods: ['GET', 'PUT'],
    read: (state) =>
      Object.fromEntries(
        Object.entries(names).map(([name, item]) => [
          name,
          isMode(name) ? String(of(state, item)).toLowerCase() : of(state, item),
        ]),
      ),
    write: (draft, _, body) => {
      const given = Object.entries(body).filter(([, value]) => value !== null)
      const strange = given.find(([name]) => !Object.hasOwn(names, name))
      if (strange !== undefined)
        return message(400, `${strange[0]} cannot be set here; known are ${Object.keys(names).join(', ')}`)
      const worded = (name: string, value: Json): Json =>
        isMode(name) ? ({ on: 'On', off: 'Off' }[String(value).toLowerCase()] ?? value) : value
      return saved(
        saveItems(
          draft,
          page,
          Object.fromEntries(given.map(([name, value]) => [names[name] as string, worded(name, value)])),
          'web',
        ),
        done,
      )
    },
  }
}

/** A list that replicates; entries are known by their name. */
function list(
  page: string,
  key: string,
  what: string,
  told: (entry: Entry) => Json,
  read: (body: Body) => Entry | string,
  created: number,
): Resource {
  return {
    methods: ['GET', 'POST', 'DELETE'],
    read: (state) => entriesOf(state, key).map(told),
    write: (draft, request, body) => {
      const before = entriesOf(draft.state, key)
      const { Name } = body
      if (typeof Name !== 'string' || Name === '') return message(400, 'Name must be a text')
      const isThere = before.some(({ name }) => name === Name)
      if (request.method === 'DELETE') {
        if (!isThere) return message(400, `${what} ${Name} does not exist`)
        return saved(saveItems(draft, page, { [key]: before.filter(({ name }) => name !== Name) }, 'web'))
      }
      if (isThere) return message(400, `${what} name already exists`)
      const entry = read(body)
      if (typeof entry === 'string') return message(400, entry)
      return saved(
        saveItems(draft, page, { [key]: [...before, entry] }, 'web'),
        `Successfully created ${what === 'Search Rule' ? 'the ' : ''}${what}`,
        created,
      )
    },
  }
}

function zoneIn({ Name, PeerAddress }: Body): Entry | string {
  const addresses = Array.isArray(PeerAddress) ? (PeerAddress as readonly Json[]) : [PeerAddress ?? '']
  const [address] = addresses
  if (typeof address !== 'string' || address === '') return 'PeerAddress must be a list with an address'
  return addresses.length > 1 ? 'PeerAddress: one address of a zone is kept here' : { name: Name as string, address }
}

function ruleIn({ Name, TargetName, Priority, PatternString = '' }: Body): Entry | string {
  if (!/^\d+$/.test(String(Priority))) return 'Priority must be a number'
  if (typeof TargetName !== 'string' || TargetName === '') return 'TargetName must be a text'
  return typeof PatternString === 'string'
    ? { name: Name as string, pattern: PatternString, target: TargetName }
    : 'PatternString must be a text'
}

const numbered = (addresses: readonly string[], of: (index: number, address: string) => Json): readonly Json[] =>
  addresses.flatMap((address, n) => (address === '' ? [] : [of(n + 1, address)]))

const RESOURCES: { readonly [name: string]: Resource } = {
  'common/dns/dns': settings('dns', { DomainName: 'domain_name', SystemHostName: 'system_host_name' }, ({ identity }, item) => (item === 'domain_name' ? identity.domain : identity.hostName), DONE),
  'common/dns/dnsserver': server('dns', 'dns_server', 'address', 'DefaultDNSServers', ({ identity }) => numbered(identity.dnsServers, (index, address) => ({ index, address }))),
  'common/time/ntpserver': server('time', 'ntp_server', 'Address', null, ({ identity }) =>
    numbered(identity.ntpServers, (index, Address) => ({ index, ...WITHOUT_KEY, Address })), WITHOUT_KEY),
  'common/protocol/sip/configuration': settings(
    'sip',
    { SipMode: 'sip_mode', UdpMode: 'sip_udp_mode', TcpMode: 'sip_tcp_mode', TlsMode: 'sip_tls_mode' },
    ({ shared }, item) => shared.configuration[item] ?? '',
    'Successfully updated the SIP Configuration',
  ),
  'common/zone/neighborzone': list('zones', 'zones', 'Neighbor zone', ({ name = '', address = '' }) => ({ Name: name, PeerAddress: [address] }), zoneIn, 200),
  'common/searchrule': list('search-rules', 'search_rules', 'Search Rule', ({ name = '', pattern = '', target = '' }) => ({ Name: name, PatternString: pattern, TargetName: target }), ruleIn, 201),
} // biome-ignore format: one resource a piece

export const CONFIGURATION_METHODS: { readonly [resource: string]: readonly string[] } = Object.fromEntries(
  Object.entries(RESOURCES).map(([name, { methods }]) => [name, methods]),
)

/** GET; with `filter` the entries of a list that have this value in this field. Null: no resource of this part. */
export function readConfiguration(state: PeerState, name: string, filter: Filter | null): HttpResponse | null {
  const resource = RESOURCES[name]
  if (resource === undefined) return null
  const all = resource.read(state)
  if (filter === null) return jsonResponse(200, all as object)
  const found = (Array.isArray(all) ? (all as readonly Json[]) : [all]).filter(
    (entry) => isBody(entry) && String(entry[fieldOf(entry, filter.field)]).toLowerCase() === filter.value.toLowerCase(),
  )
  return found.length === 0 ? message(404, 'Resource not found') : jsonResponse(200, one(found) as object)
}

/** `/field/value` after a list. */
export type Filter = { readonly field: string; readonly value: string }

const fieldOf = (entry: { readonly [name: string]: Json }, typed: string): string =>
  Object.keys(entry).find((name) => name.toLowerCase() === typed.toLowerCase()) ?? ''

/** Everything but GET; null: no resource of this part. */
export function writeConfiguration(draft: Draft, name: string, request: HttpRequest, body: Body): HttpResponse | null {
  return RESOURCES[name]?.write?.(draft, request, body) ?? null
}
