// The Clustering page when it is saved: what can be wrong with a list of peers, and all that follows from a change of
// it, from the restart it asks for to the factory reset that an empty one arms.

import type { Json } from '../kernel/machine.ts'
import { pointerPart } from '../kernel/patch.ts'
import type { Refusal, Remark } from '../kernel/surface.ts'
import { isAddress, isClusterName, versionOf } from './address.ts'
import { verify } from './certificate.ts'
import { isBefore } from './identity.ts'
import { logChange, type Origin } from './log.ts'
import { logPeersChanged } from './log-cluster.ts'
import { part } from './losses.ts'
import { isPrivate, knowsMapping } from './mapping.ts'
import { relink } from './mesh.ts'
import { change, lead } from './replication.ts'
import { type Fields, type Saved, SETTINGS_SAVED } from './saving.ts'
import { clusteringLock } from './smart-licensing.ts'
import {
  type AddressMapping,
  type ClusterSettings,
  certificateOf,
  clockOf,
  type Draft,
  isClustered,
  isPrimary,
  note,
  ownLine,
  PEERS_MAX,
  type PeerState,
  put,
  type TlsMode,
} from './state.ts'
import { misjudge } from './stray-alarm.ts'

const MAPPINGS_MAX = 12

/** The names of the six address fields, in their order. */
export const PEER_FIELDS = Array.from({ length: PEERS_MAX }, (_, line) => `peer_${line + 1}_address`)

const CLUSTERING_FIELDS = [
  'cluster_name', 'configuration_primary', 'tls_verification_mode', 'cluster_ip_version',
  ...PEER_FIELDS, 'address_mapping_enabled', 'address_mappings',
] // biome-ignore format: as on the page

// Some fields came with a release that earlier ones know nothing of.
const isKnown = (state: PeerState, field: string): boolean => {
  if (field.startsWith('address_mapping')) return knowsMapping(state)
  return field !== 'tls_verification_mode' || verifiesTls(state)
}

/** Those of some fields of the page that this release has. */
export const knownFields = (state: PeerState, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => isKnown(state, name)))

/** Whether this release has peers speak TLS with each other. Before, it was IPsec with a key that all were told, which is not modelled. */
export const verifiesTls = ({ identity }: PeerState): boolean => !isBefore(identity.version, TLS_SINCE)
const TLS_SINCE = 'X8.8'

type Wanted = { readonly saved: ClusterSettings; readonly tlsMode: TlsMode; readonly addressMapping: AddressMapping }

/** Saves System > Clustering. EX-01, EX-10, EX-11, EX-31, EX-50. */
export function saveClustering(draft: Draft, fields: Fields, origin: Origin): Saved {
  const read = readClustering(draft.state, fields)
  if ('is' in read) return read
  const refused = whatIsWrong(read)
  if (refused.length > 0) return { is: 'refused', messages: refused }
  const before = draft.state
  const { saved, tlsMode, addressMapping } = read
  const isSame =
    JSON.stringify({ saved, tlsMode, addressMapping }) ===
    JSON.stringify({ saved: before.saved, tlsMode: before.shared.tlsMode, addressMapping: before.shared.addressMapping })
  if (isSame) return { is: 'saved', remarks: [SETTINGS_SAVED, ...warnings(draft)] }
  const lock = clusteringLock(before)
  if (lock !== null) return { is: 'refused', messages: [lock] }
  note(draft, 'saved', 'The Clustering page was saved.', { fields: Object.keys(fields) })
  put(draft, { saved })
  logSettings(draft, before.saved, origin)
  const isCalledOff = armReset(draft, before.saved)
  if (!isCalledOff && needsRestart(before, draft.state, tlsMode)) put(draft, { restartRequired: true })
  if (saved.configurationPrimary !== before.saved.configurationPrimary)
    put(draft, { inStep: false, conflict: false, primaryUnreachable: false })
  // What replicates is changed as long as this peer still speaks with the others.
  if (tlsMode !== before.shared.tlsMode || JSON.stringify(addressMapping) !== JSON.stringify(before.shared.addressMapping))
    change(draft, { ...before.shared, tlsMode, addressMapping }, origin)
  if (isClustered(before) && !isClustered(draft.state)) part(draft, 'orderly')
  relink(draft, 'connections')
  misjudge(draft, before.saved)
  if (!isPrimary(before)) lead(draft)
  return { is: 'saved', remarks: [SETTINGS_SAVED, ...warnings(draft), ...mappingWarnings(addressMapping)] }
}

function readClustering(state: PeerState, fields: Fields): Wanted | Refusal {
  const malformed: { pointer: string; message: string }[] = []
  const refused: string[] = []
  const addresses = [...state.saved.addresses]
  let { clusterName, configurationPrimary, ipVersion } = state.saved
  let { tlsMode, addressMapping } = state.shared
  const wrong = (name: string, message: string) => malformed.push({ pointer: `/${pointerPart(name)}`, message })
  for (const [name, value] of Object.entries(fields)) {
    const line = PEER_FIELDS.indexOf(name)
    if (!isKnown(state, name)) return unknownField(state, name)
    if (line >= 0) {
      if (typeof value === 'string') addresses[line] = value.trim()
      else wrong(name, 'must be a text: an IP address, an FQDN, or "" for an empty line')
    } else if (name === 'cluster_name') {
      if (typeof value === 'string') clusterName = value.trim()
      else wrong(name, 'must be a text')
    } else if (name === 'configuration_primary') {
      if (typeof value !== 'number' || !Number.isInteger(value)) wrong(name, 'must be a whole number from 1 to 6')
      else if (value < 1 || value > PEERS_MAX) refused.push(`Configuration primary: choose a peer from 1 to ${PEERS_MAX}.`)
      else configurationPrimary = value
    } else if (name === 'tls_verification_mode') {
      if (value === 'Permissive' || value === 'Enforce') tlsMode = value
      else wrong(name, 'must be "Permissive" or "Enforce"')
    } else if (name === 'cluster_ip_version') {
      if (value === 'IPv4' || value === 'IPv6') ipVersion = value
      else wrong(name, 'must be "IPv4" or "IPv6"')
    } else if (name === 'address_mapping_enabled') {
      if (value === 'On' || value === 'Off') addressMapping = { ...addressMapping, enabled: value === 'On' }
      else wrong(name, 'must be "On" or "Off"')
    } else if (name === 'address_mappings') {
      const entries = readMappings(value, (below, message) => malformed.push({ pointer: `/${name}${below}`, message }))
      addressMapping = { ...addressMapping, entries }
    } else if (/^peer_\d+_address$/.test(name)) {
      refused.push(`${labelOf(name)}: a cluster has at most ${PEERS_MAX} peers.`)
    } else return unknownField(state, name)
  }
  if (malformed.length > 0) return { is: 'malformed', errors: malformed }
  if (refused.length > 0) return { is: 'refused', messages: refused }
  return { saved: { clusterName, configurationPrimary, ipVersion, addresses }, tlsMode, addressMapping }
}

const unknownField = (state: PeerState, name: string): Refusal => ({
  is: 'unknown',
  what: 'field',
  name,
  known: CLUSTERING_FIELDS.filter((field) => isKnown(state, field)),
})

const labelOf = (field: string): string => `Peer ${field.split('_')[1]} address`

function readMappings(value: Json, wrong: (below: string, message: string) => void): AddressMapping['entries'] {
  if (!Array.isArray(value)) {
    wrong('', 'must be a list of { fqdn, ip }')
    return []
  }
  return (value as readonly Json[]).flatMap((entry, index) => {
    const given = entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? (entry as Fields) : null
    const [fqdn, ip] = [given?.fqdn, given?.ip]
    if (given === null || typeof fqdn !== 'string' || typeof ip !== 'string' || Object.keys(given).length > 2) {
      wrong(`/${index}`, 'must be { fqdn, ip }, two texts')
      return []
    }
    return [{ fqdn: fqdn.trim(), ip: ip.trim() }]
  })
}

// The product's wording is not public: these say what its guides ask for.
function whatIsWrong({ saved, addressMapping }: Wanted): readonly string[] {
  const wrong: string[] = []
  const { addresses, clusterName, configurationPrimary } = saved
  if (clusterName !== '' && !isClusterName(clusterName))
    wrong.push(
      'Cluster name: use labels of letters, digits, hyphens and underscores separated by dots, at most 128 characters; the last label starts with a letter.',
    )
  for (const [line, address] of addresses.entries()) {
    if (address === '') continue
    if (!isAddress(address)) wrong.push(`Peer ${line + 1} address: "${address}" is neither an IP address nor a domain name.`)
    const twin = addresses.findIndex((other) => other.toLowerCase() === address.toLowerCase())
    if (twin < line) wrong.push(`Peer ${line + 1} address: "${address}" is already the address of peer ${twin + 1}.`)
  }
  const last = addresses.findLastIndex((address) => address !== '')
  const gap = addresses.findIndex((address, line) => address === '' && line < last)
  if (gap >= 0) wrong.push(`Peer ${gap + 1} address: there must be no gap in the list of peers; move the addresses below it up.`)
  else if (last >= 0 && configurationPrimary > last + 1)
    wrong.push(
      `Configuration primary: there is no address for peer ${configurationPrimary}; choose a peer from 1 to ${last + 1}.`,
    )
  if (addressMapping.entries.length > MAPPINGS_MAX) wrong.push(`Cluster address mappings: at most ${MAPPINGS_MAX} entries.`)
  for (const { fqdn, ip } of addressMapping.entries) {
    if (!fqdn.includes('.') || versionOf(fqdn) !== null || !isAddress(fqdn))
      wrong.push(`Cluster address mappings: "${fqdn}" is no FQDN.`)
    if (versionOf(ip) === null) wrong.push(`Cluster address mappings: "${ip}" is no IP address.`)
  }
  const names = addressMapping.entries.map(({ fqdn }) => fqdn.toLowerCase())
  if (new Set(names).size < names.length) wrong.push('Cluster address mappings: an FQDN is mapped twice.')
  return wrong
}

function logSettings(draft: Draft, before: ClusterSettings, origin: Origin): void {
  const after = draft.state.saved
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['Alternates Cluster Name', 'alternates/cluster_name', before.clusterName, after.clusterName],
    [
      'Alternates ConfigurationPrimary',
      'alternates/configuration_primary',
      String(before.configurationPrimary),
      String(after.configurationPrimary),
    ],
    ['clusterConfiguration ip_version', 'cluster/ip_version', before.ipVersion, after.ipVersion],
    ...after.addresses.map(
      (address, line) =>
        [
          `Alternates Peer ${line + 1} Address`,
          `alternates/peer_${line + 1}_address`,
          before.addresses[line] ?? '',
          address,
        ] as const,
    ),
  ]
  for (const [path, page, was, is] of rows) if (was !== is) logChange(draft, origin, path, page, was, is)
  if (rows.some(([, , was, is]) => was !== is)) logPeersChanged(draft)
}

/** The release from which on whoever leaves a cluster is reset to the factory state; before, only the cluster is left. EX-50. */
const RESETS_SINCE = 'X8.11'
export const resetsOnLeaving = (version: string): boolean => !isBefore(version, RESETS_SINCE)

// An empty list arms the factory reset; the same addresses in the same order call it off, which it returns.
function armReset(draft: Draft, before: ClusterSettings): boolean {
  const { saved, shared, inForce, resetArmed, identity } = draft.state
  const isEmpty = saved.addresses.every((address) => address === '')
  const wasEmpty = before.addresses.every((address) => address === '')
  if (isEmpty && !wasEmpty && resetArmed === null && resetsOnLeaving(identity.version)) {
    put(draft, { resetArmed: before.addresses })
    note(draft, 'reset-armed', 'The list of peers is empty: the next restart resets this system to its factory state.')
  } else if (resetArmed !== null && saved.addresses.every((address, line) => address === resetArmed[line])) {
    // Nothing is left to put in force, unless something else was changed that only a start brings.
    const isAsItRuns = inForce !== null && inForce.tlsMode === shared.tlsMode && inForce.ipVersion === saved.ipVersion
    put(draft, { resetArmed: null, resetFailed: false, restartRequired: !isAsItRuns })
    note(draft, 'reset-disarmed', 'The original addresses are back in their order: the factory reset is called off.')
    return true
  }
  return false
}

// The first save of a cluster; another TLS mode, IP version or own address. Not the others' addresses. EX-31.
function needsRestart(before: PeerState, after: PeerState, tlsMode: TlsMode): boolean {
  const [was, is] = [before.saved, after.saved].map(({ addresses }) => addresses.some((address) => address !== ''))
  if (!was && !is) return false
  if (before.inForce === null && is) return true
  const ownBefore = was ? before.saved.addresses[ownLine(before)] : undefined
  const ownAfter = is ? after.saved.addresses[ownLine(after)] : undefined
  return tlsMode !== before.shared.tlsMode || before.saved.ipVersion !== after.saved.ipVersion || ownBefore !== ownAfter
}

// Only the addresses by which peers reach each other inside belong into the table.
const mappingWarnings = ({ entries }: AddressMapping): readonly Remark[] =>
  entries
    .filter(({ ip }) => !isPrivate(ip))
    .map(({ fqdn, ip }) => ({ tone: 'warning', text: `${fqdn} is mapped to ${ip}, which is no private address.` }))

function warnings(draft: Draft): readonly Remark[] {
  const { state } = draft
  const line = ownLine(state)
  if (state.shared.tlsMode !== 'Enforce' || line < 0) return []
  const addresses = state.saved.addresses.map((address, index) => {
    const certificate = index === line ? certificateOf(state) : state.links[index]?.certificate
    if (address === '' || certificate === undefined || (certificate === null && index !== line)) return null
    const status = verify(certificate, address, state.identity, clockOf(state, draft.at))
    return status.state === 'valid' ? null : `${address}: Certificate ${status.text}`
  })
  const bad = addresses.filter((each) => each !== null)
  if (bad.length === 0) return []
  return [
    {
      tone: 'warning',
      text: `One or more certificates are not valid; this prevents the cluster from working in TLS verification mode Enforce. ${bad.join('; ')}.`,
    },
  ]
}
