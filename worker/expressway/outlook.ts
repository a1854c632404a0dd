// What a preview says of an Expressway beside what the model itself plays out: which alarms a view shows,
// what a peer has lost, and how to go back, as the product's own procedures say it.

import type { Act } from '../kernel/act.ts'
import type { Json, NodeView } from '../kernel/machine.ts'
import type { AlarmSign, Consequences, Loss } from '../kernel/product.ts'
import type { Snapshot } from '../kernel/snapshot.ts'
import { resetsOnLeaving } from './clustering.ts'
import { ITEMS } from './configuration.ts'
import { titleOfPage } from './pages/desktop.ts'

type Shown = { readonly [name: string]: Json }

export const alarmsOf = (view: NodeView): readonly AlarmSign[] =>
  (view.alarms as readonly Shown[]).map(({ id, title }) => ({ id: String(id), title: String(title) }))

/** Configuration that stood on a peer and stands there no more, item by item. */
export function losses(before: NodeView, after: NodeView): readonly Loss[] {
  const was = before.configuration as Shown
  const now = after.configuration as Shown
  return Object.entries(was).flatMap(([item, value]) => {
    const isKept = JSON.stringify(now[item] ?? null) === JSON.stringify(value)
    return isKept ? [] : [{ item, text: `${labelOf(item)}: was ${inWords(value)}, is ${inWords(now[item] ?? null)} now.` }]
  })
}

/** An item as the product's pages call it, with the page where that says more: `SIP, UDP mode`. */
function labelOf(key: string): string {
  const item = ITEMS.find((each) => each.key === key)
  if (item === undefined) return key
  const title = titleOfPage(item.page)
  return title === undefined || item.label.startsWith(title) ? item.label : `${title}, ${item.label}`
}

/** A value of the configuration as it is spoken of: a list by the names of its entries. */
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.map(nameOf).join(', ')
  return value === '' || value === null ? 'empty' : String(value)
}

const nameOf = (entry: unknown): string => {
  const { name, ...rest } = entry as Shown
  return typeof name === 'string' ? name : String(Object.values(rest)[0] ?? '')
}

const isPrimary = (view: NodeView | undefined): boolean => {
  const { configurationPrimary, peers } = (view?.clustering ?? {}) as Shown
  const own = ((peers ?? []) as readonly Shown[]).find(({ n }) => n === configurationPrimary)
  return (own?.clustering as Shown | null | undefined)?.state === 'this-system'
}

const BACKUP = 'Restore a backup taken before on this peer; without one, the configuration that was lost is typed in again.'

const ANEW = 'After the reset prepare the peer anew, and add it to the cluster as a new peer.'

// From X8.11 on whoever leaves a cluster is reset; before, it keeps its configuration and stands alone. EX-50.
function withoutPeers(addresses: readonly string[], version: string): readonly string[] {
  const again = `Type the peer addresses in again (${addresses.join(', ')})`
  return resetsOnLeaving(version)
    ? [`${again} before the peer restarts: that cancels the factory reset, which comes with the restart.`, ANEW, BACKUP]
    : [`${again}, save and restart: the peer joins the cluster again, and takes the configuration of the primary.`]
}

/** How to go back, for the acts whose opposite does not undo them. What a peer lost comes back by no opposite. */
export function undo(before: Snapshot, act: Act, came: Consequences): readonly string[] {
  if (act.act !== 'operate') return []
  const own = undoOf(before, act, came)
  const isLost = came.losses.some(({ node }) => node === act.node)
  return isLost && !own.includes(BACKUP) ? [...own, BACKUP] : own
}

function undoOf(before: Snapshot, act: Extract<Act, { act: 'operate' }>, { events }: Consequences): readonly string[] {
  const { node, operation } = act
  const view = before.nodes.find(({ id }) => id === node)
  const peers = ((view?.clustering as Shown | undefined)?.peers ?? []) as readonly Shown[]
  if (events.some((event) => event.node === node && event.kind === 'reset')) {
    const isPending = (view?.clustering as Shown | undefined)?.factoryResetPending === true
    return isPending
      ? ['Until the restart, the peer addresses can still be typed in again: that cancels the factory reset.', ANEW, BACKUP]
      : [ANEW, BACKUP]
  }
  const filled = peers.filter(({ address }) => address !== '')
  if (operation.op === 'save' && operation.page === 'clustering') {
    const { fields } = operation
    const left = filled.filter(({ n, address }) => (fields[`peer_${n}_address`] ?? address) !== '')
    if (filled.length > 0 && left.length === 0)
      return withoutPeers(
        filled.map(({ address }) => String(address)),
        String(view?.version),
      )
    if (fields.tls_verification_mode === 'Enforce')
      return ['Set TLS verification mode back to Permissive and save; peers that were turned out connect again.']
    return ['Save the page again with the values that stand there now.']
  }
  if (operation.op === 'console' && /ForceConfigUpdate/i.test(operation.line))
    return isPrimary(view)
      ? [BACKUP]
      : ["The primary's configuration replaces this peer's own: what differed here is gone.", BACKUP]
  if (operation.op === 'console' && /factory-reset|purge/i.test(operation.line)) return [BACKUP]
  const isRestart =
    operation.op === 'console'
      ? /xCommand\s+(Restart|Boot)/i.test(operation.line)
      : operation.op === 'act' && (operation.action === 'restart' || operation.action === 'reboot')
  if (isRestart)
    return [
      'Wait until it is up again. Where peers were restarted out of order, restart them again one by one, the primary first.',
    ]
  return []
}
