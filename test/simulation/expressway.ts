// The rules of an Expressway cluster, judged by what its pages, alarms and timeline show.

import { ALARM_KINDS } from '../../worker/expressway/alarm-kinds.ts'
import { FACTORY_CONFIGURATION } from '../../worker/expressway/configuration.ts'
import type { Json, NodeView } from '../../worker/kernel/machine.ts'
import type { TimelineEvent } from '../../worker/kernel/snapshot.ts'
import type { Judge, Views } from './judges.ts'

export const EXPRESSWAY_ALARMS: readonly string[] = ALARM_KINDS.map(({ id }) => id)

type Line = {
  readonly n: number
  readonly address: string
  readonly certificate: { readonly state: string; readonly text: string } | null
  readonly clustering: { readonly state: string; readonly text: string } | null
}

export type Peer = NodeView & {
  readonly version: string
  readonly maintenanceMode: boolean
  readonly restartRequired: boolean
  readonly database: 'running' | 'failed'
  readonly systemKey: string
  readonly identity: {
    readonly fqdn: string
    readonly systemName: string
    readonly series: string
    readonly lan1: { readonly address: string; readonly ipv6: string }
    readonly lan2: Json
    readonly certificate: { readonly commonName: string; readonly awaitsRestart: boolean } | null
    readonly trust: readonly Json[]
    readonly optionKeys: readonly string[]
    readonly hasResetFiles: boolean
  }
  readonly clustering: {
    readonly clusterName: string
    readonly configurationPrimary: number
    readonly tlsVerificationMode: string
    readonly clusterIpVersion: string
    readonly addressMapping: Json
    readonly peers: readonly Line[]
    readonly databaseStatus: string
    readonly factoryResetPending: boolean
  }
  readonly alarms: readonly { readonly id: string; readonly status: string }[]
  readonly configuration: { readonly [item: string]: Json }
}

const peers = (views: Views): readonly Peer[] => [...views.values()] as unknown as readonly Peer[]
const has = (peer: Peer, id: string): boolean => peer.alarms.some((alarm) => alarm.id === id)
const isListed = (peer: Peer): boolean => peer.clustering.peers.some(({ address }) => address !== '')
const active = (peer: Peer): readonly Line[] => peer.clustering.peers.filter((line) => line.clustering?.state === 'active')
// Which system a line is connected with, by the name that it goes by: `Active as expc01 (…)`.
const nameOf = (line: Line): string => /^Active as (\S+)/.exec(line.clustering?.text ?? '')?.[1] ?? line.address
const primaryLine = (peer: Peer): Line | undefined => peer.clustering.peers[peer.clustering.configurationPrimary - 1]
const isEnforcing = (peer: Peer): boolean => peer.clustering.tlsVerificationMode === 'Enforce' && !has(peer, '20020')
const leads = (peer: Peer): boolean => primaryLine(peer)?.clustering?.state === 'this-system'
const replicated = (peer: Peer): string =>
  JSON.stringify([peer.configuration, peer.clustering.tlsVerificationMode, peer.clustering.addressMapping])

/** Names of list entries that an operator gave: each of them is a change that was acknowledged. */
function entries(peer: Peer): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [item, value] of Object.entries(peer.configuration))
    if (Array.isArray(value)) for (const entry of value as readonly { name?: string }[]) found.add(`${item} ${entry.name ?? ''}`)
  return found
}

/** What the timeline calls the acts that are documented to lose configuration, on the peer that loses it. */
const LOSERS: ReadonlySet<string> = new Set([
  'saved',
  'configured',
  'forced',
  'reset',
  'purged',
  'restored',
  'upgraded',
  'replicated',
])

const lacksLink =
  (name: string) =>
  ({ configuration }: Peer): boolean =>
    ((configuration.links ?? []) as readonly { name: string }[]).every((link) => link.name !== name)

/** An alarm is up exactly when what the page shows is its cause. */
const ALARM_RULES: readonly { readonly id: string; readonly cause: (peer: Peer) => boolean }[] = [
  { id: '20018', cause: (peer) => isListed(peer) && peer.configuration.h323_mode === 'Off' },
  { id: '20019', cause: (peer) => isListed(peer) && peer.clustering.clusterName === '' },
  { id: '15015', cause: (peer) => peer.maintenanceMode },
  ...['20004', '20006'].map((id) => ({
    id,
    cause: (peer: Peer) => isListed(peer) && peer.clustering.peers.some(({ clustering }) => clustering?.state === 'failed'),
  })),
  { id: '15005', cause: (peer) => peer.database === 'failed' },
  { id: '15028', cause: ({ identity: { certificate } }) => certificate?.awaitsRestart === true },
  { id: '20007', cause: (peer) => peer.restartRequired },
  { id: '40052', cause: ({ identity: { certificate } }) => certificate?.commonName === '' },
  { id: '40055', cause: (peer) => peer.systemKey === 'stale' && !/^X(?:8|12)\./.test(peer.version) },
  { id: '45002', cause: lacksLink('DefaultSZtoDefaultZ') },
  { id: '45003', cause: ({ configuration }) => configuration.h323_mode === 'Off' && configuration.sip_mode === 'Off' },
  { id: '45006', cause: (peer) => isListed(peer) && lacksLink('DefaultSZtoClusterSZ')(peer) },
  { id: '45007', cause: lacksLink('DefaultSZtoTraversalSZ') },
  { id: '45008', cause: lacksLink('TraversalSZtoDefaultZ') },
  {
    id: '55129',
    cause: (peer) => isListed(peer) && peer.configuration.b2bua_mode === 'On' && peer.clustering.clusterName === '',
  },
]

const FACTORY = JSON.stringify(FACTORY_CONFIGURATION)

export const EXPRESSWAY: readonly Judge[] = [
  {
    rule: '[EX-34] no configuration of a peer changes or vanishes without an event that says why',
    watch: () => ({
      turn({ before, views, events }) {
        for (const peer of peers(views)) {
          const old = before.get(peer.id)
          if (old === undefined || old === (peer as NodeView)) continue
          if ((old as Peer).configuration === peer.configuration) continue
          if (events.some(({ node, kind }) => node === peer.id && LOSERS.has(kind))) continue
          const changed = Object.keys(peer.configuration).filter(
            (item) => JSON.stringify((old as Peer).configuration[item]) !== JSON.stringify(peer.configuration[item]),
          )
          if (changed.length > 0) return `${peer.id} has ${changed.join(', ')} otherwise than before, and the timeline is silent`
        }
        return null
      },
    }),
  },
  {
    rule: '[EX-34] what a primary acknowledged is never taken from it by replication',
    watch: () => ({
      after({ before, views, events }) {
        for (const peer of peers(views)) {
          const old = before.get(peer.id) as Peer | undefined
          if (old === undefined || old.configuration === peer.configuration) continue
          if (!leads(old) || !leads(peer) || old.state !== 'running') continue
          const gone = [...entries(old)].filter((name) => !entries(peer).has(name))
          const own = events.filter(({ node }) => node === peer.id).map(({ kind }) => kind)
          if (gone.length > 0 && own.includes('replicated') && !own.some((kind) => kind !== 'replicated' && LOSERS.has(kind)))
            return `${peer.id} is primary and lost ${gone.join(', ')} to replication`
        }
        return null
      },
    }),
  },
  {
    rule: '[EX-30] healthy peers that share a database hold the same replicated configuration at rest',
    watch: () => ({
      atRest({ views }) {
        for (const peer of peers(views)) {
          if (peer.state !== 'running' || leads(peer) || has(peer, '20011') || has(peer, '20009')) continue
          const line = primaryLine(peer)
          if (line?.clustering?.state !== 'active') continue
          const primary = peers(views).find(
            (other) =>
              leads(other) &&
              active(other).some(({ clustering }) => clustering?.text.includes(peer.identity.systemName)) &&
              clusterOf(other) === clusterOf(peer),
          )
          if (primary === undefined) continue
          if (replicated(primary) !== replicated(peer))
            return `${peer.id} holds another configuration than its primary ${primary.id}`
        }
        return null
      },
    }),
  },
  {
    rule: '[EX-32] peers that were told the same and can share a database find each other at rest',
    watch: () => ({
      atRest({ lab, views }) {
        const { names, nodes } = lab.world().fabric
        // One that speaks the other version of IP alone since its start is not on the network with this address.
        const isThere = ({ id, identity }: Peer) =>
          nodes.some((node) => node.id === id && node.interfaces.some(({ address }) => address === identity.lan1.address))
        const isAlone = ({ identity }: Peer) =>
          peers(views).filter((each) => each.identity.lan1.address === identity.lan1.address).length === 1
        // By its address, or by its name where that leads there: a system may have taken another address than DNS knows.
        const leadsTo = (address: string, { identity }: Peer) =>
          address === identity.lan1.address ||
          (address === identity.fqdn && names[address.toLowerCase()] === identity.lan1.address)
        const able = peers(views).filter(
          (peer) =>
            peer.state === 'running' &&
            isThere(peer) &&
            isAlone(peer) &&
            peer.clustering.databaseStatus !== 'Inactive' &&
            !has(peer, '20007') &&
            !has(peer, '15005'),
        )
        for (const one of able)
          for (const other of able) {
            if (one.id >= other.id || clusterOf(one) !== clusterOf(other) || one.version !== other.version) continue
            if (
              ![one, other].every(
                (each) =>
                  each.clustering.tlsVerificationMode === 'Permissive' &&
                  !(each.clustering.addressMapping as { enabled: boolean }).enabled && // it may map to whatever was typed
                  !has(each, '20020') &&
                  !has(each, '20005') &&
                  !has(each, '20003'),
              )
            )
              continue
            const line = (from: Peer, to: Peer) =>
              from.clustering.peers.find(({ address }) => address !== '' && leadsTo(address, to))
            const [there, back] = [line(one, other), line(other, one)]
            if (there === undefined || back === undefined || one.identity.fqdn === other.identity.fqdn) continue
            const states = [there, back].map((each) => each.clustering?.state)
            if (states.some((state) => state !== 'active'))
              return `${one.id} sees ${other.id} as ${states[0]}, and is seen as ${states[1]}`
          }
        return null
      },
    }),
  },
  {
    rule: '[EX-40] an alarm is up exactly when its cause holds, once settled',
    watch: () => ({
      atRest: ({ views }) => firstOf(peers(views), wrongAlarm),
    }),
  },
  {
    rule: '[EX-51] a factory reset keeps exactly what it says: LAN 1, certificate, option keys; no configuration, list of peers, LAN 2',
    watch: () => ({
      turn({ before, views, events }) {
        for (const { node, kind, data } of events as readonly TimelineEvent[]) {
          if (kind !== 'reset' || node === null) continue
          const old = before.get(node) as Peer | undefined
          const peer = views.get(node) as Peer | undefined
          if (old === undefined || peer === undefined) continue
          const keeps = data as { readonly ip: boolean; readonly certificate: boolean; readonly optionKeys: boolean }
          const later = events.some((event) => event.node === node && ['saved', 'copied'].includes(event.kind))
          if (later) continue
          if (keeps.ip && JSON.stringify(old.identity.lan1) !== JSON.stringify(peer.identity.lan1))
            return `${node} lost its LAN 1 address`
          if (peer.identity.lan2 !== null) return `${node} kept LAN 2`
          if (isListed(peer)) return `${node} kept its list of peers`
          if (JSON.stringify(peer.configuration) !== FACTORY) return `${node} kept configuration`
          if (peer.maintenanceMode || peer.clustering.clusterName !== '' || peer.clustering.tlsVerificationMode !== 'Permissive')
            return `${node} kept settings of its cluster`
          if (keeps.certificate && JSON.stringify(old.identity.certificate) !== JSON.stringify(peer.identity.certificate))
            return `${node} lost its certificate`
          if (!keeps.certificate && peer.identity.certificate !== null) return `${node} kept its certificate`
          if (keeps.optionKeys && old.identity.optionKeys.length > peer.identity.optionKeys.length)
            return `${node} lost its option keys`
        }
        return null
      },
    }),
  },
  {
    rule: '[EX-14] in Enforce no peer is let in whose certificate does not hold',
    watch: () => ({
      turn({ before, views }) {
        for (const peer of peers(views)) {
          const old = before.get(peer.id) as Peer | undefined
          if (old === peer || old === undefined || !isEnforcing(peer)) continue
          if (peer.restartRequired) continue // what was saved is not in force, and the alarm that says so may be on its way
          // Whoever was connected stays so until the next synchronisation, though its line says another address now.
          const was = new Set(active(old).flatMap((line) => [line.address, nameOf(line)]))
          const bad = active(peer).find(
            (line) => line.certificate?.state === 'invalid' && !was.has(line.address) && !was.has(nameOf(line)),
          )
          if (bad !== undefined) return `${peer.id} enforces and let in ${bad.address}: ${bad.certificate?.text}`
        }
        return null
      },
    }),
  },
  {
    rule: '[EX-34] nothing arrives twice',
    watch: () => ({
      turn({ before, views }) {
        for (const peer of peers(views)) {
          const old = before.get(peer.id) as Peer | undefined
          if (old?.configuration === peer.configuration) continue // it was looked at when it came
          for (const [item, value] of Object.entries(peer.configuration)) {
            if (!Array.isArray(value)) continue
            const names = (value as readonly { name?: string }[]).flatMap(({ name }) => (name === undefined ? [] : [name]))
            if (new Set(names).size < names.length) return `${peer.id} has an entry of ${item} twice: ${names.join(', ')}`
          }
        }
        return null
      },
    }),
  },
  {
    rule: '[EX-14] in Enforce nobody shares a database with a peer whose certificate does not hold',
    watch: () => ({
      atRest({ views }) {
        for (const peer of peers(views)) {
          if (!isEnforcing(peer)) continue
          const bad = active(peer).find(({ certificate }) => certificate?.state === 'invalid')
          if (bad !== undefined) return `${peer.id} enforces and is active with ${bad.address}: ${bad.certificate?.text}`
        }
        return null
      },
    }),
  },
]

const clusterOf = (peer: Peer): string =>
  JSON.stringify([
    peer.clustering.clusterName.toLowerCase(),
    peer.clustering.configurationPrimary,
    peer.clustering.peers.map(({ address }) => address.toLowerCase()),
    peer.clustering.clusterIpVersion,
  ])

function wrongAlarm(peer: Peer): string | null {
  if (peer.state !== 'running') return null
  for (const { id, cause } of ALARM_RULES)
    if (has(peer, id) !== cause(peer))
      return `${peer.id} ${has(peer, id) ? 'has' : 'lacks'} alarm ${id}: ${JSON.stringify(peer.clustering)}`
  return null
}

function firstOf<T>(list: readonly T[], find: (one: T) => string | null): string | null {
  for (const one of list) {
    const found = find(one)
    if (found !== null) return found
  }
  return null
}
