// The rules of a pair, judged by what its nodes show and what the timeline tells.

import type { NodeView } from '../../worker/kernel/machine.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { Judge, Views } from './judges.ts'

type HaNode = NodeView & {
  readonly cluster: 'running' | 'stopped' | 'none'
  readonly role: string
  readonly mode: string
  readonly holdsVip: boolean
  readonly gui: string
  readonly database: {
    readonly role: 'master' | 'slave' | 'stopped'
    readonly walPosition: string
    readonly timeline: number
    readonly replicas: readonly { readonly state: string }[]
  }
  readonly accounts: readonly { readonly name: string }[]
  readonly licenses: readonly { readonly purchased: number; readonly inUse: number; readonly balance: number }[]
  readonly productInstances: readonly object[]
  readonly widget: { readonly status: string; readonly heartbeat: string } | null
  readonly failCounts: { readonly [resource: string]: number }
}

const NODES = ['primary-node', 'secondary-node'] as const

const pairOf = (views: Views): readonly HaNode[] => NODES.flatMap((id) => (views.has(id) ? [views.get(id) as HaNode] : []))

/** Anything that can cut the two from each other, now. */
const isHeartbeatTroubled = (lab: Lab): boolean =>
  lab.world().fabric.faults.some(({ fault }) => !['upstream-unreachable', 'certificate', 'ntp-unreachable'].includes(fault.kind))

export function bytes(position: string): number {
  const [high = '', low = ''] = position.split('/')
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16)
}

/** Fencing is asked for and nothing can fence: then nothing is started, as `pcs status` warns. */
function isWithoutDevice(lab: Lab, node: string): boolean {
  const status = lab.copy().ask(node, { op: 'console', line: 'pcs status', session: null, login: 'root' })
  return status.is === 'console' && status.output.includes('No stonith devices and stonith-enabled is not false')
}

/** What the timeline calls what may take an account from a node. */
const LOSERS: ReadonlySet<string> = new Set([
  'lost',
  'clone',
  'deployment',
  'account',
  'teardown',
  'restored',
  'upgraded',
  'migrated',
])

export const SSM: readonly Judge[] = [
  {
    rule: '[SSM-25] never two holders of the virtual IP, nor two masters on one timeline, while the heartbeat is whole',
    watch(lab) {
      let whole = !isHeartbeatTroubled(lab)
      return {
        turn({ lab: now, views }) {
          if (isHeartbeatTroubled(now)) whole = false
          const pair = pairOf(views).filter(
            ({ state, mode, cluster }) => state === 'running' && mode === 'paired' && cluster === 'running',
          )
          const holders = pair.filter(({ holdsVip }) => holdsVip)
          const masters = pair.filter(({ database }) => database.role === 'master')
          if (whole && holders.length > 1) return 'both nodes hold the virtual IP'
          // Cut off from each other, two servers may both count to the same number: each promotes what it has.
          if (whole && masters.length > 1 && masters[0]?.database.timeline === masters[1]?.database.timeline)
            return `both are master on timeline ${masters[0]?.database.timeline}`
          // Nobody may count on one holder again before the pair was seen as one pair.
          const sees = pair.some((each) => (each.widget as { heartbeat?: string } | null)?.heartbeat === 'Connected')
          if (!isHeartbeatTroubled(now) && holders.length === 1 && masters.length === 1 && sees) whole = true
          return null
        },
      }
    },
  },
  {
    rule: '[SSM-26] write-ahead log positions never go back on a timeline',
    watch: () => ({
      turn({ before, views, events }) {
        for (const node of pairOf(views)) {
          const old = before.get(node.id) as HaNode | undefined
          if (old === undefined || old.database.timeline !== node.database.timeline) continue
          const renewed = events.some(
            ({ node: of, kind }) => of === node.id && ['clone', 'deployment', 'restored', 'migrated'].includes(kind),
          )
          if (!renewed && bytes(node.database.walPosition) < bytes(old.database.walPosition))
            return `${node.id} went from ${old.database.walPosition} to ${node.database.walPosition} on timeline ${node.database.timeline}`
        }
        return null
      },
    }),
  },
  {
    rule: '[SSM-26] an account leaves a node only by what is documented to take it, and the timeline says so',
    watch: () => {
      let restoredAway = '' // what a restore of the database has named as gone; whoever copies that database later loses it too
      return {
        turn({ before, views, events }) {
          const restored = events.filter(({ kind }) => kind === 'restored').map(({ node }) => node)
          for (const { kind, node, text } of events) if (kind === 'lost' && restored.includes(node)) restoredAway += ` ${text}`
          for (const node of pairOf(views)) {
            const old = before.get(node.id) as HaNode | undefined
            if (old === undefined) continue
            const gone = old.accounts
              .filter(({ name }) => !node.accounts.some((each) => each.name === name))
              .map(({ name }) => name)
            if (gone.length === 0) continue
            const own = (events as readonly TimelineEvent[]).filter((event) => event.node === node.id && LOSERS.has(event.kind))
            if (own.length === 0) return `${node.id} lost ${gone.join(', ')}, and the timeline is silent`
            // What a copy took away and no other node has must be told by name.
            const elsewhere = pairOf(views)
              .filter(({ id }) => id !== node.id)
              .flatMap(({ accounts }) => accounts.map(({ name }) => name))
            const vanished = gone.filter((name) => !elsewhere.includes(name))
            const cloned = own.some(({ kind }) => kind === 'clone')
            const told = own
              .filter(({ kind }) => kind === 'lost')
              .map(({ text }) => text)
              .join(' ')
            if (
              cloned &&
              vanished.some((name) => !told.includes(name) && !restoredAway.includes(name)) &&
              !own.some(({ kind }) => kind === 'deployment' || kind === 'account')
            )
              return `${node.id} took a copy and lost ${vanished.join(', ')} without a word of it`
          }
          return null
        },
      }
    },
  },
  {
    rule: '[SSM-23] purchased less in use is the balance',
    watch: () => ({
      turn({ views }) {
        for (const node of pairOf(views)) {
          const wrong = node.licenses.find(({ purchased, inUse, balance }) => purchased - inUse !== balance)
          if (wrong !== undefined) return `${node.id}: ${JSON.stringify(wrong)}`
        }
        return null
      },
    }),
  },
  {
    rule: '[SSM-20] at rest a running pair has one active node, and it serves',
    watch: () => ({
      atRest({ lab, views }) {
        const pair = pairOf(views)
        const running = pair.filter(({ cluster, mode }) => cluster === 'running' && mode === 'paired')
        if (running.some(({ id }) => isWithoutDevice(lab, id))) return null
        if (running.length !== 2 || running.some(({ failCounts }) => Object.keys(failCounts).length > 0)) return null
        const holders = running.filter(({ holdsVip }) => holdsVip)
        if (holders.length !== 1) return `${holders.length} nodes hold the virtual IP`
        const [holder] = holders
        if (holder?.database.role !== 'master' || holder.gui !== 'vip')
          return `${holder?.id} holds the address: ${JSON.stringify(holder)}`
        return null
      },
    }),
  },
  {
    rule: '[SSM-26] at rest the standby of a whole pair streams, and holds what the active node holds',
    watch: () => ({
      atRest({ lab, views }) {
        const pair = pairOf(views)
        const running = pair.filter(({ cluster, mode }) => cluster === 'running' && mode === 'paired')
        if (running.length !== 2 || running.some(({ id }) => isWithoutDevice(lab, id))) return null
        if (running.some(({ failCounts }) => Object.keys(failCounts).length > 0)) return null
        const master = running.find(({ database }) => database.role === 'master')
        const slave = running.find(({ database }) => database.role === 'slave')
        if (master === undefined || slave === undefined) return null // the rule of the active node says what is wrong
        if (!master.database.replicas.some(({ state }) => state === 'streaming')) return `${slave.id} does not stream`
        const held = ({ database, accounts, licenses, productInstances }: HaNode) =>
          JSON.stringify([database.timeline, database.walPosition, accounts, licenses, productInstances])
        if (held(master) !== held(slave)) return `${slave.id} holds ${held(slave)}, and ${master.id} ${held(master)}`
        if (master.widget?.status !== 'Normal' || master.widget.heartbeat !== 'Connected')
          return `${master.id} says ${JSON.stringify(master.widget)}`
        return null
      },
    }),
  },
]
