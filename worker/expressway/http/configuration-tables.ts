// The tables of `/api/management/configuration/…`: what every peer was told of the cluster, and what replicates, item
// by item of the register. EX-63.

import { withoutMeasures } from '../accounts.ts'
import { verifiesTls } from '../clustering.ts'
import { ITEMS } from '../configuration.ts'
import { knowsMapping } from '../mapping.ts'
import { inDatabase } from '../replication.ts'
import type { PeerState } from '../state.ts'
import type { Peer, Row } from './management.ts'

type Table = (peer: Peer) => readonly Row[]

/** By path. What replicates is the same for all peers that share the database, and these alone are listed. */
export function configurationTables(state: PeerState): { readonly [path: string]: Table } {
  const { shared } = state
  const pages = [...new Set(ITEMS.flatMap((item) => (item.kind === 'list' ? [] : [item.page])))]
  const values = (page: string): Row =>
    Object.fromEntries(
      ITEMS.flatMap((item) =>
        item.page === page && item.kind !== 'list' ? [[item.key, shared.configuration[item.key] ?? item.initial]] : [],
      ),
    )
  const lists = ITEMS.flatMap((item) => {
    if (item.kind !== 'list') return []
    const rows = (withoutMeasures(shared.configuration)[item.key] ?? item.initial) as readonly Row[]
    return [[`configuration/${item.page}/${item.key}`, () => rows] as const]
  })
  return {
    'configuration/alternatesConfiguration': alternates,
    'configuration/clusterConfiguration': ({ settings }) => [
      {
        cluster_name: settings.clusterName,
        configuration_primary: settings.configurationPrimary,
        cluster_ip_version: settings.ipVersion,
        ...(verifiesTls(state) ? { tls_verify: inDatabase(shared.tlsMode) } : {}),
        ...(knowsMapping(state) ? { address_mapping_enabled: shared.addressMapping.enabled } : {}),
      },
    ],
    ...(knowsMapping(state) ? { 'configuration/clusterAddressMapping': () => shared.addressMapping.entries } : {}),
    ...Object.fromEntries(pages.map((page) => [`configuration/${page}`, () => [values(page)]])),
    ...Object.fromEntries(lists),
  }
}

const alternates: Table = ({ settings }) =>
  settings.addresses.flatMap((address, line) => (address === '' ? [] : [{ index: line + 1, address }]))
