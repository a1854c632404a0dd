// What makes each alarm rise and what makes it fall, as acts anybody can do: a template, a peer, what to do
// to it, and what to do about it. The test plays every row; the alarm reference is made from it. EX-40, EX-41.

import { pemOf } from '../kernel/bytes.ts'
import type { Json, NodeId } from '../kernel/machine.ts'
import type { ReaderAct } from '../kernel/procedure.ts'
import type { AlarmCause } from '../kernel/product.ts'
import { certificateOfReference, referenceTo } from './material.ts'
import { MANAGER } from './smart-licensing.ts'

const save = (node: NodeId, fields: { readonly [name: string]: Json }, page = 'clustering'): ReaderAct => ({
  save: { node, page, fields },
})
const press = (node: NodeId, action: string, body: { readonly [name: string]: Json } = {}): ReaderAct => ({
  press: { node, action, body },
})
const pass = (span: string): ReaderAct => ({ wait: { for: span } })
const SETTLE: ReaderAct = { wait: { untilSettled: 'PT30M' } }
const restart = (node: NodeId): readonly ReaderAct[] => [press(node, 'restart'), pass('PT3M30S'), SETTLE]
const upgrade = (node: NodeId, file: string): readonly ReaderAct[] => [
  press(node, 'upgrade', { file }),
  press(node, 'continue-upgrade'),
  press(node, 'reboot'),
  pass('PT5M30S'),
  SETTLE,
]
const fault = (kind: string, more: { readonly [name: string]: Json }): ReaderAct => ({
  lay: { id: 'cause', fault: { kind, ...more } as never },
})
const heal: readonly ReaderAct[] = [{ heal: 'cause' }, SETTLE]
const cut = fault('link-down', { a: 'expc01', b: 'expc02' })
const dark = (node: NodeId, span: string): readonly ReaderAct[] => [fault('power-off', { node }), pass(span)]
const bothDark = (span: string): readonly ReaderAct[] => [
  fault('power-off', { node: 'expc02' }),
  { lay: { id: 'cause-too', fault: { kind: 'power-off', node: 'expc03' } } },
  pass(span),
]
const bothBack: readonly ReaderAct[] = [{ heal: 'cause' }, { heal: 'cause-too' }, SETTLE]

const comesBack = (...nodes: readonly NodeId[]): readonly ReaderAct[] => [
  ...nodes.map((node) => ({ heal: `${node}-dead` })),
  SETTLE,
]

// Another certificate for the key in use.
function upload(node: NodeId, name: string): ReaderAct {
  const held = certificateOfReference(referenceTo(name))
  if (held === null) throw new Error(`no certificate ${name} was made at build`)
  return press(node, 'upload-certificate', { certificate: pemOf('CERTIFICATE', held.der) })
}

const PAIR = 'expressway-c-cluster-2'
const BUSY = 'expressway-c-busy-3'
// What the rules ask for as they come.
const STRICT = 'R4in-Over*Kvitfj7ll'
const BUILD = 's42700x14_0_3.tar.gz'

const row = (
  alarm: string, template: string, node: NodeId, cause: string, remedy: string, raise: readonly ReaderAct[], clear: readonly ReaderAct[],
): AlarmCause => ({ alarm, cause, remedy, template, node, raise, clear }) // biome-ignore format: its parameters are one row's columns

const COMES_BACK = 'Bring the peer back, or remove it from the cluster.'

const DEFAULT_LINKS_BACK = 'Run xCommand DefaultLinksAdd, or add the link on the Links page.'
const deleteLink = (number: number): ReaderAct => ({
  console: { node: 'expc01', lines: [`xCommand LinkDelete LinkId: ${number}`] },
})
const restoreLinks: ReaderAct = { console: { node: 'expc01', lines: ['xCommand DefaultLinksAdd'] } }

// The pool loses those of one peer.
const fewerLicences = press('expc03', 'delete-option-key', { description: 'Rich Media Sessions' })

// The connection to Active Directory, whole but for what is named.
const directory = (fields: { readonly [name: string]: Json }): ReaderAct =>
  save('expc01', { ads_mode: 'On', ads_domain: 'apolo.local', ads_workgroup: 'APOLO', ...fields }, 'active-directory-service')

const REGISTERED = 'expressway-c-smart-2'
const OUT_OF_TOUCH = 'expressway-c-authorization-ends-2'
const OVERAGE = 'expressway-c-overage-2'
const noManager = fault('dns-missing', { name: MANAGER })
const backInTouch = (action: string): readonly ReaderAct[] => [{ heal: 'no-manager' }, press('expc01', action), pass('PT10S')]
const register = (node: NodeId): readonly ReaderAct[] => [
  press(node, 'register-smart-license', { token: 'NzQ4ZjYyMGEtZDk1Ni00ZTQ3LWIyZjEtMDdhYzEyMzQ1Njc4' }),
  pass('PT1M'),
]
const topUp = (node: NodeId): readonly ReaderAct[] => [
  press(node, 'add-account-licenses', { count: '10' }),
  press(node, 'update-usage-details'),
  pass('PT10S'),
]
const onExportLimit: readonly ReaderAct[] = ['expc01', 'expc02', 'expc03'].flatMap((node) => upgrade(node, 's42700x14_2.tar.gz'))

/** In order of id. */
export const CAUSES: readonly AlarmCause[] = [
  row('15005', PAIR, 'expc02', 'The cluster database of this peer failed.', 'Remove the peer from the cluster, restore its backup and add it again.', [fault('database-stopped', { node: 'expc02' }), SETTLE], heal),
  row('15007', PAIR, 'expc02', 'The system is shutting down, or starting.', 'Wait until it is up.', [press('expc02', 'restart'), pass('PT10S')], [pass('PT3M'), SETTLE]),
  { ...row('15009', 'expressway-c-reset-pending-2', 'expc02', 'A peer whose addresses were all cleared was restarted, and resets itself to its factory state.', 'Nothing: it is over when the system is back. To keep the system as it is, put the same addresses back before the restart.', [press('expc02', 'restart'), pass('PT1M')], [pass('PT5M'), SETTLE]), isOnlyLogged: true },
  row('15013', 'expressway-c-reset-failed-2', 'expc02', 'A factory reset found no release key and image on a system that was never upgraded.', 'Upgrade the system, or put the image into its factory-reset folder, and restart.', [], [...upgrade('expc02', 's42700x14_0_2.tar.gz'), ...restart('expc02')]),
  row('15015', PAIR, 'expc02', 'Maintenance mode is on.', 'Turn it off, or restart.', [save('expc02', { maintenance_mode: 'On' }, 'maintenance-mode'), SETTLE], [save('expc02', { maintenance_mode: 'Off' }, 'maintenance-mode'), SETTLE]),
  row('15028', PAIR, 'expc02', 'A new server certificate was uploaded and is not in use yet.', 'Restart the system.', [upload('expc02', 'expc02.apolo.local/common-name-only'), pass('PT10S')], restart('expc02')),
  row('20003', PAIR, 'expc02', 'The own address is missing from the list of peers.', 'Put it back on its line.', [save('expc02', { peer_2_address: '' }), pass('PT10S')], [save('expc02', { peer_2_address: 'expc02.apolo.local' }), pass('PT10S')]),
  row('20004', PAIR, 'expc01', 'A peer cannot be reached.', 'Put the network right, or bring the peer back.', [cut, pass('PT1M')], heal),
  row('20005', PAIR, 'expc01', 'A listed name leads to no address.', 'Correct the address, or the DNS.', [save('expc01', { peer_3_address: 'nowhere.apolo.local' }), pass('PT10S')], [save('expc01', { peer_3_address: '' }), pass('PT10S')]),
  row('20006', PAIR, 'expc01', 'The database has no connection to a peer.', 'Put the network right, or bring the peer back.', [cut, pass('PT1M')], heal),
  row('20007', PAIR, 'expc01', 'Something was saved that only a restart puts in force.', 'Restart the system.', [save('expc01', { tls_verification_mode: 'Enforce' }), pass('PT10S')], restart('expc01')),
  row('20008', PAIR, 'expc02', 'Peers run different releases.', 'Upgrade the others too.', upgrade('expc01', BUILD), upgrade('expc02', BUILD)),
  row('20009', PAIR, 'expc01', 'The way to a peer and back takes more than 80 ms.', 'Bring the peers closer together.', [fault('latency', { a: 'expc01', b: 'expc02', ms: 60 }), SETTLE], heal),
  row('20011', 'expressway-c-conflict-2', 'expc02', 'This peer and the primary both took changes while they were apart.', 'Run xCommand ForceConfigUpdate on this peer.', [], [{ console: { node: 'expc02', lines: ['xCommand ForceConfigUpdate'] } }, SETTLE]),
  row('20012', PAIR, 'expc02', "The settings on this peer's Clustering page are not the primary's.", 'Make them the same.', [save('expc02', { cluster_name: 'other.apolo.local' }), SETTLE], [save('expc02', { cluster_name: 'expc-cluster.apolo.local' }), pass('PT2M30S'), SETTLE]),
  row('20014', PAIR, 'expc02', 'The synchroniser has no room for its file.', 'Make room on the disk.', [fault('disk-full', { node: 'expc02' }), pass('PT2M30S'), SETTLE], heal),
  row('20015', PAIR, 'expc02', 'The running system does not stand on its own list of peers.', 'Put its address back on its line.', [save('expc02', { peer_2_address: '' }), pass('PT10S')], [save('expc02', { peer_2_address: 'expc02.apolo.local' }), pass('PT10S')]),
  row('20016', PAIR, 'expc02', 'The last synchronisation could not reach the primary.', 'Bring the primary back, or appoint another.', dark('expc01', 'PT4M'), heal),
  row('20017', PAIR, 'expc02', 'Peers have different numbers as their configuration primary.', 'Select the same number on all.', [save('expc02', { configuration_primary: 2 }), SETTLE], [save('expc02', { configuration_primary: 1 }), pass('PT2M30S'), SETTLE]),
  row('20018', PAIR, 'expc02', 'H.323 mode is off in a cluster.', 'Turn it on, on the primary.', [save('expc01', { h323_mode: 'Off' }, 'h323'), pass('PT10S')], [save('expc01', { h323_mode: 'On' }, 'h323'), pass('PT10S')]),
  row('20019', PAIR, 'expc01', 'The cluster has no name.', 'Give it one, the same on all peers.', [save('expc01', { cluster_name: '' }), pass('PT10S')], [save('expc01', { cluster_name: 'expc-cluster.apolo.local' }), pass('PT10S')]),
  row('20020', PAIR, 'expc02', 'The TLS verification mode in force is not the saved one.', 'Restart the primary, then this peer.', [save('expc01', { tls_verification_mode: 'Enforce' }), pass('PT10S')], [...restart('expc01'), ...restart('expc02')]),
  row('20021', PAIR, 'expc01', 'A peer is up and its cluster ports do not answer.', 'Open 4371 and 4372 between the peers.', [fault('port-blocked', { node: 'expc02', ports: [4371, 4372] }), pass('PT2M')], heal),
  row('20024', PAIR, 'expc02', 'Peers that were restarted at once contend for control.', 'Wait until they agree; restart the primary first next time.', [press('expc02', 'restart'), pass('PT5S'), press('expc01', 'restart'), pass('PT3M30S')], [SETTLE]),
  row('20025', PAIR, 'expc01', 'The database of another peer failed.', 'Reboot that peer from its command line; restore it when that does not help.', [fault('database-stopped', { node: 'expc02' }), SETTLE], heal),
  row('20026', PAIR, 'expc02', 'From X14.3 on: the log server of the cluster database cannot write.', 'Make room on the disk.', [...upgrade('expc01', 's42700x14_3.tar.gz'), ...upgrade('expc02', 's42700x14_3.tar.gz'), fault('disk-full', { node: 'expc02' }), pass('PT3M'), SETTLE], heal),
  row('25002', PAIR, 'expc02', 'No time server has confirmed the clock.', 'Name a time server that answers.', [fault('ntp-unreachable', { node: 'expc02' }), pass('PT6M')], heal),
  row('25004', 'expressway-c-standalone-3', 'expc02', 'The system speaks both versions of IP and has no IPv4 gateway: it was reset without keeping its addresses.', 'Enter the gateway, or choose one version of IP.', [{ console: { node: 'expc02', login: 'root', lines: ['factory-reset', ...Array<string>(2).fill('YES'), 'NO', ...Array<string>(4).fill('YES'), 'YES'] } }, pass('PT25M'), save('expc02', { ip_protocol: 'Both' }, 'ip'), pass('PT10S')], [save('expc02', { ip_protocol: 'IPv4' }, 'ip'), pass('PT10S')]),
  row('25006', 'expressway-e-cluster-2', 'expe02', 'The key for Advanced Networking was added or deleted.', 'Restart the system.', [press('expe02', 'delete-option-key', { description: 'Advanced Networking' }), pass('PT10S')], [press('expe02', 'restart'), pass('PT3M30S'), SETTLE]),
  row('25009', PAIR, 'expc02', 'The speed of a network interface was changed.', 'Restart the system.', [save('expc02', { lan1_speed: '100full' }, 'ethernet'), pass('PT10S')], restart('expc02')),
  row('25010', PAIR, 'expc02', 'The network settings were changed.', 'Restart the system.', [save('expc02', { ipv4_gateway: '10.15.13.254' }, 'ip'), pass('PT10S')], restart('expc02')),
  row('25011', PAIR, 'expc02', 'The web interface was switched on or off.', 'Restart the system.', [save('expc02', { web_interface: 'Off' }, 'system'), pass('PT10S')], restart('expc02')),
  row('25013', PAIR, 'expc02', 'The cluster speaks both versions of IP and this system has no IPv6 gateway.', 'Enter the gateway, or choose one version of IP.', [save('expc01', { ip_protocol: 'Both' }, 'ip'), pass('PT10S')], [save('expc02', { ipv6_gateway: '2001:db8:15:13::1' }, 'ip'), pass('PT10S')]),
  row('25014', PAIR, 'expc02', 'The cluster speaks both versions of IP and this system has no IPv6 address.', 'Enter an address, or choose one version of IP.', [save('expc02', { lan1_ipv6_address: '' }, 'ip'), save('expc01', { ip_protocol: 'Both' }, 'ip'), pass('PT10S')], [save('expc01', { ip_protocol: 'IPv4' }, 'ip'), pass('PT10S')]),
  row('25015', PAIR, 'expc02', 'The SSH service was switched on or off.', 'Restart the system.', [save('expc02', { ssh_service: 'Off' }, 'system'), pass('PT10S')], restart('expc02')),
  row('25016', PAIR, 'expc02', 'A network interface is set to less than 100 Mb/s, or to half duplex.', 'Set it to Auto, 100full or 1000full, and restart.', [save('expc02', { lan1_speed: '10half' }, 'ethernet'), ...restart('expc02')], [save('expc02', { lan1_speed: 'Auto' }, 'ethernet'), ...restart('expc02')]),
  row('25017', PAIR, 'expc02', 'The redirection of HTTP to HTTPS was switched on or off.', 'Restart the system.', [save('expc02', { redirect_http: 'Off' }, 'system'), pass('PT10S')], restart('expc02')),
  row('25020', PAIR, 'expc02', 'No time server is named.', 'Name one under System > Time.', [save('expc02', { ntp_server_1: '' }, 'time'), pass('PT2M')], [save('expc02', { ntp_server_1: '10.15.13.2' }, 'time'), SETTLE]),
  row('25021', PAIR, 'expc02', 'No time server answers.', 'Put the network or the address right.', [fault('ntp-unreachable', { node: 'expc02' }), pass('PT2M')], heal),
  row('30001', BUSY, 'expc01', 'Calls with media take nearly all licences of the cluster.', 'Buy more licences.', [fewerLicences, press('expc03', 'add-option-key', { key: '116341Y15-1-0F3C1D2B' }), pass('PT10S')], [press('expc03', 'add-option-key', { key: '116341Y50-1-0F3C1D2B' }), pass('PT10S')]),
  row('30003', BUSY, 'expc01', 'This system carries nearly as many calls as it can.', 'Spread the load, or add capacity.', dark('expc03', 'PT5M'), [...heal, ...dark('expc01', 'PT5M')]),
  row('30010', BUSY, 'expc01', 'Nearly as many endpoints are registered here as may be.', 'Spread the load, or add capacity.', dark('expc03', 'PT5M'), [...heal, ...dark('expc01', 'PT5M')]),
  row('30012', 'expressway-c-lost-day-3', 'expc01', 'A peer has been lost for 24 hours.', COMES_BACK, [pass('PT3M')], comesBack('expc03')),
  row('30013', 'expressway-c-two-lost-day-3', 'expc01', 'Several peers have been lost for 24 hours.', COMES_BACK, [pass('PT3M')], comesBack('expc02', 'expc03')),
  row('30014', 'expressway-c-lost-week-3', 'expc01', 'A peer has been lost for 7 days.', COMES_BACK, [pass('PT3M')], comesBack('expc03')),
  row('30015', 'expressway-c-two-lost-week-3', 'expc01', 'Several peers have been lost for 7 days.', COMES_BACK, [pass('PT3M')], comesBack('expc02', 'expc03')),
  row('30016', 'expressway-c-lost-fortnight-3', 'expc01', 'A peer has been lost for 14 days.', COMES_BACK, [pass('PT3M')], comesBack('expc03')),
  row('30017', 'expressway-c-two-lost-fortnight-3', 'expc01', 'Several peers have been lost for 14 days.', COMES_BACK, [pass('PT3M')], comesBack('expc02', 'expc03')),
  row('30020', BUSY, 'expc01', 'Calls with media take all licences of the cluster.', 'Buy more licences.', [fewerLicences, pass('PT10S')], [press('expc03', 'add-option-key', { key: '116341Y50-1-0F3C1D2B' }), pass('PT10S')]),
  row('30022', BUSY, 'expc01', 'This system carries as many calls as it can.', 'Spread the load, or add capacity.', bothDark('PT5M'), [...bothBack, ...dark('expc01', 'PT5M')]),
  row('30025', PAIR, 'expc02', 'An option key was added or deleted.', 'Restart the system.', [press('expc02', 'add-option-key', { key: '116341T00-1-0F3C1D2B' }), pass('PT10S')], restart('expc02')),
  row('30027', BUSY, 'expc01', 'A peer of the cluster has no room for more registrations.', 'Spread the load, or add capacity.', bothDark('PT5M'), [...bothBack, ...dark('expc01', 'PT5M')]),
  row('30030', BUSY, 'expc01', 'This system has no room for more registrations.', 'Spread the load, or add capacity.', bothDark('PT5M'), [...bothBack, ...dark('expc01', 'PT5M')]),
  row('30035', 'expressway-c-evaluation-2', 'expc01', 'The evaluation period ends within 30 days.', 'Register the system.', [pass('PT3M')], register('expc01')),
  row('30036', OVERAGE, 'expc01', 'More licenses are in use than the account has.', 'Add licenses to the account.', [], topUp('expc01')),
  row('30037', OVERAGE, 'expc01', 'More licenses have been in use than the account has for 90 days.', 'Add licenses to the account.', [pass('PT3M')], topUp('expc01')),
  row('30038', 'expressway-c-evaluation-ends-2', 'expc01', 'The evaluation period is over, and the system is not registered.', 'Register the system.', [pass('PT3M')], register('expc01')),
  row('30039', OUT_OF_TOUCH, 'expc01', 'The licensing cloud has not been reached for 90 days.', 'Put DNS or network right and renew the authorization.', [pass('PT3M')], backInTouch('renew-authorization')),
  row('30040', 'expressway-c-authorization-enforced-2', 'expc01', 'The license authorization ended 90 days ago.', 'Put DNS or network right and renew the authorization.', [pass('PT3M')], backInTouch('renew-authorization')),
  row('30041', 'expressway-c-registration-ends-2', 'expc01', 'The registration was not renewed within a year.', 'Register the system again.', [pass('PT3M')], [{ heal: 'no-manager' }, ...register('expc01')]),
  row('30042', REGISTERED, 'expc01', 'The licensing cloud did not answer.', 'Put DNS or network right.', [noManager, press('expc01', 'renew-authorization'), pass('PT10S')], [{ heal: 'cause' }, press('expc01', 'renew-authorization'), pass('PT10S')]),
  row('30043', OUT_OF_TOUCH, 'expc01', 'The license authorization ends within 14 days.', 'Put DNS or network right and renew the authorization.', [], backInTouch('renew-authorization')),
  row('30044', REGISTERED, 'expc01', 'The license authorization could not be renewed.', 'Put DNS or network right and renew it again.', [noManager, press('expc01', 'renew-authorization'), pass('PT10S')], [{ heal: 'cause' }, press('expc01', 'renew-authorization'), pass('PT10S')]),
  row('30045', REGISTERED, 'expc01', 'The registration could not be renewed.', 'Put DNS or network right and renew it again.', [noManager, press('expc01', 'renew-registration'), pass('PT10S')], [{ heal: 'cause' }, press('expc01', 'renew-registration'), pass('PT10S')]),
  row('30046', 'expressway-c-registration-ends-2', 'expc01', 'The registration ends within 30 days.', 'Renew the registration.', [], backInTouch('renew-registration')),
  row('30047', BUSY, 'expc01', 'From X14.2 on: 2500 registrations and calls are up on this system.', 'Spread the load.', [...onExportLimit, ...dark('expc03', 'PT5M')], [...heal, ...dark('expc01', 'PT5M')]),
  row('30048', BUSY, 'expc01', 'From X14.2 on: nine in ten of 2500 registrations and calls are up on this system.', 'Spread the load.', [...onExportLimit, ...dark('expc03', 'PT5M')], [...heal, ...dark('expc01', 'PT5M')]),
  row('35001', PAIR, 'expc02', 'Active Directory is used and this system has no host name.', 'Give it one under System > DNS.', [directory({}), save('expc02', { system_host_name: '' }, 'dns'), pass('PT10S')], [save('expc02', { system_host_name: 'expc02' }, 'dns'), pass('PT10S')]),
  row('35002', PAIR, 'expc02', 'Active Directory is used and this system has no time server.', 'Name one under System > Time.', [directory({}), save('expc02', { ntp_server_1: '' }, 'time'), pass('PT10S')], [save('expc02', { ntp_server_1: '10.15.13.2' }, 'time'), pass('PT10S')]),
  row('35003', PAIR, 'expc02', 'Active Directory is used and this system has no DNS server.', 'Name one under System > DNS.', [directory({}), save('expc02', { dns_server_1: '' }, 'dns'), pass('PT10S')], [save('expc02', { dns_server_1: '10.15.13.2' }, 'dns'), pass('PT10S')]),
  row('35005', PAIR, 'expc02', 'Active Directory is used and no domain is named.', 'Name it, on the primary.', [directory({ ads_domain: '' }), pass('PT10S')], [directory({}), pass('PT10S')]),
  row('35007', PAIR, 'expc02', 'Active Directory is used without SPNEGO.', 'Enable it, on the primary.', [directory({ ads_spnego: 'Disabled' }), pass('PT10S')], [directory({ ads_spnego: 'Enabled' }), pass('PT10S')]),
  row('35008', PAIR, 'expc02', 'Active Directory is used and the short name of the domain is missing.', 'Enter it, on the primary.', [directory({ ads_workgroup: '' }), pass('PT10S')], [directory({}), pass('PT10S')]),
  row('40018', PAIR, 'expc02', 'Strict passwords are enforced and an account has a password that is none, or is not known to be one.', 'Give every account a strict password, or do without the rules, on the primary.', [save('expc01', { strict_passwords: 'On' }, 'password-security'), pass('PT10S')], [press('expc01', 'change-password', { name: 'admin', password: STRICT, confirm_password: STRICT }), pass('PT10S')]),
  row('40020', PAIR, 'expc02', 'The connection to Active Directory is not encrypted.', 'Choose TLS, on the primary.', [directory({ ads_encryption: 'Off' }), pass('PT10S')], [directory({ ads_encryption: 'TLS' }), pass('PT10S')]),
  row('40022', PAIR, 'expc02', 'The secure channel to Active Directory is disabled.', 'Choose Auto or Enabled, on the primary.', [directory({ ads_secure_channel: 'Disabled' }), pass('PT10S')], [directory({ ads_secure_channel: 'Auto' }), pass('PT10S')]),
  row('40049', PAIR, 'expc01', 'The cluster is in TLS verification mode Permissive.', 'Enforce verification.', [], [save('expc01', { tls_verification_mode: 'Enforce' }), ...restart('expc01'), ...restart('expc02')]),
  row('40052', PAIR, 'expc02', 'The server certificate has no common name.', 'Upload one that has a common name, and restart.', [upload('expc02', 'expc02.apolo.local/no-common-name'), ...restart('expc02'), pass('PT2M')], [upload('expc02', 'expc02.apolo.local'), ...restart('expc02')]),
  row('40055', 'expressway-c-stale-key-3', 'expc02', "The system key file of this peer is not the cluster's.", 'Run xCommand ForceSystemKeyUpdate on a peer without the alarm.', [], [{ console: { node: 'expc01', lines: ['xCommand ForceSystemKeyUpdate'] } }, SETTLE]),
  row('40068', PAIR, 'expc02', 'The server certificate has run out.', 'Upload a new one.', [fault('certificate', { node: 'expc02', problem: 'expired' }), pass('PT2M')], heal),
  row('40069', 'expressway-c-expiring-3', 'expc02', 'The server certificate runs out within 21 days.', 'Have another one signed, upload it and restart.', [], [press('expc02', 'generate-csr'), press('expc02', 'sign-csr'), press('expc02', 'upload-certificate', { certificate: 'certificate.pem' }), ...restart('expc02')]),
  row('45002', PAIR, 'expc01', 'The link between Default Subzone and Default Zone was deleted.', DEFAULT_LINKS_BACK, [deleteLink(2), SETTLE], [restoreLinks, SETTLE]),
  row('45003', PAIR, 'expc01', 'Neither H.323 nor SIP is on.', 'Turn on one of them, or both.', [save('expc01', { sip_mode: 'Off' }, 'sip'), save('expc01', { h323_mode: 'Off' }, 'h323'), SETTLE], [save('expc01', { sip_mode: 'On' }, 'sip'), SETTLE]),
  row('45006', PAIR, 'expc02', 'The link between Default Subzone and Cluster Subzone was deleted.', DEFAULT_LINKS_BACK, [deleteLink(3), SETTLE], [restoreLinks, SETTLE]),
  row('45007', PAIR, 'expc01', 'The link between Default Subzone and Traversal Subzone was deleted.', DEFAULT_LINKS_BACK, [deleteLink(1), SETTLE], [restoreLinks, SETTLE]),
  row('45008', PAIR, 'expc01', 'The link between Traversal Subzone and Default Zone was deleted.', DEFAULT_LINKS_BACK, [deleteLink(4), SETTLE], [restoreLinks, SETTLE]),
  row('55129', PAIR, 'expc01', 'Microsoft interoperability is on and the cluster has no name.', 'Give the cluster a name, the same on all peers.', [save('expc01', { b2bua_mode: 'On' }, 'b2bua'), save('expc01', { cluster_name: '' }), pass('PT10S')], [save('expc01', { cluster_name: 'expc-cluster.apolo.local' }), pass('PT10S')]),
  row('55130', PAIR, 'expc01', 'Microsoft interoperability is on and the name of the cluster is no FQDN.', 'Give the cluster an FQDN as its name, the same on all peers.', [save('expc01', { b2bua_mode: 'On' }, 'b2bua'), save('expc01', { cluster_name: 'regional' }), pass('PT10S')], [save('expc01', { cluster_name: 'expc-cluster.apolo.local' }), pass('PT10S')]),
] // biome-ignore format: one row per alarm
