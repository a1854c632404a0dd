// The register: what this model shows, how far public sources say so, and where. The fidelity page is
// made from it.

import type { Behaviour } from '../kernel/product.ts'

const GUIDE = 'Cisco document 217212 (SSM On-Prem 8.x high availability)'
const PACEMAKER = 'Pacemaker Explained; Pacemaker 1.1.19, lib/pengine'
const PGSQL = 'ocf:heartbeat:pgsql, ClusterLabs resource-agents'

export const behaviours: readonly Behaviour[] = [
  {
    id: 'SSM-01',
    what: 'Two nodes named primary-node and secondary-node, each with a public and a private address, and one virtual IP on the active node. The networks before the last octets are ours.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-02',
    what: 'corosync with two_node and wait_for_all, Pacemaker with a master/slave database, a virtual IP and the application, pcsd, PostgreSQL streaming replication with timelines. Resource names but db are ours; the tunnel units are not modelled.',
    label: 'inferred',
    source: `${GUIDE}; wording of pcs 0.9.165, Pacemaker 1.1.19, corosync 2.4`,
  },
  {
    id: 'SSM-04',
    what: 'The GUI answers on the virtual IP from the active node; a standby or stopped node has none. That the active node is reached by the virtual IP alone is our choice.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-10',
    what: 'The console: banner, prompt, completion, help, version, exit, and the ha_ commands of a running pair. The texts of help and of refusals are ours.',
    label: 'documented',
    source: `${GUIDE}; practitioner notes`,
  },
  {
    id: 'SSM-11',
    what: 'ha_status: layout, Last login lines, the label that follows the row count, and the replay location that is blank, moves, freezes at promotion, and goes two segments on with each re-clone.',
    label: 'inferred',
    source: `${GUIDE}, every screen of both labs; PostgreSQL as run`,
  },
  {
    id: 'SSM-12',
    what: "ha_cluster_stop and ha_cluster_start act on their own node and print pcs's lines; the last quorate node is refused. That ha_cluster_stop does not force is our choice.",
    label: 'inferred',
    source: 'pcs 0.9.167, cluster.py',
  },
  {
    id: 'SSM-14',
    what: 'pcs status [--full], crm_mon -1, corosync-cfgtool -s, corosync-quorumtool -s and a psql view of pg_stat_replication on a root shell. The XML of crm_mon and cibadmin are not modelled.',
    label: 'inferred',
    source: 'Pacemaker 1.1.19, tools/crm_mon.c; pcs 0.9.167, status.py; corosync 2.4 tools',
  },
  {
    id: 'SSM-20',
    what: 'A clean stop of the active node: application, virtual IP, demote, stop; then the peer is promoted, takes the virtual IP and the application. How long each takes is ours.',
    label: 'documented',
    source: `${GUIDE}; ${PACEMAKER}`,
  },
  {
    id: 'SSM-21',
    what: 'A node started again is cloned afresh and stands by; the role does not come back, because promotion scores and stickiness keep it where it is.',
    label: 'inferred',
    source: `${GUIDE}; ${PGSQL}`,
  },
  {
    id: 'SSM-22',
    what: 'An account made on the active node while the roles are swapped is there after the fallback, and synchronises.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-25',
    what: 'With the heartbeat cut and both nodes up there are two masters and two holders of the virtual IP; on healing one side is cloned and what it alone acknowledged is named as lost. Fencing is not modelled. Which side stays is our choice.',
    label: 'inferred',
    source: `votequorum(5); ${PACEMAKER}`,
  },
  {
    id: 'SSM-26',
    what: 'A node that starts cold waits for its peer before it takes resources; without a master the better copy is promoted after three equal looks at the log.',
    label: 'documented',
    source: `votequorum(5); ${PGSQL}`,
  },
  {
    id: 'SSM-27',
    what: 'A silent ring is noticed after the token of 1 s and the consensus of 1.2 s.',
    label: 'documented',
    source: 'corosync.conf(5), corosync 2.4',
  },
  {
    id: 'SSM-30',
    what: 'The High Availability widget, tab Host, in its states. The texts of the Event Logs tab are ours.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-31',
    what: 'The Accounts widget (request, approve) and the Synchronization widget. Messages, the wait for the upstream, and that an approved account first synchronises when asked to, are ours.',
    label: 'documented',
    source: `${GUIDE}; Cisco how-to lic225306, lic225988`,
  },
  {
    id: 'SSM-32',
    what: 'The upstream as a node of its own, reachable or not: smart accounts, virtual accounts, registered local accounts. Tokens that lapse and removal after 90 days are not modelled.',
    label: 'inferred',
    source: 'Cisco how-to lic225306',
  },
]
