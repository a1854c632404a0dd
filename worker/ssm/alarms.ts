// Which alarms stand on a node, and since when. An alarm is never set by hand: it is what the state comes to, so none
// can be forgotten. Only the moment at which it began to stand is kept (SSM-42, SSM-30).

import { type Instant, iso } from '../kernel/time.ts'
import { accountsOf, syncAlert } from './accounts.ts'
import { ALERT_KINDS, type AlarmKind, STATE_KINDS } from './alarm-table.ts'
import { alertsOf } from './alerts.ts'
import { certificateHeld, hostCommonName, nameInCertificate } from './certificates.ts'
import { isQuorate } from './corosync.ts'
import { isUnclean } from './fencing.ts'
import { isServing } from './serving.ts'
import { type HaState, isPaired } from './state.ts'
import type { Turn } from './turn.ts'
import { isWhole } from './widget.ts'

/** An alarm that stands; `key` tells it from others of its kind on the same node. */
export type Alarm = { readonly kind: AlarmKind; readonly key: string; readonly text: string }

/** Since when each alarm that stands on a node has stood there, by its key. */
export type Alarmed = { readonly [key: string]: Instant }

/** An alarm of a kind; `about` tells those of one kind apart. */
export const alarm = (kind: AlarmKind, about = '', text = kind.text): Alarm => ({
  kind,
  key: about === '' ? kind.id : `${kind.id} ${about}`,
  text,
})

/** Of a state that noted none yet: as good as a record of none. */
export const NONE_ALARMED: Alarmed = {}

/** The record after a step at `at`: what stood keeps its moment, what stands no more is forgotten. The same object when nothing changed. */
export function alarmedAt(before: Alarmed | undefined, standing: readonly Alarm[], at: Instant): Alarmed {
  const known = before ?? NONE_ALARMED
  const keys = [...new Set(standing.map(({ key }) => key))]
  return keys.length === Object.keys(known).length && keys.every((key) => known[key] !== undefined)
    ? known
    : Object.fromEntries(keys.map((key) => [key, known[key] ?? at]))
}

/** The alarms as a view lists them. */
export const alarmRows = (standing: readonly Alarm[], alarmed: Alarmed | undefined) =>
  standing.map(({ kind: { id, title, severity, page }, key, text }) => {
    const since = alarmed?.[key]
    return { id, title, text, severity, page, firstRaised: since === undefined ? null : iso(since) }
  })

/** What stands on a server: what its GUI shows where it serves, and what its `ha_status` shows where it is in the cluster. */
export const alarmsOf = (state: HaState): readonly Alarm[] => [
  ...(isServing(state) ? shownByGui(state) : []),
  ...(state.power === 'on' && isPaired(state) && state.services === 'running' ? shownByCluster(state) : []),
]

function shownByGui(state: HaState): readonly Alarm[] {
  const { assessed } = state
  const { tables } = state.database
  const name = hostCommonName(tables)
  return [
    ...alertsOf(tables, assessed).map(({ type, id, about }) => alarm(ALERT_KINDS[type], id, about)),
    ...accountsOf(tables)
      .filter((account) => syncAlert(account, assessed) === STATE_KINDS.synchronizationFailed.title)
      .map(({ id }) => alarm(STATE_KINDS.synchronizationFailed, id, `The last synchronization of ${id} failed.`)),
    ...accountsOf(tables).flatMap((account) => {
      const shown = nameInCertificate(certificateHeld(account))
      if (account.status !== 'Active' || shown?.toLowerCase() === name.toLowerCase()) return []
      const text =
        shown === null
          ? `${account.id} has no product certificate for ${name}.`
          : `${account.id} shows products a certificate for ${shown}, and the Host Common Name is ${name}.`
      return [alarm(STATE_KINDS.commonName, account.id, text)]
    }),
    ...(isPaired(state) && !isWhole(state) ? [alarm(STATE_KINDS.degraded)] : []),
  ]
}

function shownByCluster(state: HaState): readonly Alarm[] {
  const { pacemaker, peer, deployment, corosync } = state
  return [
    ...pacemaker.failures.map(({ operation, text, exitReason }) =>
      alarm(
        STATE_KINDS.failedAction,
        operation,
        `${operation} on ${deployment.node} '${text}'${exitReason === '' ? '' : `: ${exitReason}`}`,
      ),
    ),
    ...(pacemaker.config.fencing ? [] : pacemaker.blocked).map((resource) =>
      alarm(STATE_KINDS.blocked, resource, `${resource} could not be stopped on ${deployment.node} and is blocked.`),
    ),
    ...(isUnclean(state) && peer.lost !== null
      ? [alarm(STATE_KINDS.unclean, '', `Node ${deployment.peer.node}: UNCLEAN (offline)`)]
      : []),
    ...(corosync.running && !isQuorate(corosync) ? [alarm(STATE_KINDS.withoutQuorum)] : []),
  ]
}

/** The end of every step: since when what stands now has stood. */
export function watchAlarms(turn: Turn): void {
  const alarmed = alarmedAt(turn.state.alarmed, alarmsOf(turn.state), turn.at)
  if (alarmed !== (turn.state.alarmed ?? NONE_ALARMED)) turn.set({ alarmed })
}
