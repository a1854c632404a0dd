// What the tests of the pair share: a lab, and short words for what is done to it.

import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import type { Answer, Page } from '../../../worker/kernel/surface.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import type { HaState } from '../../../worker/ssm/state.ts'

export const PRIMARY = 'primary-node'
export const SECONDARY = 'secondary-node'
export const ACCOUNT = 'annanr-ssm-on-prem-8-202006'
export const HEARTBEAT = { kind: 'link-down', a: PRIMARY, b: SECONDARY, network: 'private' } as const

export const lab1 = (seed = 1): Lab => openLab(ssm, 'ssm-lab1', seed)

/** What a line prints. Throws when the console does not answer. */
export function type(lab: Lab, node: string, line: string, login: string | null = null): string {
  const answer = lab.ask(node, { op: 'console', line, session: null, login })
  if (answer.is !== 'console') throw new Error(`${node} did not take "${line}": ${JSON.stringify(answer)}`)
  return answer.output
}

/** What a line prints on a root shell. */
export const root = (lab: Lab, node: string, line: string): string => type(lab, node, line, 'root')

/** Types lines into one session, the first of them into a fresh one; what all of them print. */
export function typeAll(lab: Lab, node: string, lines: readonly string[]): string {
  let session: string | null = null
  let output = ''
  for (const line of lines) {
    const answer = lab.ask(node, { op: 'console', line, session, login: null })
    if (answer.is !== 'console') throw new Error(`${node} did not take "${line}": ${JSON.stringify(answer)}`)
    session = answer.session
    output += answer.output
  }
  return output
}

export const press = (lab: Lab, node: string, action: string, body: Record<string, string>): Answer =>
  lab.ask(node, { op: 'act', action, body })

/** Runs until nothing is under way; an hour is far more than anything takes. */
export function settle(lab: Lab): void {
  if (!lab.settle(60 * MINUTE_MS).settled) throw new Error(`not settled within an hour: ${JSON.stringify(lab.world().nodes)}`)
}

export const stateOf = (lab: Lab, node: string): HaState => lab.state(node) as HaState

export type View = {
  readonly state: string
  readonly cluster: string
  readonly role: string
  readonly mode: string
  readonly hostCommonName: string
  readonly failCounts: { readonly [resource: string]: number }
  readonly failedActions: readonly object[]
  readonly holdsVip: boolean
  readonly gui: string
  readonly database: {
    readonly role: string
    readonly walPosition: string
    readonly timeline: number
    readonly replicas: readonly object[]
  }
  readonly widget: {
    readonly status: string
    readonly heartbeat: string
    readonly active: string
    readonly standby: string
  } | null
  readonly accounts: readonly {
    readonly name: string
    readonly status: string
    readonly certificate: string | null
    readonly lastSync: string | null
  }[]
}

export function view(lab: Lab, node: string): View {
  const found = lab.snapshot().nodes.find(({ id }) => id === node)
  if (found === undefined) throw new Error(`no node ${node}`)
  return found as unknown as View
}

/** A page that must answer. */
export function pageOf(lab: Lab, node: string, page: string): Page {
  const reading = lab.read(node, { ask: 'page', page })
  if (reading.is !== 'page') throw new Error(`${node} shows no ${page}: ${JSON.stringify(reading)}`)
  return reading.page
}

/** The value the screen prints under pg_last_xlog_replay_location, '' when blank. */
export const replayed = (screen: string): string =>
  /pg_last_xlog_replay_location\n-+\n ?(.*)\n\(1 row\)/.exec(screen)?.[1] ?? 'no such block'

/** Rows below "Replication to slave". */
export const replicaRows = (screen: string): number =>
  Number(/\((\d+) rows?\)\n\nReplication from master/.exec(screen)?.[1] ?? NaN)

/** A position as a number, to be compared. */
export function bytes(position: string): number {
  const [high = '', low = ''] = position.split('/')
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16)
}

/** What the databases of the two nodes are, the primary's first. */
export const databases = (lab: Lab): readonly string[] => [view(lab, PRIMARY).database.role, view(lab, SECONDARY).database.role]
