// System > Clustering, fields in the page's order, statuses beside each address.

import type { Json } from '../../kernel/machine.ts'
import type { Field, Remark } from '../../kernel/surface.ts'
import { PEER_FIELDS, verifiesTls } from '../clustering.ts'
import { misfits, otherDomains, peersAsZones } from '../conditions.ts'
import { dateAndTime } from '../log.ts'
import { knowsMapping } from '../mapping.ts'
import { clockOf, type PeerState, ROUND_TRIP_MS_MAX, roundTripMs } from '../state.ts'
import { databaseStatus, lineStatuses, nextSync } from '../status.ts'
import { timeState } from '../time-source.ts'
import { type Body, button, field, told } from './parts.ts'

export function clustering(state: PeerState): Body {
  const { saved, shared } = state
  const numbers = PEER_FIELDS.map((_, line) => String(line + 1))
  const peers = lineStatuses(state).map((line, index) =>
    field(PEER_FIELDS[index] as string, `Peer ${line.n} address`, line.address, {
      peerSpecific: true,
      status: [
        ...(line.certificate
          ? [{ tone: toneOf(line.certificate.state, state), text: `Certificate: ${line.certificate.text}` }]
          : []),
        ...(line.clustering
          ? [{ tone: CLUSTERING_TONE[line.clustering.state], text: `Clustering: ${line.clustering.text}` }]
          : []),
      ],
    }),
  )
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
  const zones = peersAsZones(state).map(
    ({ zone, address }): Remark => ({
      tone: 'warning',
      text: `Zone "${zone}" leads to ${address}, a peer of this cluster; peers must not be neighbors of each other.`,
    }),
  )
  const domains = otherDomains(state).map(
    ({ address, domain }): Remark => ({
      tone: 'warning',
      text: `${address} ${domain === '' ? 'has no domain name' : `is in the domain ${domain}`}, this system ${state.identity.domain === '' ? 'has none' : `in ${state.identity.domain}`}; all peers belong in the same domain.`,
    }),
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
    messages: [
      ...misfits(state).map((text): Remark => ({ tone: 'error', text })),
      ...far,
      ...deaf,
      ...zones,
      ...domains,
      ...late,
    ],
    fields: [
      field('cluster_name', 'Cluster name (FQDN for Provisioning)', saved.clusterName, { peerSpecific: true }),
      field('configuration_primary', 'Configuration primary', saved.configurationPrimary, {
        kind: 'integer',
        mandatory: true,
        peerSpecific: true,
        options: numbers,
      }),
      ...(verifiesTls(state)
        ? [
            field('tls_verification_mode', 'TLS verification mode', shared.tlsMode, {
              kind: 'choice',
              options: ['Permissive', 'Enforce'],
            }),
          ]
        : []),
      field('cluster_ip_version', 'Cluster IP version', saved.ipVersion, {
        kind: 'choice',
        peerSpecific: true,
        options: ['IPv4', 'IPv6'],
      }),
      ...peers,
      ...(knowsMapping(state) ? mappingFields(shared) : []),
      told('cluster_database_status', 'Cluster database status', database, 'Cluster database status'),
      ...times,
    ],
    actions: shared.addressMapping.enabled ? [button('suggest-mappings', 'Suggest mappings based on system information')] : [],
  }
}

// The table is there while mapping is on. EX-15.
function mappingFields({ addressMapping: { enabled, entries } }: PeerState['shared']): readonly Field[] {
  const section = 'Cluster Address Mapping'
  const mode = field('address_mapping_enabled', 'Cluster address mapping enabled', enabled ? 'On' : 'Off', {
    kind: 'choice',
    section,
    options: ['Off', 'On'],
  })
  if (!enabled) return [mode]
  const columns = [
    { name: 'fqdn', label: 'FQDN' },
    { name: 'ip', label: 'IP' },
  ]
  return [
    mode,
    field('address_mappings', 'Cluster address mappings', entries as unknown as Json, { kind: 'list', section, columns }),
  ]
}

// An invalid certificate is told in passing as long as nothing follows from it; in Enforce it keeps a peer out. EX-14.
function toneOf(certificate: keyof typeof CERTIFICATE_TONE, { inForce }: PeerState): Field['status'][number]['tone'] {
  if (certificate === 'invalid' && inForce?.tlsMode === 'Enforce') return 'error'
  return CERTIFICATE_TONE[certificate]
}

const CERTIFICATE_TONE = { valid: 'ok', invalid: 'info', unknown: 'unknown' } as const
const CLUSTERING_TONE = { 'this-system': 'ok', active: 'ok', failed: 'error', unknown: 'unknown' } as const
