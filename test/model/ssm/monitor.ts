// The crm_mon of Pacemaker 2.1.5 beside the model's: both show one state as XML, and the facts must be the same.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { cib } from '../../../worker/ssm/cib.ts'
import { crmMon } from '../../../worker/ssm/console/crm-mon.ts'
import { crmMonXml } from '../../../worker/ssm/console/crm-mon-xml.ts'
import { membersOf } from '../../../worker/ssm/controller.ts'
import { stateOf } from './pair.ts'
import { unvalidated } from './simulate.ts'

const folder = mkdtempSync(join(tmpdir(), 'mon-'))
const known = new Map<string, string>()

/** What the real crm_mon shows of a cluster information base. */
function monitored(document: string, ...options: readonly string[]): string {
  const key = `${options.join(' ')}\n${document}`
  const before = known.get(key)
  if (before !== undefined) return before
  const path = join(folder, 'cib.xml')
  writeFileSync(path, unvalidated(document))
  const env = { ...process.env, CIB_file: path, TZ: 'UTC' }
  const { stdout, stderr, status } = spawnSync('crm_mon', ['-1', ...options], { env, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  known.set(key, stdout)
  return stdout
}

const verified = new Set<string>()

/** Holds the document against the schema and the rules of Pacemaker, once for all that differ in numbers alone. */
function verify(document: string): void {
  const shape = document.replaceAll(/op-digest="[\da-f]+"|\d+/g, '0')
  if (verified.has(shape)) return
  const path = join(folder, 'verified.xml')
  writeFileSync(path, document)
  const { stderr, status } = spawnSync('crm_verify', ['-VV', '--xml-file', path], { encoding: 'utf8' })
  // Fencing without a device is what crm_verify itself finds fault with.
  const lacksDevice = document.includes('name="stonith-enabled" value="true"') && !document.includes('class="stonith"')
  // So it does with a node that is to be fenced, whether or not it can be, as a warning.
  const mustFence = /\((pe_fence_node|schedule_fencing\w*)\)/.test(stderr) && !stderr.includes('error:')
  // And with a policy that means nothing without fencing.
  const resets = stderr.includes("Resetting no-quorum-policy to 'stop' because fencing is disabled")
  expect(status, `crm_verify: ${stderr}`).toBe(lacksDevice || mustFence || resets ? 78 : 0)
  verified.add(shape)
}

type Tag = { readonly tag: string; readonly attributes: { readonly [name: string]: string } }

const tagsOf = (document: string): readonly Tag[] =>
  [...document.matchAll(/<([a-z_]+)((?: [a-z_-]+="[^"]*")*) *\/?>/g)].map(([, tag = '', attributes = '']) => ({
    tag,
    attributes: Object.fromEntries([...attributes.matchAll(/([a-z_-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
  }))

const NODE = [
  'name',
  'online',
  'standby',
  'maintenance',
  'pending',
  'unclean',
  'shutdown',
  'expected_up',
  'is_dc',
  'resources_running',
]
const RESOURCE = ['id', 'role', 'active', 'orphaned', 'blocked', 'managed', 'failed', 'nodes_running_on']
const TODAY: { readonly [word: string]: string } = { Promoted: 'Master', Unpromoted: 'Slave' } // 2.1 has words of its own

/** What is said of nodes, resources, attributes, fail counts and failures, without what the two versions word differently. */
function facts(document: string): readonly string[] {
  const pick = ({ attributes }: Tag, names: readonly string[]) =>
    names.map((name) => `${name}=${TODAY[attributes[name] ?? ''] ?? attributes[name]}`).join(' ')
  let resource = ''
  return tagsOf(document)
    .flatMap((each): readonly string[] => {
      const { tag, attributes } = each
      if (tag === 'current_dc') return [`dc ${attributes.name} ${attributes.with_quorum}`]
      if (tag === 'cluster_options') return [`options ${pick(each, ['stonith-enabled', 'no-quorum-policy'])}`]
      if (tag === 'resources_configured') return [`resources ${pick(each, ['number', 'blocked'])}`]
      if (tag === 'node' && attributes.online !== undefined) return [pick(each, NODE)]
      if (tag === 'resource') {
        resource = attributes.id ?? ''
        return [`resource ${pick(each, RESOURCE)}`]
      }
      if (tag === 'node' && attributes.cached !== undefined) return [`${resource} on ${attributes.name}`]
      if (tag === 'attribute') return [`attribute ${pick(each, ['name', 'value'])}`]
      // 2.1 lists resources without failures, too.
      if (tag === 'resource_history' && attributes['fail-count'] === undefined) return []
      if (tag === 'resource_history')
        return [`history ${pick(each, ['id', 'migration-threshold', 'fail-count', 'last-failure'])}`]
      if (tag === 'failure') return [`failure ${pick(each, ['op_key', 'node', 'exitcode', 'exitreason', 'task', 'interval'])}`]
      return []
    })
    .sort()
}

/** The lines of a screen from its nodes to its resources, in the words of Pacemaker 1.1, without how far they are indented. */
function lines(screen: string): readonly string[] {
  const [from, to] = [/^(Node|Online|OFFLINE|Node List)\b.*$/m, /^Failed /m].map((pattern) => screen.search(pattern))
  return screen
    .slice(from, to === -1 ? undefined : to)
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^\* /, '')
        .replace(/^(Node (?!List).+):$/, '$1')
        .replace(/^Clone Set: (.+) \(promotable\):$/, 'Master/Slave Set: $1')
        .replace(/^(Full|Active|Inactive) (List of )?Resources:$/, (heading) => heading[0] + heading.slice(1).toLowerCase())
        .replace('ocf:heartbeat', 'ocf::heartbeat')
        .replace('\t ', '\t')
        .replace(/(Started|FAILED) \[/, '$1[')
        .replace(' (with active resources)', '') // of a node in standby, since 1.1.20
        .replace(/\b(Promoted|Unpromoted)\b(:?)/, (_, word, colon) => `${TODAY[word]}${colon === '' ? '' : 's:'}`),
    )
    .filter((line) => !['', 'Node List:', 'Resources:'].includes(line))
}

/** 2.1 has a heading even above nothing. */
const withoutEmpty = (all: readonly string[]): readonly string[] =>
  all.filter((line, i) => !(line.endsWith('ctive resources:') && all[i + 1]?.startsWith('No ')))

/** The options of the screens that are held beside each other. */
const SCREENS = ['', 'r', 'n', 'nr'] as const

/** Holds what both show beside each other, where this node has a cluster and knows how its members stand. */
export function compareShown(lab: Lab, node: string, screens: readonly (typeof SCREENS)[number][] = SCREENS): void {
  const state = stateOf(lab, node)
  const members = membersOf(state)
  if (state.services !== 'running' || members.length < state.corosync.members.length) return
  const now = 1_600_000_000_000
  const document = cib(state, now)
  verify(document)
  const stands = JSON.stringify(members)
  expect(facts(crmMonXml(state, now)), stands).toEqual(facts(monitored(document, '-r', '--output-as=xml')))
  for (const each of screens) {
    const [inactive, byNode] = [each.includes('r'), each.includes('n')]
    const screen = crmMon(state, now, { inactive, byNode, attributes: false, failCounts: false, detailed: false })
    expect(lines(screen), `${each} ${stands}`).toEqual(
      withoutEmpty(lines(monitored(document, ...[...each].map((letter) => `-${letter}`)))),
    )
  }
}
