// The register: what this model shows, how far public sources say so, and where. The fidelity page is
// made from it.

import type { Behaviour } from '../kernel/product.ts'

const GUIDE = 'Cisco document 217212 (SSM On-Prem 8.x high availability)'
const PACEMAKER = 'Pacemaker Explained; Pacemaker 1.1.19, lib/pengine'
const PGSQL = 'ocf:heartbeat:pgsql, ClusterLabs resource-agents'

/** The register of behaviours: what the fidelity page is made from. */
export const behaviours: readonly Behaviour[] = [
  {
    id: 'SSM-01',
    what: 'Two nodes named primary-node and secondary-node, each with a public and a private address, and one virtual IP on the active node. The networks before the last octets are ours.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-02',
    what: 'corosync with two_node and wait_for_all, Pacemaker with a master/slave database, a virtual IP and the application, pcsd, PostgreSQL streaming replication with timelines. The systemd units of these, with the tunnel that the primary holds open and systemd starts again and again once its peer is gone. Resource names but db, the description of two units, and that the tunnel goes the way of the private network are ours.',
    label: 'inferred',
    source: `${GUIDE}; wording of pcs 0.9.165, Pacemaker 1.1.19, corosync 2.4`,
  },
  {
    id: 'SSM-03',
    what: "Two stand-alone servers become a pair by ha_generatekeys, ha_provision_standby and ha_deploy, in that order; the first server's database replaces the second's. Servers at unequal releases are refused at ha_deploy. What the commands print and ask, that refusal, that the key is handed over by ha_generatekeys itself, and which server gets which name are ours.",
    label: 'inferred',
    source: 'practitioner notes (RMProfit/blog, 2024-07-22)',
  },
  {
    id: 'SSM-04',
    what: 'The GUI answers on the virtual IP from the active node; a standby or stopped node has none; a stand-alone server answers on its own address. That the active node is reached by the virtual IP alone is our choice.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-10',
    what: 'The console: banner, prompt, completion, help, version, exit, and the ha_ commands of a running pair. The texts of help and of refusals are ours, that every host takes part in copy whatever algorithms it offers, and that sudo never asks for a password: a session counts as one that has given it. curl reaches the web interface of its own server and the virtual IP while that is there, by GET, HEAD and OPTIONS without a login; what is unknown or out of reach is refused in the words of curl 7.29, and what other nodes answer, logins and other options are not modelled, and said to be so.',
    label: 'documented',
    source: `${GUIDE}; practitioner notes`,
  },
  {
    id: 'SSM-15',
    what: 'database_backup writes every row of the database to a file in /var/files/backups, and database_restore puts them back: it asks, the application stops, the rows are replaced, the application starts, and the standby follows by replication. The names of both commands and the folder are documented, and no more: that they take nothing and backups:FILE, the name of the file, all that they print and ask, that they run on the active server of a pair and are refused on its standby, that a backup is restored at its own release alone, that copy brings backups from the other server, that what fell due since then falls due again, and that a server keeps four, are ours.',
    label: 'assumed',
    source: 'contents of the FAQ of May 2020 (Backup and Restore); practitioner notes',
  },
  {
    id: 'SSM-11',
    what: 'ha_status: layout, Last login lines, the label that follows the row count, and the replay location that is blank, moves, freezes at promotion, and goes two segments on with each re-clone. Both labs, typed at their own times, print every screen of the document; what their application wrote by itself until a screen, and two logins of root that no screen explains, are recorded with the labs. Elsewhere a log holds what was done in the sandbox alone, so positions within a segment are ours, as are the last three digits of a backend_start and the order of the two lines of pcsd. What the screen of the secondary at fallback step 10 showed is lost in the document; ours reads 0/9000000 there, as a fresh clone does. That account TEST was made before the screens of failover step 10 follows from their positions.',
    label: 'inferred',
    source: `${GUIDE}, every screen of both labs; PostgreSQL as run`,
  },
  {
    id: 'SSM-12',
    what: "ha_cluster_stop and ha_cluster_start act on their own node and print pcs's lines; the last quorate node is refused. That ha_cluster_stop does not force is our choice. Its lines for a Pacemaker that cannot be stopped and a corosync that cannot be started are never printed: to systemd a stop that runs out of time is a stop that is done, and corosync starts whatever its network is like.",
    label: 'inferred',
    source: 'pcs 0.9.167, cluster.py',
  },
  {
    id: 'SSM-13',
    what: 'ha_teardown: warning, question and lines as printed, the two lines of the tunnel on the primary only; the node leaves the cluster and answers on its own address, without the widget, for good; a torn-down server is refused for re-use. That any answer but yes changes nothing is our choice, as is that a patch lets a server be paired again; the stand-alone database of a former standby begins a timeline of its own, which is ours.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-14',
    what: 'pcs status [--full], pcs resource cleanup, meta and defaults, pcs property, node standby, constraint and stonith, crm_attribute for db-data-status, systemctl for the units of the pair, crm_mon -1 with -r, -n, -A, -f and -R, corosync-cfgtool -s, corosync-quorumtool -s and a psql view of pg_stat_replication on a root shell. cibadmin --query prints a cluster information base that Pacemaker 2.1.5 accepts and from which its scheduler decides as the model does, in every situation tried. Operation histories in it are reduced to what decides. crm_mon --as-xml has the elements and attributes that programs read; it and the screens with -r and -n say of every situation what crm_mon of Pacemaker 2.1.5 says, in the words of 1.1.19. A screen that goes on, and the options for operations, timing, tickets, bans and brief lines, are not modelled; which elements are left out is our choice, as are the constraints of the deployment and their ids: the configuration of the product is not public.',
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
    id: 'SSM-23',
    what: 'Products registered on the virtual IP before, during and after a failover; the licence counts of lab 2 add up at every step. Products find the owner of an address by asking both nodes, as a host asks its network.',
    label: 'documented',
    source: `${GUIDE}, lab 2`,
  },
  {
    id: 'SSM-24',
    what: 'Dead database, virtual IP or application: noticed by the next monitor, recovered in place or, where the score or the threshold says so, elsewhere; failed starts count as infinity, failed stops block; cleanup forgets them. A dead master moves the role because its score falls with the demotion; the demotion stops its database, which the first monitor of the slave counts as one failure more. What is active twice is stopped on both nodes and started on one. Standby, stickiness, preferences for the master role and no-quorum-policy (stop, ignore, freeze, suicide) are set as pcs sets them. Decisions agree with the scheduler of Pacemaker 2.1.5 on generated histories, whatever is set; a resource shows its last failure only, as its history keeps it. A blocked resource stays where it is and its node does not leave until it is cleaned up; our choice. What the agent keeps is kept: db-data-status of both nodes for good, so that a standby known to have been left behind is never promoted, and the node attributes as crm_mon shows them; PGSQL.lock of a master that died, beside which its database does not start on its own data until the file is removed. A start that takes a fresh copy from a master removes the lock: inferred, since the stopped masters of both labs come back by themselves, although the agent leaves the lock beside a standby. That a master stopped in order leaves none, that the master hears at once of a standby that attaches or stops, where the files of the agent lie, and that a pair as deployed shows no db-master-baseline, are ours.',
    label: 'inferred',
    source: `${PACEMAKER}; ${PGSQL}`,
  },
  {
    id: 'SSM-28',
    what: "On a full disk PostgreSQL panics, Pacemaker finds the database dead, and a start there fails until there is room and the count is cleaned up; a stand-alone server comes back by itself once there is room. That a full disk is met at once, since the log is always written, and the agent's reason are ours.",
    label: 'assumed',
    source: `PostgreSQL documentation, Disk Full Failure; ${PGSQL}`,
  },
  {
    id: 'SSM-29',
    what: "A node's own clock may be wrong: what its console, logs and GUI print follows it, as does whether the certificate shown to products is valid. Deadlines of licences, tokens and synchronisation go by true time; that, and that replication and the cluster do not mind the clock, are ours. A certificate for products that has expired, is not yet valid, is for another name, of an unknown issuer, revoked or not of the server's key makes registration and renewal fail with the reason; the words are ours.",
    label: 'assumed',
    source: `${GUIDE}, whose two nodes are eleven minutes apart`,
  },
  {
    id: 'SSM-25',
    what: 'With the heartbeat cut and both nodes up there are two masters and two holders of the virtual IP; on healing one side is cloned and what it alone acknowledged is named as lost. With stonith-enabled and no device nothing is started or stopped, and the lost node is UNCLEAN. With a device the lost node, or one that could not stop a resource, is reset before anything of it runs elsewhere. A node that was not seen since Pacemaker started is UNCLEAN (startup-fencing); without quorum it is fenced where quorum is ignored alone. A second device is not modelled. Which side stays, how long a reset takes (5 s, and the delay of the device), that the device is reached over the public network, where its monitor runs, and that a node asked to leave waits while fencing lacks its device, are our choice.',
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
    what: 'A silent ring is noticed after the token of 1 s and the consensus of 1.2 s. What has died is noticed by the next monitor: of the database every 30 s on a slave, as document 217212 shows it, and every 29 s on a master, of the virtual IP every 10 s, of the application every 60 s. That all but the 30 s stand at the defaults of corosync, Pacemaker and the agents is inferred: the configuration of the product is not public.',
    label: 'inferred',
    source: `${GUIDE}, db_monitor_30000; corosync.conf(5), corosync 2.4; metadata of the agents, ClusterLabs resource-agents`,
  },
  {
    id: 'SSM-30',
    what: 'The High Availability widget, tab Host, in its states. The texts of the Event Logs tab are ours.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-31',
    what: 'The Accounts widget (request, approve), the Synchronization widget and Security > Certificates. Messages, the wait for the upstream, that an approved account first synchronises when asked to, what the files of a manual synchronization or registration hold and where they are uploaded, that loads are left out of the panel System Health, the forms of browser and CA certificates, and that browser certificates belong to one server, are ours. That the GUI of lab 1 dates two hours behind the consoles and that of lab 2 one hour ahead is inferred from screens of both. Sessions of 8 hours, at most 60 of them and of API tokens at once, and a monthly synchronisation every 28 days are ours too. Access Management, Settings, Support Center, and the tabs Account and Password under Security say by name that they are not modelled, as do adding users, and of Network all but the second address.',
    label: 'documented',
    source: `${GUIDE}; Cisco how-to lic225306, lic225988`,
  },
  {
    id: 'SSM-32',
    what: 'The upstream as a node of its own, reachable or not: smart accounts, virtual accounts, registered local accounts. An access token lets a satellite synchronise by itself for 30 days, or 180 if issued from 2020-09-25 on; a satellite that has not synchronised for 90 days is removed and must be registered anew. How licences are bought there, and that re-registering needs a synchronisation after it, are ours; of its own programming interfaces the token and the search of smart accounts are there, with numbers that are ours; devices, summaries of licences and the reports of products are not modelled, since the upstream of the sandbox hears of no product.',
    label: 'inferred',
    source: 'Cisco how-to lic225306; community.cisco.com 4167182; Cisco Smart Licensing help; public clients of its interface',
  },
  {
    id: 'SSM-40',
    what: 'Security > Certificates: the Host Common Name; a change becomes effective only when an account is synchronised: a signing request goes along, and the authority of the upstream issues an X.509 certificate for the name, which products check against their URL. A name that the DNS does not know is saved with a warning. That one key serves all requests, that a certificate lasts a year and is renewed by the first synchronisation in its second half, its fields beside the names, and the words of the warning are ours; the name and the key of the authority are assumed. With IPv6 beside IPv4 the name must be fully qualified; where the second address is set is ours.',
    label: 'documented',
    source: `${GUIDE}, lab 2, steps 3 to 7`,
  },
  {
    id: 'SSM-41',
    what: 'Registration tokens (days, uses, export-controlled), registration by Smart Transport, Smart Call Home and CSLU URLs, de-registration; authorization renewed every 30 days and expired after 90, identity after a year, an evaluation of 90 days that is used up only while the product is not registered, and an overage that is counted down for 90 days. The identity certificate is an X.509 certificate, issued by the server as an authority under that of the upstream; that this authority lasts three years, its name, and where a product shows and hands out its certificate are ours. What travels is our own message: the payloads are not public. A CSLU registration takes a token too, which is ours, as is what a token looks like.',
    label: 'documented',
    source: `${GUIDE}; Cisco how-to lic226055, lic221701; Smart Licensing guides of UCCX and Unified CM`,
  },
  {
    id: 'SSM-42',
    what: 'Tabs General, Licenses and Product Instances, and alerts for licences in short supply; licences with nothing in use and nothing purchased are not listed. SL Using Policy, Convert, Reports, Preferences and Activity say by name that they are not modelled. Local virtual accounts, and the transfer of bought licences between them; where the forms stand and what they ask is ours, as is that purchases which shrink upstream are taken from Default first, and that Manage License Tags is left out. Alerts that depend on a date are raised at that date: expiring and expired licences, products that failed to connect or to renew, overdue synchronisation. An expiry that was warned of can be dismissed: it is warned of again at its next date, and its end is not shown. A registration file is answered with an authorization file, which is pending for a minute and then ready; both are alerts upstream, and the minute is ours. Which alert is Major or Minor, that a day behind its renewal a product has failed to connect, and ids, severities and texts of what else the list of alarms names, are ours.',
    label: 'documented',
    source: `${GUIDE}; Cisco Smart Licensing help`,
  },
  {
    id: 'SSM-43',
    what: 'Prime Infrastructure and Unified CM with a page for transport and one for registration and usage, and their messages, also at a web interface of their own; Unified CM with its users and unassigned devices, its proxy fields and its export-controlled functionality. How long they wait and how often they ask, and what a product says once its 90 days of overage are over, are ours; how far the clocks of their pages are from those of the consoles is inferred from the screens; there is no proxy in the sandbox, so one that is set does not answer; cucmpub is taken to have users alone.',
    label: 'documented',
    source: `${GUIDE}, lab 2, failover steps 6 to 10`,
  },
  {
    id: 'SSM-60',
    what: 'OAuth token endpoint under both paths in its four encodings, and the REST API under both base paths: virtual accounts, registration tokens, licenses, subscriptions, alerts, devices, transfers, satellites; literal null bodies; 403 without a token, 502 while services start; tokens and answers outlive a failover. Messages, the statuses 400, 404, 405 and 422, a limit of 50 where none is given, that only tokens which still register something are listed, that names of virtual accounts in a body match in any case, and that a list of transfers or revocations is done whole or not at all, are ours.',
    label: 'inferred',
    source: 'existing integrations of the REST API',
  },
  {
    id: 'SSM-50',
    what: 'From a pair to one server: secondary torn down first, then the primary, Host Common Name to its own address, synchronisation. A skipped synchronisation leaves the old certificate in use.',
    label: 'documented',
    source: GUIDE,
  },
  {
    id: 'SSM-51',
    what: 'Upgrade of a pair: copy brings patches to both servers, ha_teardown ends the pair and deletes the browser certificates that were added, upgrade installs the patch on the first and then the second, and a pair is deployed anew; a migration writes its archive at 8-202404. The order of the two servers is nowhere said to be enforced, and is not: two that are at unequal releases are refused at ha_deploy. A new server of release 9 at the same address takes the archive over: archive, script and checksum are brought to it, the same command asks for the archive, its database takes the place of what was there, and the server restarts. That a node of a pair refuses a patch, that a torn-down server may be paired again once it has been upgraded, that copy finds the patches and the archive on any host, the names of the patch files and how long one takes, the words of the question, and what the archive of the starting point holds are our choice; of what a migration brings beside the database nothing is looked at, and a pair of release 9 is not modelled: its cluster stack is another one.',
    label: 'inferred',
    source: 'practitioner notes (RMProfit/blog, 2024-07-22)',
  },
]
