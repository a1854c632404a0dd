// The register of what this model claims to do, and how much of each claim is public knowledge. The
// fidelity page is made from it.

import type { Behaviour } from '../kernel/product.ts'

const CREATION = 'Cluster Creation and Maintenance Deployment Guide'
const ADMIN = 'Expressway Administrator Guide'
const ARTICLE = 'What is Expressway Cluster and how it works (Cisco 217230)'

const documented = (id: string, what: string, source: string): Behaviour => ({ id, what, label: 'documented', source })
const inferred = (id: string, what: string, source: string): Behaviour => ({ id, what, label: 'inferred', source })
const assumed = (id: string, what: string, source: string): Behaviour => ({ id, what, label: 'assumed', source })

export const BEHAVIOURS: readonly Behaviour[] = [
  documented('EX-01', 'A cluster has one to six peers, one of them the configuration primary.', `${CREATION}, clustering basics`),
  assumed('EX-01', 'A seventh address, a repeated one, a malformed one, a gap in the list and a primary without an address are refused by the page, in our words.', `after ${CREATION}, requirements`),
  documented('EX-01', 'No address translation may stand between peers: one that is seen under another address than the listed one is not let in.', `${CREATION}, requirements`),
  documented('EX-02', 'System name, host name, domain, LAN addresses, DNS and NTP servers, option keys, certificate and trust store belong to each peer.', `${CREATION}, peer-specific items`),
  documented('EX-03', 'Peer-specific fields carry the mark †; everything else replicates from the primary, TLS verification mode and address mappings included.', `${CREATION}, peer-specific items`),
  documented('EX-03', 'A replicated item changed on a subordinate is overwritten at the next replication.', `${CREATION}, peer-specific items`),
  inferred('EX-03', 'H.323 mode replicates: it is missing from the list of peer-specific items, although every peer must have it on.', `${CREATION}, requirements and peer-specific items`),
  documented('EX-10', 'A saved cluster of one shows This system, takes effect at the restart, and then shows Certificate: Valid; the configuration survives.', `${CREATION}, how to form a cluster; ${ARTICLE}`),
  documented('EX-10', 'In Enforce, a peer is let in only with a valid certificate that bears its listed address.', `${CREATION}, use of FQDNs`),
  assumed('EX-10', 'Until the restart the own certificate is shown as Unknown; reasons of invalid certificates other than a name that does not match are our wording.', `after ${ARTICLE}`),
  documented('EX-11', 'An added peer shows Unknown, then Failed, and about two minutes after its restart Active, with its name and what its FQDN resolved to.', `${CREATION}, add a peer; ${ARTICLE}`),
  documented('EX-11', "The new peer's configuration is replaced by the primary's.", `${CREATION}, add a peer`),
  inferred('EX-11', 'Other cluster name, primary number, order of addresses or TLS mode: 20012, with another number 20017 too, and no replication.', `${ADMIN}, alarms reference`),
  assumed('EX-11', 'Unknown turns to Failed after five attempts in five seconds; a peer that belonged before joins again five seconds after contact.', 'no public figure'),
  assumed('EX-11', 'A peer listed by IP address is shown as Active with its name alone.', `after ${ARTICLE}`),
  documented('EX-30', 'A change on the primary reaches connected peers at once; each synchroniser runs every two minutes on its own schedule; the page shows the times of the last and next run.', `${CREATION}, how to form a cluster; ${ADMIN}, clustering; ${ARTICLE}`),
  assumed('EX-30', 'Cluster database status reads Degraded, Failed or Inactive when it is not Active.', 'only Active is public'),
  documented('EX-31', 'Alarm 20007 follows a change of the TLS mode within a second, on the primary and on those that receive it, and clears at the restart.', ARTICLE),
  inferred('EX-31', 'Alarm 20007 follows the first save of a cluster and a change of IP version or own address.', `${CREATION}, how to form a cluster`),
  assumed('EX-31', "Adding another peer's address, another primary number or mappings ask for no restart; 20020 stands while the TLS mode in force differs from the saved one.", `after ${ADMIN}, alarms reference`),
  documented('EX-32', 'Loss of a peer: 20006 after 0.17 s, 20004 after 0.42 s, gatekeeper time-out after 15.5 s; names that failed are retried every 300 s.', ARTICLE),
  assumed('EX-32', 'A silent connection is given up after 45 s; after that links join again by themselves.', 'no public figure'),
  documented('EX-34', 'A change acknowledged on the primary reaches every healthy peer.', `${CREATION}, how to form a cluster`),
  documented('EX-40', 'Ids, titles, texts, severities and UUIDs of the cluster alarms; new and acknowledged; acknowledged ones are new after a restart; only own ones can be acknowledged.', `${ADMIN}, alarms reference and status`),
  inferred('EX-40', 'Which cause raises 20003, 20005, 20012, 20015, 20016, 20017 and 20019.', `${ADMIN}, alarms reference; ${CREATION}, troubleshooting`),
  assumed('EX-40', 'A name without an answer, or an address of the other IP version, is an invalid peer address (20005).', `after ${ADMIN}, alarms reference`),
  documented('EX-41', 'Alarm 40049 reminds of the permissive mode.', `${ADMIN}, alarms reference`),
  documented('EX-42', 'Alarm 20018 stands while H.323 mode is off in a cluster.', `${CREATION}, troubleshooting`),
  documented('EX-50', 'An empty list of peers arms a factory reset for the next restart; the same addresses in the same order call it off.', `${CREATION}, how to change a cluster`),
  assumed('EX-50', 'The wording of the banner, and five minutes for a restart with a reset.', 'not public'),
  documented('EX-51', 'From X12.6 the reset removes certificate and trust store; LAN1 addresses, accounts and option keys stay.', `${CREATION}, how to change a cluster`),
  documented('EX-60', 'Labels, order, marks and defaults of the Clustering page.', `${CREATION}, how to form a cluster; ${ARTICLE}`),
  documented('EX-61', 'Layout of xStatus and xConfiguration, help with ? and ??, exit.', `${ADMIN}, reference material; Configure VCS (Cisco 118675)`),
  assumed('EX-61', 'Error lines begin with *e; the layout of xStatus Alternates, Alarm and Cluster with live data.', 'not public'),
  documented('EX-62', 'Lines of synchronisation, peer loss, TLS mode change, configuration change and alarms.', ARTICLE),
  assumed('EX-62', 'Lines of a synchronisation that copies or fails, of System Start and System Shutdown, and of lowered and acknowledged alarms.', `after ${ARTICLE}`),
] // biome-ignore format: one row per statement
