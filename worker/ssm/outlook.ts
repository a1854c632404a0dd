// What a preview says of a pair beside what the model itself plays out: what a node has lost, and how to
// go back, as the product's own procedures say it.

import type { Act } from '../kernel/act.ts'
import type { Json, NodeView } from '../kernel/machine.ts'
import type { AlarmSign, Consequences, Loss } from '../kernel/product.ts'
import type { Snapshot } from '../kernel/snapshot.ts'

type Shown = { readonly [name: string]: Json }

/** The alarms that a view shows. */
export const signsOf = (view: NodeView): readonly AlarmSign[] =>
  (view.alarms as readonly Shown[]).map(({ id, title }) => ({ id: String(id), title: String(title) }))

const namesIn = (view: NodeView, list: string): readonly string[] =>
  Array.isArray(view[list]) ? (view[list] as readonly Shown[]).map(({ name }) => String(name)) : []

const LISTS = { accounts: 'local account', productInstances: 'product instance' } as const

/** Accounts and product instances that a server's database held and holds no more. */
export const losses = (before: NodeView, after: NodeView): readonly Loss[] =>
  Object.entries(LISTS).flatMap(([list, what]) => {
    const now = namesIn(after, list)
    return namesIn(before, list)
      .filter((name) => !now.includes(name))
      .map((name) => ({ item: list, text: `The ${what} ${name} is no longer in the database.` }))
  })

/**
 * What a server that takes over serves without: accounts and product instances of a server whose database was further
 * when the other was promoted, or made a stand-alone server. A standby that was not attached knows nothing of them.
 */
export function missing(before: Snapshot, after: Snapshot): readonly { readonly node: string; readonly text: string }[] {
  return after.nodes.flatMap((now, index) => {
    const was = before.nodes[index]
    if (was === undefined || was === now || !isServer(was) || serves(was) || !serves(now)) return []
    return after.nodes
      .filter((other) => other.id !== now.id && isServer(other) && isAhead(other, was))
      .flatMap((other) =>
        Object.entries(LISTS).flatMap(([list, what]) => {
          const own = namesIn(now, list)
          return namesIn(other, list)
            .filter((name) => !own.includes(name))
            .map((name) => ({ node: now.id, text: `Serves without the ${what} ${name}, which only ${other.id} has.` }))
        }),
      )
  })
}

const databaseOf = (view: NodeView): Shown => view.database as Shown
const isServer = (view: NodeView): boolean => typeof view.cluster === 'string' && view.mode !== 'standalone'
const serves = (view: NodeView): boolean => view.mode === 'torn-down' || databaseOf(view).role === 'master'

// A position of the log is two hexadecimal numbers, the upper 32 bits and the lower.
const positionOf = (view: NodeView): number => {
  const [upper = '0', lower = '0'] = String(databaseOf(view).walPosition).split('/')
  return Number.parseInt(upper, 16) * 2 ** 32 + Number.parseInt(lower, 16)
}

function isAhead(one: NodeView, other: NodeView): boolean {
  const [mine, theirs] = [Number(databaseOf(one).timeline), Number(databaseOf(other).timeline)]
  return mine > theirs || (mine === theirs && positionOf(one) > positionOf(other))
}

/** How to go back, for the acts whose opposite does not undo them. */
export function undo(before: Snapshot, act: Act, { events, missing }: Consequences): readonly string[] {
  if (events.some(({ kind }) => kind === 'restored'))
    return ['There is no way back but a backup of the database as it stands now: write one with database_backup first.']
  const isTornDown = events.some(({ kind }) => kind === 'teardown')
  if (missing.length > 0 && events.some(({ kind }) => kind === 'deployment'))
    return ['There is no way back but a backup of the other server: the database of this one takes the place of what it holds.']
  if (missing.length > 0)
    return isTornDown
      ? ['The other server holds what is missing here: bring it back, and deploy the pair anew from that one.']
      : [
          'Stop this node again before anybody works on it, bring the other one back, and start that one first: it holds what is missing here. What is done here meanwhile is lost when this node is cloned from it.',
        ]
  if (events.some(({ kind }) => kind === 'waiting'))
    return [
      'Bring the other node back: once the two have seen each other, the better copy becomes the master, and the other one follows it or is cloned from it.',
    ]
  if (act.act !== 'operate' || act.operation.op !== 'console') return []
  const { line } = act.operation
  const servers = before.nodes.filter((node) => typeof node.cluster === 'string')
  const own = servers.find(({ id }) => id === act.node)
  if (/ha_teardown/.test(line) || isTornDown)
    return [
      'A pair that was torn down is not put together again by undoing: deploy it anew, from the server that holds the data.',
      'The other server keeps a copy of the database as it was; its accounts synchronise again after a new deployment.',
    ]
  if (/ha_cluster_stop|pcs cluster stop/.test(line)) {
    const others = servers.filter(({ id, cluster }) => id !== act.node && cluster === 'running')
    if (others.length === 0)
      return [
        'This is the last running node: nothing answers until one is started again. Start the node that was stopped last first (ha_cluster_start), so that its database becomes the master.',
      ]
    if (own?.role === 'active')
      return [
        'Start the node again with ha_cluster_start: it comes back as the standby. Fall back by stopping the other node once the two are in step.',
      ]
    return ['Start the node again with ha_cluster_start; it is cloned from the master.']
  }
  return []
}
