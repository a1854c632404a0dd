// The help pages that alarms lead to: what the guides say to do, and the ports between peers of this release. EX-63.

import { isBefore } from '../identity.ts'
import type { PeerState } from '../state.ts'
import { escaped } from './html.ts'

const items = (lines: readonly string[]): string => `<ol>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ol>\n`

const REPLICATION = [
  'Make sure that the configuration of the primary is good, and take a backup of it.',
  'On the subordinate that shows the alarm, and never on the primary, log in to the command line as admin.',
  'Type xCommand ForceConfigUpdate: the configuration of this peer is deleted and that of the primary takes its place.',
  'Wait until the alarm is lowered, and look at System > Clustering: Cluster database status is Active.',
]

const CLUSTER_NAME = [
  'Open System > Clustering on every peer.',
  'Enter the same Cluster name on each: the routable FQDN that the SRV records of the cluster have, such as cluster1.example.com.',
  'Save.',
]

const LICENSES = [
  'The licenses of a lost peer stay in the pool of the cluster for 14 days.',
  'Look at System > Clustering for the peer that cannot be reached, and bring it back within that time.',
  'Where it is not coming back, remove it from the list of peers of all others.',
]

const LINKS = [
  'Open Configuration > Bandwidth > Links on the primary and add the link that is missing, or',
  'log in to the command line of the primary as admin and type xCommand DefaultLinksAdd.',
]

const SPNEGO = [
  'Open Configuration > Authentication > Devices > Active Directory Service on the primary.',
  'Choose Enabled as SPNEGO mode, and save.',
]

const PORTS = [
  ['Cluster recovery', '30000–35999', 'TCP', '4371'],
  ['Cluster communication', '30000–35999', 'TLS', '4372'],
  ['Bandwidth management (RAS)', '1719', 'UDP', '1719'],
] as const
const PORTS_BEFORE_X8_8 = [
  ['Database synchronization', '', 'IPsec AH', '51'],
  ['Key exchange', '500', 'UDP', '500'],
  ['Cluster recovery', '30000–35999', 'UDP', '4371'],
  ['Cluster communication', '30000–35999', 'TCP', '4369–4380'],
] as const

function ports({ identity }: PeerState): string {
  const rows = isBefore(identity.version, 'X8.8') ? PORTS_BEFORE_X8_8 : PORTS
  const head = ['Purpose', 'Source port', 'Protocol', 'Destination port'].map((name) => `<th>${name}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')
  return `<p>Between each two peers of a cluster:</p>\n<table summary="Ports between peers"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>\n`
}

type Help = { readonly title: string; main(state: PeerState): string }

const HELP: { readonly [name: string]: Help } = {
  'help/clusterreplication': { title: 'Cluster replication', main: () => items(REPLICATION) },
  'help/clusterfindme': { title: 'Cluster name', main: () => items(CLUSTER_NAME) },
  'help/clusterlicense': { title: 'License usage in clusters', main: () => items(LICENSES) },
  'help/default_links': { title: 'Default links', main: () => items(LINKS) },
  'help/spnego': { title: 'SPNEGO', main: () => items(SPNEGO) },
  'help/portreference': { title: 'Port reference', main: ports },
}

/** The page of this name, or undefined. */
export const helpOf = (name: string): Help | undefined => (Object.hasOwn(HELP, name) ? HELP[name] : undefined)
