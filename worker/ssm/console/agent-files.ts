// What an administrator does to what the agent of the database keeps: the lock file of a master, and what the
// information base says of a node's data (SSM-24). In the words of GNU coreutils 8.22 and of Pacemaker 1.1.

import { AGENT_FOLDER, LOCK_FILE, mark } from '../resource-agent.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { isRunning, NOT_CONNECTED } from './cluster.ts'
import type { Printed } from './onprem.ts'

const LOCK = `${AGENT_FOLDER}/${LOCK_FILE}`

/** Lines of this kind, as completion offers them. */
export const AGENT_LINES: readonly string[] = [
  'crm_attribute -l forever -N primary-node -n db-data-status -G',
  'crm_attribute -l forever -N primary-node -n db-data-status -v LATEST',
  `ls ${AGENT_FOLDER}`,
  `rm ${LOCK}`,
]

const print = (text: string): Printed => ({ output: `${text}\n` })
const silent: Printed = { output: '' }

/** What the line leads to, or null for one that is none of these. */
export function onAgent(turn: Turn, typed: string): Printed | null {
  const removal = /^(?:sudo )?rm (-f )?(\S+)$/.exec(typed)
  if (removal?.[2] === LOCK) return removed(turn, removal[1] !== undefined)
  if (typed === `ls ${AGENT_FOLDER}` || typed === `ls ${AGENT_FOLDER}/`) return turn.state.isLocked ? print(LOCK_FILE) : silent
  const asked = /^crm_attribute (?:-l|--lifetime) forever (?:-N|--node) (\S+) (?:-n|--name) db-data-status (.+)$/.exec(typed)
  return asked === null ? null : attribute(turn, asked[1] ?? '', asked[2] ?? '')
}

function removed(turn: Turn, isForced: boolean): Printed {
  if (!turn.state.isLocked) return isForced ? silent : print(`rm: cannot remove ‘${LOCK}’: No such file or directory`)
  turn.set({ isLocked: false })
  turn.note('database', `The lock of a former master is removed on ${turn.name}: its database may start on the data it has.`)
  return silent
}

const nodesOf = ({ deployment }: HaState): readonly string[] => [deployment.node, deployment.peer.node]

function attribute(turn: Turn, node: string, what: string): Printed | null {
  const value = /^(?:-v|--update) (["']?)(LATEST|DISCONNECT|STREAMING\|A?SYNC)\1$/.exec(what)?.[2]
  const reads = /^(?:-G|--query)(?: (?:-q|--quiet))?$/.test(what)
  if (value === undefined && !reads) return null
  if (!isRunning(turn.state)) return print(NOT_CONNECTED)
  if (!nodesOf(turn.state).includes(node))
    return print(`Could not map name=${node} to a UUID\nError performing operation: No such device or address`)
  if (value !== undefined) {
    if (mark(turn, { [node]: value }))
      turn.setPacemaker({ lastChange: { at: turn.at, stamp: turn.local, via: 'crm_attribute', on: turn.name } })
    return silent
  }
  const known = turn.state.pacemaker.dataStatuses.of[node]
  if (known === undefined) return print('Error performing operation: No such device or address')
  return print(/ (?:-q|--quiet)$/.test(what) ? known : `scope=nodes  name=db-data-status value=${known}`)
}
