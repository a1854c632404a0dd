// Pacemaker's own scheduler beside the model's: both asked what to do from one exported state.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { cib } from '../../../worker/ssm/cib.ts'
import { membersOf } from '../../../worker/ssm/controller.ts'
import { isQuorate } from '../../../worker/ssm/corosync.ts'
import { isUnclean, isUnseen } from '../../../worker/ssm/fencing.ts'
import { decide } from '../../../worker/ssm/pacemaker.ts'
import type { HaState } from '../../../worker/ssm/state.ts'
import { PRIMARY, SECONDARY, stateOf } from './pair.ts'

const environment = { ...process.env, CIB_shadow_dir: tmpdir() }

/** Whether crm_simulate can be asked here. */
export const isInstalled = spawnSync('crm_simulate', ['--version'], { env: environment }).status === 0

const folder = mkdtempSync(join(tmpdir(), 'cib-'))
const known = new Map<string, string>()

/**
 * The document for tools that need not hold it against the schema, which takes them twenty times as long as their
 * own work: crm_verify does (monitor.ts).
 */
export const unvalidated = (document: string): string => document.replace(/ validate-with="[^"]*"/, ' validate-with="none"')

/** What the scheduler prints of a state. */
function printed(xml: string): string {
  const before = known.get(xml)
  if (before !== undefined) return before
  const path = join(folder, 'cib.xml')
  writeFileSync(path, unvalidated(xml))
  const { stdout, stderr, status } = spawnSync('crm_simulate', ['--simulate', '--xml-file', path], {
    env: environment,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  known.set(xml, stdout)
  return stdout
}

const actionsIn = (text: string): readonly string[] =>
  [...text.matchAll(/Resource action: (db|vip|satellite) +(start|stop|promote|demote) on (\S+)/g)].map(
    ([, resource, action, node]) => `${action} ${resource} ${node}`,
  )

/** What the scheduler would do: its resource actions, without monitors and notifications. */
export const simulated = (xml: string): readonly string[] => actionsIn(printed(xml))

/** Which nodes the scheduler would have fenced, and what it would do before the first of them is. */
export function fenced(xml: string): { readonly nodes: readonly string[]; readonly before: readonly string[] } {
  const text = printed(xml)
  const found = [...text.matchAll(/^ +\* Fencing (\S+) \(reboot\)$/gm)]
  return {
    nodes: found.map(([, node]) => node ?? '').sort(),
    before: actionsIn(found[0] === undefined ? text : text.slice(0, found[0].index)),
  }
}

/** What the model would do, seen from one node. */
export function decided(lab: Lab, node: string): readonly string[] {
  const state = stateOf(lab, node)
  return decide(
    membersOf(state),
    isQuorate(state.corosync),
    isUnclean(state) && state.pacemaker.config.device === undefined,
  ).flatMap((action) => (action.do === 'leave' ? [] : [`${action.do} ${action.resource} ${action.node}`]))
}

/** Any instant: only its distance to the times in the state would matter, and nothing there is aged. */
const NOW = 1_600_000_000_000

/** Holds the two decisions beside each other, where this node has a cluster and knows how its members stand. */
export function compare(lab: Lab, node: string): void {
  const state = stateOf(lab, node)
  const members = membersOf(state)
  if (state.services !== 'running' || members.length < state.corosync.members.length) return
  const xml = cib(state, NOW)
  // What could not be stopped has its node fenced: the model waits for that, the scheduler plans beyond it.
  if (state.pacemaker.config.fencing && members.some(({ status }) => status.blocked.length > 0)) {
    compareFencing(state, xml)
    return
  }
  const [own, theirs] = [decided(lab, node), simulated(xml)]
  const stands = JSON.stringify(
    members.map(({ node: each, status }) => ({ ...status, node: each, lastChange: undefined, since: undefined })),
  )
  expect([...theirs].sort(), `as ${node} sees ${stands}`).toEqual([...own].sort())
  // What is done on one node is done in the model's order.
  for (const each of [PRIMARY, SECONDARY]) {
    const on = (actions: readonly string[]) => actions.filter((action) => action.endsWith(each))
    expect(stopFirst(on(theirs)), stands).toEqual(on(own))
  }
}

/** What the model decides on, and that Pacemaker decides so, too, where it can be asked. */
export function decision(lab: Lab, node: string): readonly string[] {
  if (isInstalled) compare(lab, node)
  return decided(lab, node)
}

/** Both have the same nodes fenced, and nothing is done before. */
function compareFencing(state: HaState, xml: string): void {
  const members = membersOf(state)
  const unable = members.filter(({ status }) => status.blocked.length > 0).map(({ node }) => node)
  const unseen = isUnseen(state) && state.pacemaker.config.quorumPolicy === 'ignore'
  const lost = state.peer.lost === null && !unseen ? [] : [state.deployment.peer.node]
  const stands = JSON.stringify(members.map(({ node, status }) => ({ ...status, node, lastChange: undefined })))
  expect(fenced(xml), stands).toEqual({ nodes: [...unable, ...lost].sort(), before: [] })
  expect(decide(members, isQuorate(state.corosync), isUnclean(state)), stands).toEqual([])
}

/**
 * An application beside a virtual IP that has to start: Pacemaker holds only its start back until then and
 * leaves its stop free of it (order vip-then-satellite), so either may be listed first. The model stops first.
 */
function stopFirst(actions: readonly string[]): readonly string[] {
  const at = actions.findIndex((each, i) => each.startsWith('start vip ') && actions[i + 1]?.startsWith('stop satellite '))
  const [start, stop] = actions.slice(at, at + 2)
  return at < 0 || start === undefined || stop === undefined ? actions : actions.toSpliced(at, 2, stop, start)
}
