// What makes each alarm of a pair, its products and Cisco Smart Software Manager rise and what makes it fall, as acts
// anybody can do: a template, a node, what to do, and what to do about it. The test plays every row; the alarm
// reference is made from it.

import type { Json, NodeId } from '../kernel/machine.ts'
import type { ReaderAct } from '../kernel/procedure.ts'
import type { AlarmCause } from '../kernel/product.ts'
import { LAB1_ACCOUNT } from './templates/lab1.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN, LAB2_VIRTUAL_IP } from './templates/lab2-products.ts'
import { CALL_HOME } from './transports.ts'

const LAB1 = 'ssm-lab1'
const LAB2 = 'ssm-lab2'
const UNREGISTERED = 'ssm-lab2-unregistered'
const PRIMARY = 'primary-node'
const SECONDARY = 'secondary-node'
const UPSTREAM = 'cssm'
const NEW_ACCOUNT = 'BRANCH'

const press = (node: NodeId, action: string, body: { readonly [name: string]: Json } = {}): ReaderAct => ({
  press: { node, action, body },
})
const save = (node: NodeId, page: string, fields: { readonly [name: string]: Json }): ReaderAct => ({
  save: { node, page, fields },
})
const pass = (span: string): ReaderAct => ({ wait: { for: span } })
const SETTLE: ReaderAct = { wait: { untilSettled: 'PT30M' } }
const onConsole = (node: NodeId, ...lines: readonly string[]): ReaderAct => ({ console: { node, lines } })
const root = (node: NodeId, ...lines: readonly string[]): ReaderAct => ({ console: { node, login: 'root', lines } })
const lay = (id: string, fault: { readonly kind: string; readonly [name: string]: Json }): ReaderAct => ({
  lay: { id, fault: fault as never },
})
const heal = (...ids: readonly string[]): readonly ReaderAct[] => [...ids.map((id) => ({ heal: id })), SETTLE]

const synchronize = (account = LAB2_ACCOUNT): readonly ReaderAct[] => [press(PRIMARY, 'synchronize-account', { account }), SETTLE]
const buy = (license: string, term = ''): ReaderAct =>
  press(UPSTREAM, 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license, quantity: '50', term_days: term })
const ENHANCED = 'UC Manager Enhanced License (12.x)'
/** Licences enough for the first two products of lab 2. */
const ENOUGH: readonly ReaderAct[] = [
  'Prime Infrastructure 3.x, BASE Lic.',
  'Prime Infrastructure 3.x, Lifecycle Lic.',
  ENHANCED,
  'UC Manager Enhanced Plus License (12.x)',
  'UC Manager Telepresence Room License (12.x)',
].map((license) => buy(license))

/** A product that reaches neither server. */
const away = (product: NodeId): readonly ReaderAct[] =>
  [PRIMARY, SECONDARY].map((server) => lay(`${product}-${server}`, { kind: 'link-down', a: product, b: server }))
const back = (product: NodeId): readonly ReaderAct[] => [
  ...[PRIMARY, SECONDARY].map((server) => ({ heal: `${product}-${server}` })),
  press(product, 'renew'),
  SETTLE,
]
const register = (product: NodeId): ReaderAct => press(product, 'register', { token: LAB2_TOKEN })
const transport = (product: NodeId): ReaderAct =>
  save(product, 'transport', { mode: 'Transport Gateway', url: `https://${LAB2_VIRTUAL_IP}${CALL_HOME}` })
const named: readonly ReaderAct[] = [save(PRIMARY, 'security', { host_common_name: LAB2_VIRTUAL_IP }), ...synchronize()]
const cutHeartbeat = lay('cut', { kind: 'link-down', a: PRIMARY, b: SECONDARY, network: 'private' })
const dismiss = (alert: string): ReaderAct => press(PRIMARY, 'dismiss-alert', { alert })
const purchaseOf = (number: number): string => `${LAB2_ACCOUNT}/Default/${number}`
const requested: readonly ReaderAct[] = [
  press(PRIMARY, 'request-account', {
    account_name: NEW_ACCOUNT,
    smart_account: 'example.com',
    virtual_account: 'BRANCH1',
    email: 'branch@example.com',
  }),
  press(PRIMARY, 'download-registration-file', { account: NEW_ACCOUNT }),
  press(UPSTREAM, 'process-sync-file', { file: { node: PRIMARY, action: 'download-registration-file' } }),
]
const fetched: readonly ReaderAct[] = [press(UPSTREAM, 'download-authorization-file', { account: NEW_ACCOUNT })]

const row = (
  alarm: string, template: string, node: NodeId, cause: string, remedy: string, raise: readonly ReaderAct[], clear: readonly ReaderAct[],
): AlarmCause => ({ alarm, cause, remedy, template, node, raise, clear }) // biome-ignore format: its parameters are one row's columns

/** In the order of the table of alarms. */
export const CAUSES: readonly AlarmCause[] = [
  row('insufficient-licenses', LAB2, PRIMARY, 'Products use licenses that nobody has bought.', 'Buy licenses, or transfer some from another local virtual account, and synchronize.', [], [...ENOUGH, ...synchronize()]),
  row('licenses-expiring', LAB2, PRIMARY, 'Term licenses end within 90 days.', 'Buy licenses that go on after them, and dismiss the warning.', [buy(ENHANCED, '90'), ...synchronize()], [dismiss(purchaseOf(1))]),
  row('licenses-expired', LAB2, PRIMARY, 'Term licenses have ended.', 'Buy new ones, synchronize, and dismiss the alert.', [buy(ENHANCED, '2'), ...synchronize(), pass('P2D')], [buy(ENHANCED), ...synchronize(), dismiss(purchaseOf(1))]),
  row('product-instance-failed-to-connect', LAB2, PRIMARY, 'A product cannot reach its server when its 30 days are over.', 'Put the network right, and renew the authorization on the product.', [...away('cucmpub'), pass('P31D')], back('cucmpub')),
  row('product-instance-failed-to-renew', LAB2, PRIMARY, 'A product has not reached its server for a year.', 'Register the product anew, and dismiss the alert.', [...away('cucmpub'), pass('P366D')], [dismiss('1')]),
  row('synchronization-overdue', LAB2, PRIMARY, 'Nobody has synchronized the account for 30 days.', 'Synchronize it.', [pass('P30D')], synchronize()),
  row('satellite-unregistered-and-removed', LAB2, PRIMARY, 'Nobody has synchronized the account for 90 days; the server learns of it when it next tries.', 'Synchronize, which registers the account anew, synchronize it once more, and dismiss the alert.', [pass('P90D'), ...synchronize()], [...synchronize(), ...synchronize(), dismiss('1')]),
  row('upcoming-sync-deadline', LAB2, PRIMARY, 'Nobody has synchronized the account for 60 days.', 'Synchronize it.', [pass('P60D')], synchronize()),
  row('synchronization-failed', LAB1, PRIMARY, 'Cisco Smart Software Manager cannot be reached.', 'Put the network right, and synchronize again; without a network, synchronize by file.', [lay('cut', { kind: 'upstream-unreachable' }), ...synchronize(LAB1_ACCOUNT)], [...heal('cut'), ...synchronize(LAB1_ACCOUNT)]),
  row('certificate-for-another-name', UNREGISTERED, PRIMARY, 'The Host Common Name was changed, and the account not synchronized since.', 'Synchronize every local account.', [save(PRIMARY, 'security', { host_common_name: LAB2_VIRTUAL_IP })], synchronize()),
  row('cluster-degraded', LAB2, PRIMARY, 'The cluster was stopped on the other node, which may also have crashed, or the heartbeat is cut.', 'Start the cluster there, or put the private network right.', [onConsole(SECONDARY, 'ha_cluster_stop'), SETTLE], [onConsole(SECONDARY, 'ha_cluster_start'), SETTLE]),
  row('failed-actions', LAB2, SECONDARY, 'The monitor of the standby found its database dead. Pacemaker has recovered it since.', 'See that it runs, and clean up: pcs resource cleanup.', [lay('dead', { kind: 'database-stopped', node: SECONDARY }), pass('PT31S'), ...heal('dead')], [root(SECONDARY, 'pcs resource cleanup db'), SETTLE]),
  row('resource-blocked', LAB2, PRIMARY, 'The virtual IP could not be stopped, and there is no fencing.', 'Remove what keeps it from stopping, and clean up.', [lay('stuck', { kind: 'resource-fails', node: PRIMARY, resource: 'vip', operation: 'stop' }), onConsole(PRIMARY, 'ha_cluster_stop'), pass('PT2M')], [{ heal: 'stuck' }, root(PRIMARY, 'pcs resource cleanup vip'), SETTLE]),
  row('node-unclean', LAB2, PRIMARY, 'Fencing is on without a device, and the heartbeat is lost.', 'Put the private network right, or make sure by hand that the other node is off; then give the cluster a fence device.', [root(PRIMARY, 'pcs property set stonith-enabled=true'), SETTLE, cutHeartbeat, pass('PT10S')], heal('cut')),
  row('partition-without-quorum', LAB2, PRIMARY, 'The node started cold, and its peer is not there.', 'Start the other node.', [lay('p', { kind: 'power-off', node: PRIMARY }), lay('s', { kind: 'power-off', node: SECONDARY }), pass('PT1M'), { heal: 'p' }, pass('PT5M')], heal('s')),
  row('authorization-pending', LAB2, UPSTREAM, 'The registration file of a satellite was uploaded a moment ago.', 'Wait until the authorization file is ready.', requested, [SETTLE, ...fetched]),
  row('authorization-file-ready', LAB2, UPSTREAM, 'The authorization file of a satellite has been made.', 'Download it, and upload it on the satellite.', [...requested, pass('PT1M')], fetched),
  row('registration-failed', UNREGISTERED, 'pi37', 'The certificate of the server is for another name than the one in the URL.', 'Set the Host Common Name to the address in the URL, synchronize the account, and register again.', [transport('pi37'), register('pi37'), SETTLE], [...named, register('pi37'), SETTLE]),
  row('authorization-renewal-failed', LAB2, 'cucmpub', 'The product cannot reach its server when its 30 days are over.', 'Put the network or the URL right, and renew the authorization.', [...away('cucmpub'), pass('P30D'), SETTLE], back('cucmpub')),
  row('out-of-compliance', LAB2, 'cucmpub', 'Fewer licenses were bought than the product uses.', 'Buy licenses, synchronize, and renew the authorization.', [], [...ENOUGH, ...synchronize(), press('cucmpub', 'renew'), SETTLE]),
  row('overage-over', LAB2, 'cucmpub', 'The product has been out of compliance for 90 days; 18 of them had passed when the lab begins.', 'Buy licenses, synchronize, and renew the authorization.', [pass('P72D')], [...ENOUGH, ...synchronize(), press('cucmpub', 'renew'), SETTLE]),
  row('authorization-expired', LAB2, 'cucmpub', 'The product has not reached its server for 90 days.', 'Put the network or the URL right, and renew the authorization.', [...away('cucmpub'), pass('P91D'), SETTLE], back('cucmpub')),
  row('evaluation-expired', UNREGISTERED, 'pi37', 'The product was never registered.', 'Register it.', [pass('P70D')], [...named, transport('pi37'), press(PRIMARY, 'create-token', { description: 'late' }), press('pi37', 'register', { token: { node: PRIMARY, action: 'create-token' } }), SETTLE]),
] // biome-ignore format: one row per alarm
