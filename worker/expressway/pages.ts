// The administration pages as data, and what their buttons do. EX-60.

import type { Json } from '../kernel/machine.ts'
import type { Answer, Button, Field, Page, Reading, Refusal, Remark, Table } from '../kernel/surface.ts'
import { acknowledge, alarmKind } from './alarms.ts'
import { ITEMS } from './configuration.ts'
import { fqdnOf } from './identity.ts'
import { dateAndTime } from './log.ts'
import { OWN_ITEMS } from './own-items.ts'
import { restart } from './power.ts'
import { type Fields, PEER_FIELDS, saveClustering, saveItems } from './saving.ts'
import { type Alarm, clockOf, type Draft, type PeerState } from './state.ts'
import { databaseStatus, lineStatuses, nextSync } from './status.ts'

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
  const outcome = id === 'clustering' ? saveClustering(draft, fields, 'web') : saveItems(draft, id, fields, 'web')
  if (outcome.is !== 'saved') return outcome
  return { is: 'page', page: buildPage(draft.state, found, outcome.remarks) }
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
        ...(id === 'time'
          ? [told('ntp_state', 'State', state.surroundings.timeSource ? 'Synchronized' : 'Unsynchronized', 'Status')]
          : []),
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
      `${kind?.title}: ${kind?.description}`,
      alarm.status === 'new' ? 'New' : 'Acknowledged',
      kind?.severity ?? '',
      of,
      dateAndTime(alarm.firstRaised, state.identity.timeZone.offsetMinutes),
      dateAndTime(alarm.lastRaised, state.identity.timeZone.offsetMinutes),
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
  const { lan1, gateway } = state.identity
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
  return {
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
  }
}

const CERTIFICATE_TONE = { valid: 'ok', invalid: 'info', unknown: 'unknown' } as const
const CLUSTERING_TONE = { 'this-system': 'ok', active: 'ok', failed: 'error', unknown: 'unknown' } as const

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

const ACTIONS = ['restart', 'reboot', 'acknowledge-alarm']

/** Any button but Save. */
export function act(draft: Draft, action: string, body: { readonly [name: string]: Json }): Answer {
  if (!ACTIONS.includes(action)) return { is: 'unknown', what: 'action', name: action, known: ACTIONS }
  const wanted = action === 'acknowledge-alarm' ? ['id'] : []
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
  if (action === 'acknowledge-alarm') return acknowledged(draft, body.id)
  restart(draft, action === 'restart' ? 'restart' : 'reboot')
  return { is: 'acted', message: action === 'restart' ? 'Restarting' : 'Rebooting', files: [] }
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
