// The console `onprem-console`: its commands and what they print (SSM-10, SSM-11, SSM-12).

import type { CommandEntry } from '../../kernel/product.ts'
import type { Instant } from '../../kernel/time.ts'
import { MINUTE_MS, SECOND_MS } from '../../kernel/time.ts'
import { backUp, backupFiles } from '../backups.ts'
import { loginTime } from '../clock.ts'
import { copy } from '../copying.ts'
import { stopLosesQuorum } from '../corosync.ts'
import { takeOver } from '../migrating.ts'
import { canAnswer, streaming } from '../postgres.ts'
import { deploy, generateKeys, mayDeploy, type Outcome, provisionStandby } from '../provisioning.ts'
import { mayRestore, restore } from '../restoring.ts'
import { startCluster, stopCluster } from '../services.ts'
import { tearDown } from '../standalone.ts'
import { type HaState, isPaired, type Waiting } from '../state.ts'
import type { Turn } from '../turn.ts'
import { tunnelUnit } from '../units.ts'
import { upgrade } from '../upgrading.ts'
import { isRunning, NOT_CONFIGURED, NOT_RUNNING, pcsStatus, QUORUM_LOSS, STARTING, STOPPING } from './cluster.ts'
import { curl } from './curl.ts'
import { replicationFromMaster, replicationToSlave } from './psql.ts'

/** What the console greets with. */
export const BANNER = 'SSM On-Prem Console'
/** What the console asks for a line with. */
export const PROMPT = '>> '

/** What a line leads to: what it prints, whether the shell ends with it, and what the shell then waits to be told, about which file. */
export type Printed = {
  readonly output: string
  readonly closes?: boolean
  readonly asks?: Waiting
  readonly about?: string
}

/** How long `pcs status` takes on a running node: the second su of ha_status comes that much later (document 217212, its Last login lines). */
const PCS_STATUS_MS = 2 * SECOND_MS

type Command = {
  readonly what: string
  readonly run: (turn: Turn, args: readonly string[]) => Printed
}

const print = (...lines: readonly string[]): Printed => ({ output: lines.map((line) => `${line}\n`).join('') })

/** A command of the deployment: root's login, then what it says, then its question when it has one. */
function asRoot(turn: Turn, outcome: Outcome, asks?: Waiting): Printed {
  const printed = print(su(turn, turn.local), ...outcome.lines)
  return outcome.is === 'done' && asks !== undefined ? { ...printed, asks } : printed
}

/** What stands before the cursor while a command waits for its answer. That of ha_teardown as in document 217212. */
export const QUESTIONS: { readonly [waiting in Waiting]: string } = {
  teardown: "Destroy HA cluster and convert to stand-alone? Enter 'yes' to continue: ",
  'virtual-ip': 'Virtual IP address of the pair: ',
  restore: "Restore the database? Enter 'yes' to continue: ",
  archive: 'Name of the migration archive: ',
}

/** Takes the answer to a question; `about` is the file it was asked about, '' for none. */
export function answered(turn: Turn, waiting: Waiting, about: string, line: string): Printed {
  if (waiting === 'virtual-ip') return print(...deploy(turn, line).lines)
  if (waiting === 'archive') {
    const { lines, restarts } = takeOver(turn, line.trim())
    return { ...print(...lines), closes: restarts }
  }
  // Only "yes" is known to go on; that anything else changes nothing is assumed.
  const isConfirmed = line.trim() === 'yes'
  if (waiting === 'restore') return print(...(isConfirmed ? restore(turn, about) : ['The database was not changed.']))
  if (!isConfirmed) return print('The HA cluster was not changed.')
  if (turn.state.mode !== 'paired') return print('HA is not enabled.')
  const tunnel = tunnelLines(turn.state)
  tearDown(turn)
  // The last root login of the script has no terminal: the next Last login line ends with its year.
  turn.set({ lastRoot: { ...turn.state.lastRoot, tty: null } })
  return print(...TEARDOWN_BEFORE, ...tunnel, ...TEARDOWN_AFTER)
}

const TEARDOWN_WARNING = [
  '',
  'WARNING: You are about to destroy the HA cluster configuration',
  'and convert this service node into stand-alone mode without a cluster.',
  '',
  'This script operates on the local service node and will not',
  'affect the remote service node.',
  '',
]
const TEARDOWN_BEFORE = [
  'Adjusting firewall...',
  'success',
  'success',
  'The interface is under control of NetworkManager, setting zone to default.',
  'success',
  'success',
  'Destroying HA cluster...',
  'Stopping Cluster (pacemaker)...',
  'Stopping Cluster (corosync)...',
  'Shutting down pacemaker/corosync services...',
  'Killing any remaining services...',
  'Removing all cluster configuration files...',
  'Disabling HA services...',
  'Removed symlink /etc/systemd/system/multi-user.target.wants/pcsd.service.',
  'Stopping SSH tunnel...',
]
const TEARDOWN_AFTER = [
  'Removed symlink /etc/systemd/system/multi-user.target.wants/tunha.service.',
  'Cleaning up...',
  'atlantis_default',
  'Enabling SSMS stand-alone mode...',
  'Created symlink from /etc/systemd/system/multi-user.target.wants/satellite.service to /etc/systemd/system/satellite.service.',
  'Deleting SSH tunnel user...',
  '',
  'HA cluster has been destroyed.  SSMS is now in stand-alone mode.',
  '',
]

// The tunnel is opened from the primary; without its peer's user it can only try again.
function tunnelLines(state: HaState): readonly string[] {
  if (state.deployment.number !== 1) return []
  const { name, active, sub, description } = tunnelUnit(state)
  return [
    `  ${name}.service  loaded  ${active} ${sub} ${description}`,
    `Removed symlink /etc/systemd/system/multi-user.target.wants/${name}.service.`,
  ]
}

function teardown(turn: Turn): Printed {
  const login = su(turn, turn.local)
  if (turn.state.mode !== 'paired') return print(login, 'HA is not enabled.')
  return { ...print(login, ...TEARDOWN_WARNING), asks: 'teardown' }
}

/** In the alphabetical order in which help and completion list them. What each is for is in our words. */
const COMMANDS: { readonly [name: string]: Command } = {
  copy: {
    what: 'copy a file from another host to this server',
    run: (turn, args) => print(su(turn, turn.local), ...copy(turn, args)),
  },
  curl: { what: 'transfer a URL', run: (turn, args) => ({ output: curl(turn, args) }) },
  database_backup: { what: 'write a backup of the database', run: (turn) => print(su(turn, turn.local), ...backUp(turn)) },
  database_restore: { what: 'restore the database from a backup', run: askToRestore },
  exit: { what: 'leave the console', run: () => ({ output: '', closes: true }) },
  ha_cluster_start: { what: 'start the cluster services of this node', run: clusterStart },
  ha_cluster_stop: { what: 'stop the cluster services of this node', run: clusterStop },
  ha_deploy: {
    what: 'build the high-availability pair, on the first server',
    run: (turn) => asRoot(turn, mayDeploy(turn), 'virtual-ip'),
  },
  ha_generatekeys: { what: 'make the keys of the tunnel between the servers', run: (turn) => asRoot(turn, generateKeys(turn)) },
  ha_provision_standby: { what: 'prepare the second server', run: (turn) => asRoot(turn, provisionStandby(turn)) },
  ha_status: { what: 'show the state of the cluster and of database replication', run: status },
  ha_teardown: { what: 'turn this node into a stand-alone server', run: teardown },
  help: { what: 'list the commands', run: help },
  upgrade: { what: 'install a patch', run: runPatch },
  version: { what: 'show versions and patches', run: version },
}

/** The commands as the reference pages list them. */
export const COMMAND_REFERENCE: readonly CommandEntry[] = Object.entries(COMMANDS).map(([name, { what }]) => ({
  login: null,
  name,
  what: `${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`,
  takes: [],
}))

/** Carries out one line. */
export function run(turn: Turn, line: string): Printed {
  if (line.endsWith('\t')) return print(...listing(completions(turn.state, line.slice(0, -1))))
  const [name = '', ...rest] = line.trim().split(/\s+/)
  if (name === '') return { output: '' }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) return print(`Unknown command: ${name}. Type help for the commands there are.`)
  if (rest.length > 0 && TAKES_NOTHING.test(name))
    return print(`${name} takes no arguments; "${rest.join(' ')}" was not expected.`)
  return command.run(turn, rest)
}

const TAKES_NOTHING = /^(?:ha_|database_backup$)/

/** What `line` may go on to, in alphabetical order: commands, and the files that a command takes from this server. */
export function completions(state: HaState, line: string): readonly string[] {
  const typed = /^\s*(\S*)(?:\s+(\S*))?$/.exec(line)
  if (typed === null) return []
  const [, name = '', word] = typed
  if (word === undefined) return Object.keys(COMMANDS).filter((each) => each.startsWith(name))
  const files =
    name === 'database_restore'
      ? backupFiles(state).map((file) => `backups:${file}`)
      : name === 'upgrade'
        ? state.files.filter((file) => file.endsWith('.sh')).map((file) => `patches:${file}`)
        : []
  return files.filter((each) => each.startsWith(word))
}

/** Completions as the console lists them: two rows, filled column by column (document 217212). */
export function listing(names: readonly string[]): readonly string[] {
  const rows = names.length > 1 ? 2 : 1
  return Array.from({ length: Math.min(rows, names.length) }, (_, row) => names.filter((_, i) => i % rows === row).join('  '))
}

function help(): Printed {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  return print('Commands:', ...Object.entries(COMMANDS).map(([name, { what }]) => `  ${name.padEnd(width)}  ${what}`))
}

function version(turn: Turn): Printed {
  const { version: current, iso, patches } = turn.state.deployment
  return print(
    `On-Prem version (current): ${current}`,
    `On-Prem version (ISO): ${iso}`,
    `Patches installed:${patches.map((patch) => ` ${patch}`).join('')}`,
  )
}

/**
 * A command becomes root by `su -`, which prints when root last logged in; the next one will print
 * this time (su(1); document 217212). Returns the line, and remembers `local` for the next.
 */
function su(turn: Turn, local: Instant): string {
  const { lastRoot } = turn.state
  // A command seconds ago may have ended later than this one; more than that, the clock was set back.
  const isAhead = lastRoot.local - local < MINUTE_MS
  turn.set({ lastRoot: { local: isAhead ? Math.max(local, lastRoot.local) : local, tty: 'pts/0' } })
  return `Last login: ${loginTime(lastRoot.local)}${lastRoot.tty === null ? '' : ` on ${lastRoot.tty}`}`
}

function clusterStop(turn: Turn): Printed {
  const login = su(turn, turn.local)
  if (!isPaired(turn.state)) return print(login, NOT_CONFIGURED)
  if (stopLosesQuorum(turn.state.corosync)) return print(login, QUORUM_LOSS)
  stopCluster(turn)
  return print(login, ...STOPPING)
}

function clusterStart(turn: Turn): Printed {
  const login = su(turn, turn.local)
  if (turn.state.mode !== 'paired') return print(login, NOT_CONFIGURED)
  startCluster(turn)
  return print(login, ...STARTING)
}

function runPatch(turn: Turn, args: readonly string[]): Printed {
  const login = su(turn, turn.local)
  const { lines, asks } = upgrade(turn, args)
  const printed = print(login, ...lines)
  return asks === undefined ? printed : { ...printed, asks }
}

function askToRestore(turn: Turn, args: readonly string[]): Printed {
  const login = su(turn, turn.local)
  const { lines, file } = mayRestore(turn, args)
  const printed = print(login, ...lines)
  return file === undefined ? printed : { ...printed, asks: 'restore', about: file }
}

const RULE = '='.repeat(37)

function status(turn: Turn): Printed {
  const first = su(turn, turn.local)
  const cluster = pcsStatus(turn.state, turn.local, true) ?? NOT_RUNNING
  const second = su(turn, turn.local + (isRunning(turn.state) ? PCS_STATUS_MS : 0))
  if (!isPaired(turn.state)) return print(first, NOT_RUNNING, second, 'HA is not enabled.', '')
  return print(first, ...cluster.split('\n'), second, RULE, 'Database Replication Status:', RULE, ...replication(turn.state))
}

/**
 * Whom this database says it replicates with. The label follows the rows of pg_stat_replication and
 * not the role: a promoted master without a standby still reads "slave" (inferred: no screen of
 * document 217212 shows a master without rows).
 */
function replication(state: HaState): readonly string[] {
  const { peer } = state.deployment
  if (!canAnswer(state.database)) return ['DB service not currently running.', '']
  const label =
    streaming(state.database).length > 0
      ? `Database is currently the replication master - Replicating to ${peer.node} (${peer.publicAddress})`
      : `Database is currently the replication slave - Replicating from ${peer.node} (${peer.publicAddress})`
  return [
    label,
    '',
    'Replication to slave:',
    ...replicationToSlave(state).split('\n'),
    '',
    'Replication from master:',
    ...replicationFromMaster(state).split('\n'),
  ]
}
