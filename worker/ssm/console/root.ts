// A root shell of a node, as far as it is modelled: the tools of the cluster stack and the
// replication views of the database. Everything else says by name that it is not modelled.

import { cib } from '../cib.ts'
import { stopLosesQuorum } from '../corosync.ts'
import { cleaned, cleanUp, die } from '../failures.ts'
import type { Config, Resource } from '../pacemaker.ts'
import { RESOURCES } from '../pacemaker.ts'
import { crash } from '../power.ts'
import { startCluster, stopCluster } from '../services.ts'
import { isPaired } from '../state.ts'
import type { Turn } from '../turn.ts'
import {
  cfgtool,
  crmMon,
  isRunning,
  NOT_CONFIGURED,
  NOT_CONNECTED,
  NOT_RUNNING,
  pcsStatus,
  QUORUM_LOSS,
  quorumtool,
  STARTING,
  STOPPING,
} from './cluster.ts'
import { crmMonXml } from './crm-mon-xml.ts'
import type { Printed } from './onprem.ts'
import { query } from './psql.ts'

export const rootPrompt = (node: string): string => `[root@${node} ~]# `

/** Every command line the shell knows begins with one of these. */
export const ROOT_COMMANDS: readonly string[] = [
  'cibadmin --query',
  'corosync-cfgtool -s',
  'corosync-quorumtool -s',
  'crm_mon --as-xml',
  'crm_mon -1',
  'echo c > /proc/sysrq-trigger',
  'exit',
  'hostname',
  'pcs cluster start',
  'pcs cluster stop',
  'pcs cluster stop --force',
  'pcs property set stonith-enabled=true',
  'pcs resource cleanup',
  'pcs resource meta db migration-threshold=3',
  'pcs status',
  'pcs status --full',
  'pkill -9 postgres',
  'psql -c "SELECT * FROM pg_stat_replication"',
]

const print = (text: string): Printed => ({ output: `${text}\n` })

export function runAsRoot(turn: Turn, line: string): Printed {
  const { state } = turn
  const typed = line.trim().replaceAll(/\s+/g, ' ')
  const sql = /^(?:sudo -u postgres |su - postgres -c )?psql (?:-\S+ \S+ )*-c (["'])(.+)\1$/.exec(typed)?.[2]
  if (sql !== undefined) {
    const answer = query(state, sql)
    return print(answer === null ? notModelled(`this query (${sql})`) : answer)
  }
  switch (typed) {
    case '':
      return { output: '' }
    case 'exit':
    case 'logout':
      return { output: 'logout\n', closes: true }
    case 'hostname':
      return print(turn.name)
    case 'pcs status':
    case 'pcs status --full':
      return print(pcsStatus(state, turn.local, typed.endsWith('--full')) ?? NOT_RUNNING)
    case 'crm_mon -1':
    case 'crm_mon -1r':
    case 'crm_mon -1Arf':
      return print(isRunning(state) ? crmMon(state, turn.local, typed.endsWith('f')) : NOT_CONNECTED)
    case 'crm_mon --as-xml':
    case 'crm_mon -X':
      return print(isRunning(state) ? crmMonXml(state, turn.local) : NOT_CONNECTED)
    case 'cibadmin --query':
    case 'cibadmin -Q':
    case 'pcs cluster cib':
      return print(isRunning(state) ? cib(state, turn.local) : NOT_CONNECTED)
    case 'corosync-cfgtool -s':
      return print(cfgtool(state))
    case 'corosync-quorumtool':
    case 'corosync-quorumtool -s':
    case 'corosync-quorumtool -p -s':
      return print(quorumtool(state, turn.local))
    case 'pcs cluster stop':
    case 'pcs cluster stop --force':
      if (!isPaired(state)) return print(NOT_CONFIGURED)
      if (typed === 'pcs cluster stop' && stopLosesQuorum(state.corosync)) return print(QUORUM_LOSS)
      stopCluster(turn)
      return print(STOPPING.join('\n'))
    case 'pcs cluster start':
      if (state.mode !== 'paired') return print(NOT_CONFIGURED)
      startCluster(turn)
      return print(STARTING.join('\n'))
    default:
      return administered(turn, typed) ?? print(unknown(typed))
  }
}

const isResource = (name: string | undefined): name is Resource => (RESOURCES as readonly (string | undefined)[]).includes(name)

// What an administrator does to the cluster, or to the node itself; null for a line that is none of it.
function administered(turn: Turn, typed: string): Printed | null {
  if (typed === 'pkill -9 postgres' || typed === 'killall -9 postgres') {
    die(turn, 'db')
    return { output: '' }
  }
  if (typed === 'echo c > /proc/sysrq-trigger') {
    crash(turn)
    return { output: '', closes: true }
  }
  const cleanup = /^(?:pcs resource cleanup|crm_resource --cleanup|crm_resource -C)(?: (?:-r )?(\S+))?$/.exec(typed)
  if (cleanup !== null) return cleanUpFrom(turn, cleanup[1])
  const meta = /^pcs resource (?:meta|update) (\S+) (?:meta )?migration-threshold=(\d{1,6}|INFINITY)$/.exec(typed)
  if (meta !== null) return threshold(turn, meta[1] ?? '', meta[2] ?? '')
  const fencing = /^pcs property set stonith-enabled=(true|false)$/.exec(typed)
  if (fencing !== null) return configured(turn, { fencing: fencing[1] === 'true' })
  return null
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

function configured(turn: Turn, change: Partial<Config>): Printed {
  if (!isRunning(turn.state)) return print(NOT_RUNNING)
  const { config } = turn.state.pacemaker
  turn.setPacemaker({
    config: { ...config, ...change, version: config.version + 1 },
    lastChange: { at: turn.at, stamp: turn.local, via: 'cibadmin', on: turn.name },
  })
  return { output: '' }
}

const MODELLED_TOOLS = [
  'pcs',
  'crm_mon',
  'crm_resource',
  'cibadmin',
  'corosync-cfgtool',
  'corosync-quorumtool',
  'psql',
  'systemctl',
]

function unknown(typed: string): string {
  const [tool = ''] = typed.split(' ')
  return MODELLED_TOOLS.includes(tool) ? notModelled(typed) : `-bash: ${tool}: command not found`
}

const notModelled = (what: string): string => `${what} is not modelled in this sandbox yet. Nothing was changed.`
