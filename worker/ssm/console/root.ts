// A root shell of a node, as far as it is modelled: the tools of the cluster stack and the
// replication views of the database. Everything else says by name that it is not modelled.

import { cib } from '../cib.ts'
import { stopLosesQuorum } from '../corosync.ts'
import { startCluster, stopCluster } from '../services.ts'
import { isPaired } from '../state.ts'
import type { Turn } from '../turn.ts'
import { ADMINISTRATION, administered } from './administration.ts'
import { AGENT_LINES, onAgent } from './agent-files.ts'
import {
  cfgtool,
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
import { crmMon } from './crm-mon.ts'
import { crmMonAsked } from './crm-mon-options.ts'
import { crmMonXml } from './crm-mon-xml.ts'
import type { Printed } from './onprem.ts'
import { query } from './psql.ts'
import { FILE_LINES, onServerFiles } from './server-files.ts'
import { SYSTEMCTL_LINES, systemctl } from './systemctl.ts'

/** What a root shell asks for a line with. */
export const rootPrompt = (node: string): string => `[root@${node} ~]# `

/** Every command line the shell knows begins with one of these. */
export const ROOT_COMMANDS: readonly string[] = [
  ...ADMINISTRATION,
  ...AGENT_LINES,
  ...FILE_LINES,
  ...SYSTEMCTL_LINES,
  'cibadmin --query',
  'corosync-cfgtool -s',
  'corosync-quorumtool -s',
  'crm_mon --as-xml',
  'crm_mon -1',
  'crm_mon -1Arf',
  'crm_mon -1n',
  'crm_mon -1r',
  'exit',
  'hostname',
  'pcs cluster start',
  'pcs cluster stop',
  'pcs cluster stop --force',
  'pcs status',
  'pcs status --full',
  'psql -c "SELECT * FROM pg_stat_replication"',
  'psql -c "SELECT pg_current_xlog_location()"',
  'psql -c "SELECT pg_last_xlog_replay_location()"',
].sort()

const print = (text: string): Printed => ({ output: `${text}\n` })

/** What a line on a root shell leads to and prints (SSM-14). */
export function runAsRoot(turn: Turn, line: string): Printed {
  const { state } = turn
  const typed = line.trim().replaceAll(/\s+/g, ' ')
  const sql = /^(?:sudo -u postgres |su - postgres -c )?psql (?:-\S+ \S+ )*-c (["'])(.+)\1$/.exec(typed)?.[2]
  if (sql !== undefined) {
    const answer = query(state, sql)
    return print(answer === null ? notModelled(`this query (${sql})`) : answer)
  }
  if (/^crm_mon( |$)/.test(typed)) return print(monitor(turn, typed))
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
      return (
        administered(turn, typed) ??
        onAgent(turn, typed) ??
        onServerFiles(turn, typed) ??
        print(systemctl(state, typed) ?? notModelled(typed))
      )
  }
}

function monitor({ state, local }: Turn, typed: string): string {
  const asked = crmMonAsked(typed)
  if (asked === null) return notModelled(typed)
  if (!isRunning(state)) return NOT_CONNECTED
  return asked === 'xml' ? crmMonXml(state, local) : crmMon(state, local, asked)
}

// A real server has many more programs than are modelled: that one is not there is never said.
const notModelled = (what: string): string => `${what} is not modelled in this sandbox. Nothing was changed.`
