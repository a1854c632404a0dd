// The administration pages as data, and what their buttons do. EX-60.

import type { Json } from '../kernel/machine.ts'
import type { Answer, Button, Field, Page, Reading, Refusal, Remark, Table } from '../kernel/surface.ts'
import { acknowledge, alarmKind, misfits } from './alarms.ts'
import { createBackup, restoreBackup } from './backup.ts'
import { type Capacity, capacityOf } from './capacity.ts'
import { ITEMS } from './configuration.ts'
import { fqdnOf } from './identity.ts'
import { pooledLicences } from './licences.ts'
import { dateAndTime } from './log.ts'
import { suggestedMappings } from './mapping.ts'
import { OWN_ITEMS } from './own-items.ts'
import { restart } from './power.ts'
import { type Fields, MAINTENANCE_FIELD, PEER_FIELDS, type Saved, saveClustering, saveItems, saveMaintenance } from './saving.ts'
import { type Alarm, clockOf, type Draft, isListed, type PeerState, ROUND_TRIP_MS_MAX, roundTripMs } from './state.ts'
import { databaseStatus, lineStatuses, nextSync } from './status.ts'
import { timeState } from './time-source.ts'
import { install, upload } from './upgrade.ts'

type Body = Partial<Pick<Page, 'fields' | 'tables' | 'messages' | 'actions'>>

type PageKind = {
  readonly id: string
  readonly title: string
  readonly group: string // where it stands in the menu
  readonly isEditable: boolean
  build(state: PeerState): Body
}

const PAGES: readonly PageKind[] = [
  { id: 'overview', title: 'Overview', group: 'Status', isEditable: false, build: overview },
  { id: 'resource-usage', title: 'Resource usage', group: 'Status > System', isEditable: false, build: resources },
  { id: 'alarms', title: 'Alarms', group: 'Status', isEditable: false, build: alarms },
  { id: 'event-log', title: 'Event Log', group: 'Status > Logs', isEditable: false, build: eventLog },
  items('system', 'System administration', 'System'),
  { id: 'ip', title: 'IP', group: 'System > Network interfaces', isEditable: false, build: ip },
  items('dns', 'DNS', 'System'),
  items('time', 'Time', 'System'),
  { id: 'clustering', title: 'Clustering', group: 'System', isEditable: true, build: clustering },
  items('h323', 'H.323', 'Configuration > Protocols'),
  items('sip', 'SIP', 'Configuration > Protocols'),
  items('zones', 'Zones', 'Configuration > Zones'),
  items('search-rules', 'Search rules', 'Configuration > Dial plan'),
  items('call-routing', 'Call routing', 'Configuration'),
  { id: 'backup-and-restore', title: 'Backup and restore', group: 'Maintenance', isEditable: false, build: backupPage },
  { id: 'upgrade', title: 'Upgrade', group: 'Maintenance', isEditable: false, build: upgradePage },
  { id: 'maintenance-mode', title: 'Maintenance mode', group: 'Maintenance', isEditable: true, build: maintenance },
  { id: 'restart-options', title: 'Restart options', group: 'Maintenance', isEditable: false, build: restartOptions },
]

export const pageList = () => PAGES.map(({ id, title, group }) => ({ id, title, group }))

export function readPage(state: PeerState, id: string): Reading {
  const found = PAGES.find((each) => each.id === id)
  return found === undefined ? noPage(id) : { is: 'page', page: buildPage(state, found, []) }
}

const noPage = (name: string): Refusal => ({ is: 'unknown', what: 'page', name, known: PAGES.map((each) => each.id) })

function buildPage(state: PeerState, kind: PageKind, remarks: readonly Remark[]): Page {
  const { fields = [], tables = [], messages = [], actions = [] } = kind.build(state)
  return { id: kind.id, title: kind.title, fields, tables, messages: [...remarks, ...messages], banners: banners(state), actions }
}

/** The Save button of a page. */
export function savePage(draft: Draft, id: string, fields: Fields): Answer {
  const found = PAGES.find((each) => each.id === id)
  if (found === undefined) return noPage(id)
  if (!found.isEditable) {
    const name = Object.keys(fields)[0]
    if (name !== undefined) return { is: 'unknown', what: 'field', name, known: [] }
    return { is: 'page', page: buildPage(draft.state, found, []) }
  }
  const outcome = saveAs(id)(draft, fields, 'web')
  if (outcome.is !== 'saved') return outcome
  return { is: 'page', page: buildPage(draft.state, found, outcome.remarks) }
}

type Save = (draft: Draft, fields: Fields, origin: 'web') => Saved

function saveAs(id: string): Save {
  if (id === 'clustering') return saveClustering
  if (id === 'maintenance-mode') return saveMaintenance
  return (draft, fields, origin) => saveItems(draft, id, fields, origin)
}

function banners(state: PeerState): readonly Remark[] {
  const unseen = state.alarms.filter((alarm) => alarm.status === 'new').length
  return [
    ...(state.resetArmed === null
      ? []
      : [
          {
            tone: 'warning' as const,
            text: 'This system is pending a factory reset: it takes place when the system restarts. To cancel it, enter the original peer addresses in their original order and save.',
          },
        ]),
    ...(state.maintenance ? [{ tone: 'warning' as const, text: 'This system is in maintenance mode' }] : []),
    ...(unseen === 0
      ? []
      : [{ tone: 'error' as const, text: unseen === 1 ? 'This system has 1 alarm' : `This system has ${unseen} alarms` }]),
  ]
}

const field = (name: string, label: string, value: Json, more: Partial<Field> = {}): Field => ({
  name, label, value, section: '', kind: 'text', mandatory: false, peerSpecific: false, options: [], columns: [], status: [], ...more,
}) // biome-ignore format: a field that says nothing special

const told = (name: string, label: string, value: string, section: string): Field =>
  field(name, label, value, { kind: 'readonly', section })

/** A page whose fields are rows of the two registers of items. */
function items(id: string, title: string, group: string): PageKind {
  return {
    id,
    title,
    group,
    isEditable: true,
    build: (state) => ({
      fields: [
        ...OWN_ITEMS.filter((item) => item.page === id).map((item) =>
          field(item.key, item.label, item.read(state.identity), { peerSpecific: true, mandatory: item.mandatory }),
        ),
        ...ITEMS.filter((item) => item.page === id).map((item) => {
          const value = state.shared.configuration[item.key] ?? item.initial
          const common = { section: item.section, kind: item.kind }
          if (item.kind === 'choice') return field(item.key, item.label, value, { ...common, options: item.options })
          if (item.kind === 'integer') return field(item.key, item.label, value, { ...common, mandatory: true })
          return field(item.key, item.label, value, {
            ...common,
            columns: item.columns.map(({ name, label }) => ({ name, label })),
          })
        }),
        ...(id === 'dns' ? [told('fqdn', 'FQDN', fqdnOf(state.identity), 'Status')] : []),
        ...(id === 'time' ? [told('ntp_state', 'State', timeState(state), 'Status')] : []),
      ],
    }),
  }
}

function overview(state: PeerState): Body {
  const { identity } = state
  const section = 'System information'
  return {
    fields: [
      told('system_name', 'System name', identity.systemName, section),
      told('started', 'Started', dateAndTime(clockOf(state, state.startedAt), identity.timeZone.offsetMinutes), section),
      told('software_version', 'Software version', identity.version, section),
      told('ipv4_address', 'IPv4 address', identity.lan1.address, section),
      told('options', 'Options', identity.optionKeys.join(', '), section),
      told('platform', 'Platform', identity.platform, section),
      told('serial_number', 'Hardware serial number', identity.serialNumber, section),
    ],
    tables: [peerTable(state)],
  }
}

function peerTable(state: PeerState): Table {
  const rows = lineStatuses(state).flatMap((line) =>
    line.address === '' ? [] : [[String(line.n), line.address, line.certificate?.text ?? '', line.clustering?.text ?? '']],
  )
  return {
    id: 'peers',
    title: 'Cluster peers',
    columns: ['Peer', 'Address', 'Certificate', 'Clustering'],
    rows,
    actions: rows.map(() => []),
  }
}

function alarms(state: PeerState): Body {
  const line = (alarm: Alarm, of: string): readonly string[] => {
    const kind = alarmKind(alarm.id)
    return [
      `${kind?.title}: ${alarm.detail || kind?.description}`,
      alarm.status === 'new' ? 'New' : 'Acknowledged',
      kind?.severity ?? '',
      of,
      dateAndTime(clockOf(state, alarm.firstRaised), state.identity.timeZone.offsetMinutes),
      dateAndTime(clockOf(state, alarm.lastRaised), state.identity.timeZone.offsetMinutes),
      kind?.solution ?? '',
      alarm.id,
    ]
  }
  const others = state.links.flatMap((link) =>
    link?.facts ? link.facts.alarms.map((alarm) => line(alarm, link.facts?.systemName || link.address)) : [],
  )
  const own = state.alarms.map((alarm) => line(alarm, state.identity.systemName))
  const buttons = state.alarms.map((alarm): readonly Button[] =>
    alarm.status === 'new' ? [{ action: 'acknowledge-alarm', label: 'Acknowledge', body: { id: alarm.id }, confirm: null }] : [],
  )
  return {
    tables: [
      {
        id: 'alarms',
        title: 'Alarms',
        columns: ['Alarm', 'State', 'Severity', 'Peer', 'First raised', 'Last raised', 'Action', 'ID'],
        rows: [...own, ...others],
        actions: [...buttons, ...others.map(() => [])],
      },
    ],
  }
}

function eventLog(state: PeerState): Body {
  const rows = state.eventLog.toReversed().map((line) => [line])
  return { tables: [{ id: 'events', title: 'Events', columns: ['Event'], rows, actions: rows.map(() => []) }] }
}

function ip(state: PeerState): Body {
  const { lan1, lan2, staticNat, gateway } = state.identity
  const section = 'LAN 1'
  const own = (name: string, label: string, value: string, heading: string) => ({
    ...told(name, label, value, heading),
    peerSpecific: true,
  })
  return {
    fields: [
      own('ipv4_gateway', 'IPv4 gateway', gateway, 'Configuration'),
      own('lan1_ipv4_address', 'IPv4 address', lan1.address, section),
      own('lan1_ipv4_subnet_mask', 'IPv4 subnet mask', lan1.mask, section),
      own('lan1_ipv6_address', 'IPv6 address', lan1.ipv6, section),
      ...(lan2 === null
        ? []
        : [
            own('lan2_ipv4_address', 'IPv4 address', lan2.address, 'LAN 2'),
            own('lan2_ipv4_subnet_mask', 'IPv4 subnet mask', lan2.mask, 'LAN 2'),
            own('lan2_static_nat_address', 'IPv4 static NAT address', staticNat, 'LAN 2'),
          ]),
    ],
  }
}

// System > Clustering, fields in the page's order, statuses beside each address.
function clustering(state: PeerState): Body {
  const { saved, shared } = state
  const numbers = PEER_FIELDS.map((_, line) => String(line + 1))
  const peers = lineStatuses(state).map((line, index) =>
    field(PEER_FIELDS[index] as string, `Peer ${line.n} address`, line.address, {
      peerSpecific: true,
      status: [
        ...(line.certificate
          ? [{ tone: CERTIFICATE_TONE[line.certificate.state], text: `Certificate: ${line.certificate.text}` }]
          : []),
        ...(line.clustering
          ? [{ tone: CLUSTERING_TONE[line.clustering.state], text: `Clustering: ${line.clustering.text}` }]
          : []),
      ],
    }),
  )
  const mapping = 'Cluster Address Mapping'
  const database = databaseStatus(state)
  const next = nextSync(state)
  const zone = state.identity.timeZone.offsetMinutes
  const times =
    database === 'Inactive'
      ? []
      : [
          told(
            'last_synchronization',
            'Last synchronization',
            state.lastSync === null ? 'None yet' : dateAndTime(clockOf(state, state.lastSync), zone),
            'Cluster database status',
          ),
          told(
            'next_synchronization',
            'Next synchronization',
            next === null ? 'None' : dateAndTime(clockOf(state, next), zone),
            'Cluster database status',
          ),
        ]
  const far = state.links.flatMap((link): Remark[] =>
    link?.facts && roundTripMs(state, link) > ROUND_TRIP_MS_MAX
      ? [
          {
            tone: 'warning',
            text: `${link.address} is ${roundTripMs(state, link)} ms away and back; between peers it may be ${ROUND_TRIP_MS_MAX} ms at most.`,
          },
        ]
      : [],
  )
  const deaf = state.links.flatMap((link): Remark[] =>
    link?.state === 'active' && !link.h323
      ? [
          {
            tone: 'warning',
            text: `${link.address} does not answer over H.323 (UDP 1719): calls are not routed by way of it and bandwidth is not shared with it. The database is not concerned.`,
          },
        ]
      : [],
  )
  const late: readonly Remark[] =
    timeState(state) === 'Synchronized'
      ? []
      : [
          {
            tone: 'warning',
            text: `The time of this system is not synchronised (${timeState(state)}); clustering needs it to be.`,
          },
        ]
  return {
    messages: [...misfits(state).map((text): Remark => ({ tone: 'error', text })), ...far, ...deaf, ...late],
    fields: [
      field('cluster_name', 'Cluster name (FQDN for Provisioning)', saved.clusterName, { peerSpecific: true }),
      field('configuration_primary', 'Configuration primary', saved.configurationPrimary, {
        kind: 'integer',
        mandatory: true,
        peerSpecific: true,
        options: numbers,
      }),
      field('tls_verification_mode', 'TLS verification mode', shared.tlsMode, {
        kind: 'choice',
        options: ['Permissive', 'Enforce'],
      }),
      field('cluster_ip_version', 'Cluster IP version', saved.ipVersion, {
        kind: 'choice',
        peerSpecific: true,
        options: ['IPv4', 'IPv6'],
      }),
      ...peers,
      field('address_mapping_enabled', 'Cluster address mapping enabled', shared.addressMapping.enabled ? 'On' : 'Off', {
        kind: 'choice',
        section: mapping,
        options: ['Off', 'On'],
      }),
      field('address_mappings', 'Cluster address mappings', shared.addressMapping.entries as unknown as Json, {
        kind: 'list',
        section: mapping,
        columns: [
          { name: 'fqdn', label: 'FQDN' },
          { name: 'ip', label: 'IP' },
        ],
      }),
      told('cluster_database_status', 'Cluster database status', database, 'Cluster database status'),
      ...times,
    ],
    actions: shared.addressMapping.enabled
      ? [{ action: 'suggest-mappings', label: 'Suggest mappings based on system information', body: {}, confirm: null }]
      : [],
  }
}

const CERTIFICATE_TONE = { valid: 'ok', invalid: 'info', unknown: 'unknown' } as const
const CLUSTERING_TONE = { 'this-system': 'ok', active: 'ok', failed: 'error', unknown: 'unknown' } as const

function resources(state: PeerState): Body {
  const { identity, saved } = state
  const peers = Math.max(1, saved.addresses.filter((each) => each !== '').length)
  const [one, all] = [1, peers].map((count) => capacityOf(identity.platform, identity.version, count)) as [Capacity, Capacity]
  const rows = CAPACITY_WORDS.map(([key, words]) => [words, String(one[key]), String(all[key])])
  return {
    fields: [
      told('installed_licences', 'Rich media sessions installed on this peer', String(identity.roomSessions), 'Licenses'),
      told('pooled_licences', 'Rich media sessions in the cluster', String(pooledLicences(state)), 'Licenses'),
    ],
    tables: [
      {
        id: 'capacity',
        title: `Capacity of ${peers === 1 ? 'this system' : `a cluster of ${peers}`}`,
        columns: ['', 'This peer', 'Cluster'],
        rows,
        actions: rows.map(() => []),
      },
    ],
  }
}

const CAPACITY_WORDS = [
  ['registrations', 'Registrations'],
  ['videoCalls', 'Video calls'],
  ['audioCalls', 'Audio calls'],
  ['roomSessions', 'Rich media sessions'],
  ['mobileUsers', 'Mobile and Remote Access users'],
  ['turnRelays', 'TURN relays'],
] as const

function backupPage(state: PeerState): Body {
  const restoring = isListed(state)
    ? 'Not while this system is part of a cluster'
    : `Onto ${state.identity.version} only; the system restarts with what the file holds`
  return {
    fields: [
      told('backup', 'Backup', 'Always encrypted with a password; holds configuration and certificate, no logs', 'Backup'),
      told('restore', 'Restore', restoring, 'Restore'),
    ],
  }
}

function upgradePage(state: PeerState): Body {
  const section = 'Upgrade component'
  const { upgrade } = state
  return {
    fields: [
      told('software_version', 'System platform', state.identity.version, section),
      ...(upgrade === null
        ? []
        : [told('uploaded', upgrade.isInstalled ? 'Installed, waiting for a reboot' : 'Uploaded', upgrade.version, section)]),
    ],
    actions: [
      ...(upgrade !== null && !upgrade.isInstalled
        ? [{ action: 'continue-upgrade', label: 'Continue with upgrade', body: {}, confirm: null }]
        : []),
      ...(upgrade?.isInstalled ? [{ action: 'reboot', label: 'Reboot system', body: {}, confirm: null }] : []),
    ],
  }
}

function maintenance(state: PeerState): Body {
  const value = state.maintenance ? 'On' : 'Off'
  const section = 'Configuration'
  return {
    fields: [
      field(MAINTENANCE_FIELD, 'Maintenance mode', value, {
        kind: 'choice',
        section,
        peerSpecific: true,
        options: ['Off', 'On'],
      }),
    ],
  }
}

function restartOptions(): Body {
  const lasts = (minutes: number) => `takes about ${minutes} minutes`
  return {
    fields: [
      told('restart', 'Restart', `Shuts down and restarts the application; ${lasts(3)}`, 'Restart options'),
      told(
        'reboot',
        'Reboot',
        `Shuts down and restarts application, operating system and hardware; ${lasts(5)}`,
        'Restart options',
      ),
    ],
    actions: [
      { action: 'restart', label: 'Restart', body: {}, confirm: 'Are you sure you want to restart the system?' },
      { action: 'reboot', label: 'Reboot', body: {}, confirm: 'Are you sure you want to reboot the system?' },
    ],
  }
}

const ACTIONS = [
  'restart',
  'reboot',
  'acknowledge-alarm',
  'suggest-mappings',
  'upgrade',
  'continue-upgrade',
  'create-backup',
  'restore-backup',
]

/** Any button but Save. */
export function act(draft: Draft, action: string, body: { readonly [name: string]: Json }): Answer {
  if (!ACTIONS.includes(action)) return { is: 'unknown', what: 'action', name: action, known: ACTIONS }
  const wanted = PARAMETERS[action] ?? []
  const strange = Object.keys(body).find((name) => !wanted.includes(name))
  if (strange !== undefined)
    return {
      is: 'malformed',
      errors: [
        {
          pointer: `/${strange.replaceAll('~', '~0').replaceAll('/', '~1')}`,
          message: `is not known here; ${action} takes ${wanted.join(', ') || 'nothing'}`,
        },
      ],
    }
  if (action === 'upgrade')
    return typeof body.file === 'string'
      ? upload(draft, body.file)
      : {
          is: 'malformed',
          errors: [{ pointer: '/file', message: 'must be the name of a software file, such as "s42700x14_0_3.tar.gz"' }],
        }
  if (action === 'create-backup' || action === 'restore-backup') return backedUp(draft, action, body)
  if (action === 'continue-upgrade') return install(draft)
  if (action === 'suggest-mappings') return suggested(draft.state)
  if (action === 'acknowledge-alarm') return acknowledged(draft, body.id)
  restart(draft, action === 'restart' ? 'restart' : 'reboot')
  return { is: 'acted', message: action === 'restart' ? 'Restarting' : 'Rebooting', files: [] }
}

const PARAMETERS: { readonly [action: string]: readonly string[] } = {
  'acknowledge-alarm': ['id'],
  upgrade: ['file'],
  'create-backup': ['password'],
  'restore-backup': ['file', 'password'],
}

function backedUp(draft: Draft, action: 'create-backup' | 'restore-backup', body: { readonly [name: string]: Json }): Answer {
  const wrong = (PARAMETERS[action] ?? []).filter((name) => typeof body[name] !== 'string')
  if (wrong.length > 0)
    return { is: 'malformed', errors: wrong.map((name) => ({ pointer: `/${name}`, message: 'must be a text' })) }
  const password = String(body.password)
  return action === 'create-backup' ? createBackup(draft, password) : restoreBackup(draft, String(body.file), password)
}

// The link only fills the form in: what it says has to be compared with the certificates and saved.
function suggested(state: PeerState): Answer {
  const entries = suggestedMappings(state)
  if (entries.length === 0)
    return {
      is: 'refused',
      messages: ['There is nothing to suggest: no peer is listed whose system host name and address are known.'],
    }
  const text = `${entries.map(({ fqdn, ip }) => `${fqdn} ${ip}`).join('\n')}\n`
  return {
    is: 'acted',
    message: `Suggested from system information: ${entries.map(({ fqdn, ip }) => `${fqdn} = ${ip}`).join(', ')}. Compare with the alternative names of the certificates, then save.`,
    files: [{ name: 'address-mappings.txt', type: 'text/plain', text }],
  }
}

function acknowledged(draft: Draft, id: Json | undefined): Answer {
  if (typeof id !== 'string')
    return { is: 'malformed', errors: [{ pointer: '/id', message: 'must be the id of an alarm, a text such as "20007"' }] }
  switch (acknowledge(draft, id)) {
    case 'acknowledged':
      return { is: 'acted', message: `Alarm ${id} acknowledged.`, files: [] }
    case 'already':
      return { is: 'acted', message: `Alarm ${id} was acknowledged before.`, files: [] }
    case 'not-raised':
      return {
        is: 'refused',
        messages: [`Alarm ${id} is not raised on this peer; only a peer's own alarms can be acknowledged on it.`],
      }
  }
}
