// What an administrator does on a root shell to the cluster, or to the node itself: properties, thresholds,
// stickiness, standby, preferences, fence devices, cleanup, and what kills. Each in the words of pcs 0.9.

import { cleaned, cleanUp, die } from '../failures.ts'
import type { FenceDevice } from '../fencing.ts'
import { type Config, INFINITY, QUORUM_POLICIES, RESOURCES, type Resource } from '../pacemaker.ts'
import { crash } from '../power.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { isRunning, NOT_RUNNING } from './cluster.ts'
import { constraints, freeId, preference } from './constraints.ts'
import type { Printed } from './onprem.ts'

/** Lines of this kind, as completion offers them. */
export const ADMINISTRATION: readonly string[] = [
  'echo c > /proc/sysrq-trigger',
  'pcs constraint location db-master rule role=master score=5000 #uname eq primary-node',
  'pcs constraint --full',
  'pcs constraint remove location-db-master',
  'pcs node standby',
  'pcs node unstandby',
  'pcs property set no-quorum-policy=ignore',
  'pcs property set startup-fencing=false',
  'pcs property set stonith-enabled=true',
  'pcs resource cleanup',
  'pcs resource defaults resource-stickiness=100',
  'pcs resource meta db migration-threshold=3',
  'pcs stonith create fence fence_vmware_soap ipaddr=vcenter.example.com login=fencing pcmk_delay_max=15s',
  'pcs stonith delete fence',
  'pkill -9 postgres',
]

const print = (text: string): Printed => ({ output: `${text}\n` })
const silent: Printed = { output: '' }

type Words = readonly (string | undefined)[]
type Deed = { readonly line: RegExp; readonly run: (turn: Turn, words: Words) => Printed }

const DEEDS: readonly Deed[] = [
  {
    line: /^(pkill|killall) -9 postgres$/,
    run: (turn, [tool]) => {
      const runs = turn.state.database.process !== 'stopped'
      die(turn, 'db')
      return runs || tool === 'pkill' ? silent : print('postgres: no process found')
    },
  },
  {
    line: /^echo c > \/proc\/sysrq-trigger$/,
    run: (turn) => {
      crash(turn)
      return { output: '', closes: true }
    },
  },
  {
    line: /^(?:pcs resource cleanup|crm_resource --cleanup|crm_resource -C)(?: (?:-r )?(\S+))?$/,
    run: (turn, [resource]) => cleanUpFrom(turn, resource),
  },
  {
    line: /^pcs resource (?:meta|update) (\S+) (?:meta )?migration-threshold=(\d{1,6}|INFINITY)$/,
    run: (turn, [resource = '', value = '']) => threshold(turn, resource, value),
  },
  {
    line: /^pcs property set stonith-enabled=(?:(true|on|yes|y|1)|false|off|no|n|0)$/i,
    run: (turn, [truth]) => configured(turn, { fencing: truth !== undefined }),
  },
  {
    line: /^pcs property set startup-fencing=(?:(true|on|yes|y|1)|false|off|no|n|0)$/i,
    run: (turn, [truth]) => configured(turn, { startupFencing: truth !== undefined }),
  },
  {
    line: /^pcs property set no-quorum-policy=(\w+)$/,
    run: (turn, [value = '']) => quorumPolicy(turn, value),
  },
  {
    line: /^pcs property set ((?:stonith-enabled|startup-fencing|no-quorum-policy)=\S+)$/,
    run: (_, [pair = '']) => invalid(pair),
  },
  {
    line: /^pcs resource defaults resource-stickiness=(\d{1,7}|INFINITY)$/,
    run: (turn, [value]) => {
      const { output } = configured(turn, { stickiness: scoreOf(value) })
      return print(
        output.trimEnd() || 'Warning: Defaults do not apply to resources which override them with their own defined values',
      )
    },
  },
  {
    line: /^pcs (?:node|cluster) (standby|unstandby)(?: (\S+))?$/,
    run: (turn, [word, node]) => standby(turn, word === 'standby', node),
  },
  {
    line: /^pcs constraint location db-master rule role=[mM]aster score=(-?(?:\d{1,7}|INFINITY)) \\?#uname eq (\S+)$/,
    run: (turn, [score, node = '']) => preferred(turn, node, scoreOf(score)),
  },
  {
    line: /^pcs constraint (?:location )?remove (\S+)$/,
    run: (turn, [id = '']) => unpreferred(turn, id),
  },
  {
    line: /^pcs constraint(?: (?:list|show))?( --full)?$/,
    run: ({ state }, [full]) => print(isRunning(state) ? constraints(state.pacemaker.config, full !== undefined) : UNREAD),
  },
  {
    line: /^pcs stonith create (\S+) (\S+)((?: \S+)*)$/,
    run: (turn, [id = '', agent = '', options = '']) => device(turn, id, agent, options),
  },
  { line: /^pcs stonith delete (\S+)$/, run: (turn, [id = '']) => deviceDeleted(turn, id) },
]

/** What the line leads to, or null for one that is none of these. */
export function administered(turn: Turn, typed: string): Printed | null {
  for (const { line, run } of DEEDS) {
    const words = line.exec(typed)?.slice(1)
    if (words !== undefined) return run(turn, words)
  }
  return null
}

const isResource = (name: string | undefined): name is Resource => (RESOURCES as readonly (string | undefined)[]).includes(name)

const scoreOf = (text = ''): number => {
  const value = Number(text.replace('INFINITY', String(INFINITY)))
  return Math.max(-INFINITY, Math.min(INFINITY, value))
}

// What pcs says where the cluster information base cannot be read.
const UNREAD = 'Error: unable to get cib'

const nodesOf = ({ deployment }: HaState): readonly string[] => [deployment.node, deployment.peer.node]

function standby(turn: Turn, goes: boolean, named: string | undefined): Printed {
  const { state } = turn
  if (!isRunning(state)) return print(NOT_RUNNING)
  const all = nodesOf(state)
  const nodes = named === '--all' ? all : [named ?? turn.name]
  const unknown = nodes.find((node) => !all.includes(node))
  if (unknown !== undefined) return print(`Error: Node '${unknown}' does not appear to exist in configuration`)
  const before = (state.pacemaker.config.standby ?? []).filter((node) => !nodes.includes(node))
  turn.note('cluster', `${nodes.join(' and ')} ${goes ? 'may run nothing: standby' : 'may run resources again'}.`)
  return configured(turn, { standby: goes ? [...before, ...nodes].sort() : before })
}

function preferred(turn: Turn, node: string, score: number): Printed {
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  if (!nodesOf(turn.state).includes(node)) return print(`Error: Node '${node}' does not appear to exist in configuration`)
  const { preferences = [] } = turn.state.pacemaker.config
  const same = preferences.find((each) => each.node === node && each.score === score)
  return same === undefined
    ? configured(turn, { preferences: [...preferences, { id: freeId(preferences), node, score }] })
    : print(['Error: duplicate constraint already exists, use --force to override', ...preference(same, '  ', true)].join('\n'))
}

function unpreferred(turn: Turn, id: string): Printed {
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  const { preferences = [] } = turn.state.pacemaker.config
  const others = preferences.filter((each) => each.id !== id)
  return others.length === preferences.length
    ? print(`Error: Unable to find constraint - '${id}'`)
    : configured(turn, { preferences: others })
}

/** Fence agents that the model can be told to use, with what pcs asks for: they all reset the virtual machine of a node. */
const AGENTS: { readonly [agent: string]: readonly string[] } = {
  fence_vmware_soap: ['ipaddr', 'login'],
  fence_vmware_rest: ['ipaddr', 'login'],
  fence_ipmilan: ['ipaddr'],
}

/** What says where the device is and who asks: it is always reached and always obeys, so nothing depends on these. */
const ACCESS = ['ipaddr', 'login', 'passwd', 'ssl', 'ssl_insecure', 'lanplus', 'ipport']

function device(turn: Turn, id: string, agent: string, options: string): Printed {
  const { config } = turn.state.pacemaker
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  const required = Object.hasOwn(AGENTS, agent) ? AGENTS[agent] : undefined
  if (required === undefined)
    return print(
      `Error: Agent '${agent}' is not installed or does not provide valid metadata: Agent ${agent} not found or does not support meta-data: Invalid argument (22), use --force to override`,
    )
  const given = new Map(options.split(' ').flatMap((each) => (each === '' ? [] : [pairOf(each)])))
  const delayMaxMs = spanOf(given.get('pcmk_delay_max') ?? '0')
  const strange = [...given.keys()].find((name) => name !== 'pcmk_delay_max' && !ACCESS.includes(name))
  if (strange !== undefined || delayMaxMs === null) {
    const what = strange ?? `pcmk_delay_max=${given.get('pcmk_delay_max')}`
    return print(`A fence device with ${what} is not modelled in this sandbox. Nothing was changed.`)
  }
  const missing = required.filter((name) => (given.get(name) ?? '') === '').map((name) => `'${name}'`)
  if (missing.length > 0) {
    const [s, are] = missing.length === 1 ? ['', 'is'] : ['s', 'are']
    return print(`Error: required stonith option${s} ${missing.join(', ')} ${are} missing, use --force to override`)
  }
  if (id === config.device?.id || isResource(id) || id === 'db-master') return print(`Error: '${id}' already exists`)
  if (config.device !== undefined) return print('A second fence device is not modelled in this sandbox. Nothing was changed.')
  return configured(turn, { device: { id, agent, delayMaxMs } satisfies FenceDevice })
}

function pairOf(option: string): readonly [name: string, value: string] {
  const [name = '', ...value] = option.split('=')
  return [name, value.join('=')]
}

const UNIT_MS: { readonly [unit: string]: number } = { '': 1_000, s: 1_000, sec: 1_000, ms: 1, msec: 1, m: 60_000, min: 60_000 }

/** A span as Pacemaker reads it, seconds where no unit is given; null for one beyond five minutes, or none. */
function spanOf(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,6})(ms|msec|s|sec|m|min)?$/.exec(text) ?? []
  const ms = Number(count) * (UNIT_MS[unit] ?? Number.NaN)
  return ms <= 300_000 ? ms : null
}

function deviceDeleted(turn: Turn, id: string): Printed {
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  const { device: known, ...others } = turn.state.pacemaker.config
  if (id !== known?.id) return print(`Error: Resource '${id}' does not exist.`)
  turn.setPacemaker({ config: others })
  configured(turn, {})
  return print(`Attempting to stop: ${id}...Stopped`)
}

function cleanUpFrom(turn: Turn, resource: string | undefined): Printed {
  const { deployment } = turn.state
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  const wanted = resource === 'db-master' ? 'db' : resource
  if (wanted !== undefined && !isResource(wanted))
    return print(
      `Error: Unable to forget failed operations of resource: ${wanted}\nResource '${wanted}' not found\nError performing operation: No such device or address`,
    )
  cleanUp(turn, wanted ?? null)
  const hasPeer = turn.state.corosync.members.includes(deployment.peer.node)
  const { peer } = turn.state
  if (hasPeer) turn.say({ say: 'cleanup', resource: wanted ?? null })
  if (peer.status !== null) turn.set({ peer: { ...peer, status: { ...peer.status, ...cleaned(peer.status, wanted ?? null) } } })
  turn.note('cleanup', `The failures of ${wanted ?? 'all resources'} are forgotten.`)
  return print(
    wanted === undefined
      ? 'Cleaned up all resources on all nodes\nWaiting for 1 reply from the CRMd. OK'
      : [deployment.node, ...(hasPeer ? [deployment.peer.node] : [])].map((node) => `Cleaned up ${wanted} on ${node}`).join('\n'),
  )
}

function threshold(turn: Turn, resource: string, value: string): Printed {
  const wanted = resource === 'db-master' ? 'db' : resource
  if (!isResource(wanted)) return print(`Error: unable to find a resource/clone/master/group: ${resource}`)
  const { [wanted]: _, ...others } = turn.state.pacemaker.config.thresholds
  const number = Number(value)
  // Zero and INFINITY both mean that a resource is never moved for its failures.
  return configured(turn, { thresholds: value === 'INFINITY' || number === 0 ? others : { ...others, [wanted]: number } })
}

const invalid = (pair: string): Printed => print(`Error: invalid value of property: '${pair}', (use --force to override)`)

function quorumPolicy(turn: Turn, value: string): Printed {
  const policy = QUORUM_POLICIES.find((each) => each === value)
  return policy === undefined ? invalid(`no-quorum-policy=${value}`) : configured(turn, { quorumPolicy: policy })
}

function configured(turn: Turn, change: Partial<Config>): Printed {
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  const { config } = turn.state.pacemaker
  turn.setPacemaker({
    config: { ...config, ...change, version: config.version + 1 },
    lastChange: { at: turn.at, stamp: turn.local, via: 'cibadmin', on: turn.name },
  })
  return silent
}
