// Which alarms there are: what each of them says, and what its cause is. EX-40, EX-41, EX-42.

import { MINUTE_MS } from '../kernel/time.ts'
import { type AlarmKind, kind, SAVED_TO_ALARM_MS } from './alarm-kind.ts'
import { LICENSING_ALARMS } from './alarm-kinds-licensing.ts'
import { SETTING_ALARMS } from './alarm-kinds-settings.ts'
import { lacksCommonName } from './certificate.ts'
import {
  closedPorts,
  endpoints,
  formerFileText,
  hasDeadAddress,
  hasFullDisk,
  hasInvalidList,
  hasOtherAddresses,
  hasOtherSpeeds,
  hasOtherTlsMode,
  isAnyFull,
  isBusy,
  isCrowded,
  isFarOff,
  isInconsistent,
  isLeftOut,
  isNear,
  isUpgrading,
  lacksFile,
  lacksPeer,
  licencesUsed,
  outOfSync,
  shutOut,
  syncText,
  unit,
} from './conditions.ts'
import { linksOf } from './configuration.ts'
import { isNearEnd, isOver, nearEndText, overText } from './expiry.ts'
import { isBefore } from './identity.ts'
import { isSlow } from './interfaces.ts'
import { areSeveral, isAlone, lossText, pooledLicences } from './licences.ts'
import { hasOtherKeys, hasOtherNetworkingKey } from './option-keys.ts'
import { isSmart } from './smart-licensing.ts'
import { type Alarm, isClustered, isListed, type PeerState, serverCertificateOf } from './state.ts'
import { hasTimeServer, timeState } from './time-source.ts'
import { isKeyError } from './upgrade.ts'
import { usersOf } from './users.ts'

const LOST = 'Resolve the issue with this peer, or remove it from the cluster configuration'

/** Loss of a peer to alarm, from the published log: 0.17 s and 0.42 s. */
const LOSS_TO_20006_MS = 171
const LOSS_TO_20004_MS = 418

/** What stands in <> is filled in when it is raised. Texts and UUIDs: Administrator Guide, alarms reference, and an alarm table of X8.11.4. */
const KINDS: readonly AlarmKind[] = [
  kind('15005', 'c4fab7c0-6815-11df-8463-0010f30f627c', 'Database failure', 'Please remove database and restore from backup, then reboot the system', 'Reboot the system', 'restart-options', 300, (state) => state.database === 'failed'),
  { ...kind('15007', 'dbd276d2-9e51-11df-85bb-8b5d7e165ac8', 'The system is busy', 'The system is shutting down, or starting', '', '', 0, (state) => state.power !== 'running'), severity: 'alert' },
  { ...kind('15009', '509481d0-2338-4d32-b62e-f64900938539', 'Factory reset started', 'Factory reset started', '', '', 0, never), severity: 'alert' },
  { ...kind('15013', 'eed3941c-ee3d-45cc-a42b-49be966c9e46', 'Factory reset failed', 'Factory reset failed', '', '', 200, (state) => state.resetFailed), severity: 'alert' },
  kind('15015', 'fd7d4423-0578-4cd0-9049-c821f1775dfe', 'Maintenance mode', 'The Expressway is in maintenance mode and will no longer accept calls and registrations', '', 'maintenance-mode', 200, (state) => state.maintenance),
  kind('15028', '', 'Restart required', 'Server certificate and private key have been changed, however a restart is required for this to take effect.', 'Restart the Expressway to make this change effective', 'restart-options', SAVED_TO_ALARM_MS, (state) => Boolean(state.certificateInUse), 'management'),
  kind('20003', 'c3bb003b-e268-4af1-a35c-b1cf8241be37', 'Invalid cluster configuration', 'The cluster configuration is invalid', "Check the Clustering page and ensure that this system's IP address is included and there are no duplicate IP addresses", 'clustering', 200, hasInvalidList),
  kind('20004', '3bca6888-f622-11df-93be-07cc953d7b99', 'Cluster communication failure', 'The system is unable to communicate with one or more of the cluster peers', 'Check the clustering configuration', 'clustering', LOSS_TO_20004_MS, lacksPeer),
  kind('20005', '5f46be07-a979-4740-af95-dfb0c5065455', 'Invalid peer address', 'One or more peer addresses are invalid', 'Check the Clustering page and ensure that all Peer fields use a valid IP address', 'clustering', 200, hasDeadAddress),
  kind('20006', '0f96695e-d954-4f6f-85c1-2ef1eae6f764', 'Cluster database communication failure', 'The database is unable to replicate with one or more of the cluster peers', 'Check the clustering configuration and restart', 'clustering', LOSS_TO_20006_MS, lacksPeer),
  kind('20007', 'e2b8e3d1-b731-4d7d-b606-4682a8f0c2e6', 'Restart required', 'Cluster configuration has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, (state) => state.restartRequired, 'management'),
  kind('20008', 'b8e77ffd-1a4a-43d9-983d-46da31a343d0', 'Cluster replication error', 'Automatic replication of configuration has been temporarily disabled because an upgrade is in progress', 'Please wait until the upgrade has completed', 'upgrade', 300, isUpgrading),
  kind('20009', '74111534-b4b3-452c-b456-c8579e756e2a', 'Cluster replication error', 'There was an error during automatic replication of configuration', 'View cluster replication instructions', 'clustering', 300, (state) => isFarOff(state) || (isClustered(state) && isKeyError(state))),
  kind('20011', '66484acf-7b27-4089-b868-43b1799f1e5a', 'Cluster replication error', "This peer's configuration conflicts with the primary's configuration, manual synchronization of configuration is required", 'View cluster replication instructions', 'clustering', 300, (state) => isClustered(state) && state.conflict),
  kind('20012', '97b231c6-7215-407d-88d0-71ada9b14b19', 'Cluster replication error', "This peer's cluster configuration settings do not match the configuration primary peer's settings", "Configure this peer's cluster settings", 'clustering', 300, (state) => state.mismatch.settings),
  { ...kind('20014', 'fcbdaabf-5e6b-4b72-a743-03fbc537d5a3', 'Cluster replication error', 'Cannot find primary or this subordinate’s peer configuration file', 'Restart the node', 'restart-options', 300, lacksFile), detail: formerFileText },
  kind('20015', '3e48d921-3646-46ff-98cb-d1ec25ac4584', 'Cluster replication error', 'The local Expressway does not appear in the list of peers', 'Check the list of peers for this cluster', 'clustering', 300, isLeftOut),
  kind('20016', 'a274d1a2-293a-429e-ae90-923726368285', 'Cluster replication error', 'The primary peer is unreachable', 'Check the list of peers for this cluster', 'clustering', 300, (state) => isClustered(state) && state.primaryUnreachable),
  kind('20017', '919b1712-758a-48a7-8512-202b39daa680', 'Cluster replication error', 'Configuration primary ID is inconsistent, manual synchronization of configuration is required', 'View cluster replication instructions', 'clustering', 300, (state) => state.mismatch.primary),
  kind('20018', '8dc6a9be-26de-43cc-a3a1-4cbb15a790b7', 'Invalid clustering configuration', 'H.323 mode must be turned On - clustering uses H.323 communications between peers', 'Configure H.323 mode', 'h323', 200, (state) => isListed(state) && state.shared.configuration.h323_mode === 'Off'),
  kind('20019', '7dc742f5-c732-4c71-885a-78fac407e759', 'Cluster name not configured', 'If FindMe or clustering are in use a cluster name must be defined.', 'Configure the cluster name', 'clustering', 200, (state) => isListed(state) && state.saved.clusterName === ''),
  kind('20020', '56130540-e12e-11e5-a5e4-537d1dd4c150', 'Restart required', 'TLS verification configuration does not match active status.', 'Restart the system.', 'restart-options', 250, hasOtherTlsMode, 'management'),
  { ...kind('20021', 'b98aaa00-356f-46aa-adf4-2edfbf558dd6', 'Cluster communication failure', 'Unable to establish a TCP connection with <peers> on ports <ports>', 'Check the port reference guide.', 'clustering', 500, (state) => shutOut(state).length > 0), detail: closedPorts },
  kind('20024', '', 'Cluster configuration error', 'Cluster is in inconsistent state', 'View Cisco Expressway Cluster Creation and Maintenance Deployment Guide to recreate the cluster', 'clustering', 500, isInconsistent),
  { ...kind('20025', '', 'Failed to synchronize database', 'Database synchronization failed on node <nodename>, reboot node <nodename> from CLI', 'Reboot the affected node from Command Line Interface (CLI)', 'clustering', 500, (state) => outOfSync(state).length > 0), severity: 'critical', detail: syncText },
  { ...kind('20026', '', 'Failed to recover ClusterDB log server', 'ClusterDB log server is frozen and CDB log messages are not processed.', 'If the problem persists, contact your Cisco representative.', 'clustering', MINUTE_MS, (state) => isClustered(state) && hasFullDisk(state) && !isBefore(state.identity.version, 'X14.3')), severity: 'critical' },
  kind('25002', '992bace4-fac4-11de-91d1-00223ff026c1', 'Date and time not validated', 'The system is unable to obtain the correct time and date from an NTP server', 'Check the time configuration', 'time', 5 * MINUTE_MS, (state) => !['Synchronized', 'Starting'].includes(timeState(state))),
  kind('25006', '4b5c490d-47c1-42ee-88b1-a8adfe751bb2', 'Restart required', 'Advanced Networking option key has been changed, however a restart is required for this to take effect', 'Configure your required LAN and static NAT settings on the IP page and then restart the system.', 'restart-options', SAVED_TO_ALARM_MS, hasOtherNetworkingKey, 'management'),
  kind('25009', '17e7fd2d-83c1-4f17-bc69-641ebcccec79', 'Restart required', 'Ethernet configuration has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, hasOtherSpeeds, 'management'),
  kind('25010', '9996d5f7-dbc3-45bf-a3cd-075d7f80e7e6', 'Restart required', 'IP configuration has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, hasOtherAddresses, 'management'),
  kind('25016', '9d9819a7-ef53-4b38-9086-868d8db74185', 'Ethernet speed not recommended', 'An Ethernet interface speed setting has been negotiated to a value other than 1000Mb/s full duplex or 100Mb/s full duplex; this may result in packet loss over your network', 'Configure Ethernet parameters', 'ethernet', 300, isSlow),
  kind('25020', '992bace4-fac4-11de-91d1-00223ff026c2', 'NTP client failure', 'The system is unable to run the NTP client', 'Check NTP status information, including any key configuration and expiry dates', 'time', MINUTE_MS, (state) => !hasTimeServer(state)),
  kind('25021', '56571d3a-66de-11e1-9891-534a0e304347', 'NTP server not available', 'The system is unable to contact an NTP server', 'Check Time configuration and status; check DNS configuration', 'time', MINUTE_MS, (state) => hasTimeServer(state) && !state.surroundings.timeSource),
  kind('30001', 'b1c6dbbc-ea87-4a06-b0ec-0f3ede7cb473', 'Capacity warning', 'The number of concurrent traversal calls has approached the licensed limit', 'Contact your Cisco representative', 'overview', 300, (state) => !isSmart(state) && isNear(licencesUsed(state), pooledLicences(state))),
  kind('30003', '7f7dd320-d1ac-440e-998a-2cbab2b8bbdf', 'Capacity warning', "The number of concurrent non-traversal calls has approached the unit's physical limit", 'Contact your Cisco representative', 'overview', 300, isBusy),
  kind('30010', 'b0d9294c-a32e-406e-ad16-c10030c98ab9', 'Capacity warning', 'The number of concurrent registrations has approached the licensed limit', 'Contact your Cisco representative', 'overview', 300, isCrowded),
  { ...kind('30012', '12a0eb85-a432-458d-ae23-2b1d7ee4d9fd', 'License usage of lost cluster peer', 'Cluster peer <n> has been unavailable for more than <n> hours. Its licenses will be removed from the total available for use across the cluster on <date>.', LOST, 'clustering', 0, (state) => isAlone(state, 1)), detail: (state) => lossText(state, 1) },
  { ...kind('30013', 'a3ad520d-69d7-4301-ad79-9bdb984d4d8c', 'License usage of lost cluster peer', 'Several cluster peers have been unavailable for more than <n> hours. Their licenses will be removed from the total available for use across the cluster as follows: <details>.', LOST, 'clustering', 0, (state) => areSeveral(state, 1)), detail: (state) => lossText(state, 1) },
  { ...kind('30014', '4a61f9cd-9572-4110-a316-7fdb460f3eef', 'License usage of lost cluster peer', 'Cluster peer <n> has been unavailable for more than <n> days. Its licenses will be removed from the total available for use across the cluster on <date>.', LOST, 'clustering', 0, (state) => isAlone(state, 2)), detail: (state) => lossText(state, 2) },
  { ...kind('30015', '6bf74e6b-3f50-44a3-aafe-87ee7bfb610d', 'License usage of lost cluster peer', 'Several cluster peers have been unavailable for more than <n> days. Their licenses will be removed from the total available for use across the cluster as follows: <details>.', LOST, 'clustering', 0, (state) => areSeveral(state, 2)), detail: (state) => lossText(state, 2) },
  { ...kind('30016', '65d797cc-0726-4ff3-9c02-8a9c4bdd12c1', 'Licenses of lost cluster peer have been taken off the license pool', 'Cluster peer <n> has been unavailable for more than <n> days. Its licenses have been removed from the total available for use across the cluster on <date>.', LOST, 'clustering', 0, (state) => isAlone(state, 3)), detail: (state) => lossText(state, 3) },
  { ...kind('30017', '8da41838-08cb-4be8-b7ff-de42152f0a3b', 'Licenses of lost cluster peer have been taken off the license pool', 'Several cluster peers have been unavailable for more than <n> days. Their licenses have been removed from the total available for use across the cluster as follows: <details>.', LOST, 'clustering', 0, (state) => areSeveral(state, 3)), detail: (state) => lossText(state, 3) },
  { ...kind('30020', 'c5abf49d-cbfb-4274-9f18-6b714cb0fdb9', 'Call license limit reached', 'You have reached your license limit of <n> concurrent traversal call licenses', 'If the problem persists, contact your Cisco representative to buy more call licenses', 'overview', 300, (state) => !isSmart(state) && licencesUsed(state) > 0 && licencesUsed(state) >= pooledLicences(state)), detail: (state) => `You have reached your license limit of ${pooledLicences(state)} concurrent traversal call licenses` },
  kind('30022', '4cc1b197-188a-4b11-b433-a7a7234c2030', 'Call capacity limit reached', "The number of concurrent non-traversal calls has reached the unit's physical limit", 'Add more capacity to your system; contact your Cisco representative', 'overview', 300, (state) => usersOf(state).calls >= unit(state).videoCalls),
  kind('30025', '1e808adc-205e-11e3-a08d-e7d0f7bf44ec', 'Restart required', 'An option key or the type has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, hasOtherKeys, 'management'),
  kind('30027', 'e238e26a-df62-11e5-b86d-9a79f06e9478', 'Capacity warning', 'The number of concurrent registered TelePresence room systems and registered desktop systems has reached the physical limit in one or more peer(s)', 'Ensure that your registrations are distributed evenly across all peers. Add more capacity to your system; contact your Cisco representative', 'overview', 300, isAnyFull),
  kind('30030', 'e238e8dc-df62-11e5-b86d-9a79f06e9478', 'Capacity warning', "The number of registered TelePresence room systems and registered desktop systems has reached the unit's physical limit", 'Add more capacity to your system; contact your Cisco representative', 'overview', 300, (state) => endpoints(usersOf(state)) >= unit(state).registrations),
  ...LICENSING_ALARMS,
  { ...kind('40049', 'e1b1371e-e130-11e5-83d2-d310aba28a39', 'Cluster TLS permissive', 'Cluster TLS verification mode permits invalid certificates', "Change the cluster's TLS verification mode to Enforcing", 'clustering', 0, (state) => isClustered(state) && state.inForce?.tlsMode === 'Permissive'), severity: 'notice' },
  kind('40052', 'e6810ee9-733b-4906-9146-f61e9555285c', 'Certificate error', 'Server certificate does not have a Common Name (CN) attribute. Some services do not work without the CN', 'Update certificate', 'server-certificate', MINUTE_MS, (state) => lacksCommonName(serverCertificateOf(state))),
  kind('40055', 'd9c3e468-10d2-48fe-b313-02ed17544095', 'Failed to update key file', 'Failed to update system key file due to inconsistent state', "Restart the system. If that doesn't clear the problem, contact your Cisco representative", 'restart-options', 300, (state) => state.systemKey === 'stale' && !isBefore(state.identity.version, 'X14.0')),
  { ...kind('40068', '', 'Server certificate validity', 'Server certificate expired or Server certificate expires today', 'Create and upload a new server certificate', 'server-certificate', MINUTE_MS, isOver), severity: 'critical', detail: overText },
  { ...kind('40069', '', 'Server certificate validity', 'Server certificate expires in <n> days', 'You are recommended to create and upload a new server certificate', 'server-certificate', MINUTE_MS, isNearEnd), severity: 'alert', detail: nearEndText },
  ...missingLinks(),
  kind('55129', '3d1b3213-10d5-459c-996e-b27486eee05d', 'B2BUA misconfiguration', 'Cannot start B2BUA application because cluster name configuration is missing', 'Configure the cluster name on the Clustering page', 'clustering', 300, (state) => hasB2bua(state) && state.saved.clusterName === ''),
  kind('55130', '59eab489-3943-4080-9cbe-72cb56c3f03c', 'B2BUA misconfiguration', 'Invalid cluster name', 'Check the cluster name and then restart the B2BUA service', 'clustering', 300, (state) => hasB2bua(state) && state.saved.clusterName !== '' && !state.saved.clusterName.includes('.')),
  ...SETTING_ALARMS,
] // biome-ignore format: one row per alarm

/** In order of id. */
export const ALARM_KINDS: readonly AlarmKind[] = [...KINDS].sort((one, other) => (one.id < other.id ? -1 : 1))

// One alarm for each default link, and one for a system that speaks no protocol at all.
function missingLinks(): readonly AlarmKind[] {
  const lacks = (state: PeerState, name: string): boolean => {
    return linksOf(state.shared.configuration).every((link) => link.name !== name)
  }
  const link = (id: string, uuid: string, name: string, from: string, to: string, matters = (_: PeerState) => true): AlarmKind =>
    kind(id, uuid, 'Configuration warning', `Expected default link between the ${from} and the ${to} is missing`, 'Configure default links', 'links', 300, (state) => matters(state) && lacks(state, name))
  return [
    link('45002', '65375788-396a-44c0-96bc-b8ddade5df2f', 'DefaultSZtoDefaultZ', 'Default Subzone', 'Default Zone'),
    kind('45003', '584bb277-f4f5-465e-ac16-59be20f85ba5', 'Configuration warning', 'H.323 and SIP modes are set to Off; one or both of them should be enabled', 'Configure H.323 and/or SIP modes', 'h323', 300, ({ shared: { configuration } }) => configuration.h323_mode === 'Off' && configuration.sip_mode === 'Off'),
    link('45006', 'b91de53c-0bd0-4a65-885e-9f9cbee7e48e', 'DefaultSZtoClusterSZ', 'Default Subzone', 'Cluster Subzone', isListed),
    link('45007', 'b4654db6-f4f8-4751-850f-0974f34fac85', 'DefaultSZtoTraversalSZ', 'Default Subzone', 'Traversal Subzone'),
    link('45008', 'd5f99ee8-ef13-48a5-9bf7-621949c0b890', 'TraversalSZtoDefaultZ', 'Traversal Subzone', 'Default Zone'),
  ]
} // biome-ignore format: one row per alarm

// The cluster's name is the B2BUA's own, so it matters in clusters alone.
const hasB2bua = (state: PeerState): boolean => isListed(state) && state.shared.configuration.b2bua_mode === 'On'

/** The remedy of a raised alarm. That of 20014 was another one as long as its text was. */
export function solutionOf({ id, detail }: Alarm): string {
  if (id === '20014' && detail !== '') return 'View cluster replication instructions'
  return alarmKind(id)?.solution ?? ''
}

/** The page that the remedy of a raised alarm leads to. */
export function pageOf({ id, detail }: Alarm): string {
  if (id === '20014' && detail !== '') return 'clustering'
  return alarmKind(id)?.page ?? ''
}

const BY_ID: ReadonlyMap<string, AlarmKind> = new Map(ALARM_KINDS.map((each) => [each.id, each]))

export const alarmKind = (id: string): AlarmKind | undefined => BY_ID.get(id)

function never(): boolean {
  return false
}
