// The crm_mon of Pacemaker 2.1.5 beside the model's: both show one state as XML, and the facts must be the same.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { cib } from '../../../worker/ssm/cib.ts'
import { crmMonXml } from '../../../worker/ssm/console/crm-mon-xml.ts'
import { membersOf } from '../../../worker/ssm/controller.ts'
import { stateOf } from './pair.ts'

const folder = mkdtempSync(join(tmpdir(), 'mon-'))
const known = new Map<string, string>()

/** What the real crm_mon shows of a cluster information base, which crm_verify must accept. */
function monitored(document: string): string {
  const before = known.get(document)
  if (before !== undefined) return before
  const path = join(folder, 'cib.xml')
  writeFileSync(path, document)
  const env = { ...process.env, CIB_file: path, TZ: 'UTC' }
  const verified = spawnSync('crm_verify', ['-VV', '--xml-file', path], { env: env, encoding: 'utf8' })
  // Fencing without a device is what crm_verify itself finds fault with.
  const lacksDevice = document.includes('name="stonith-enabled" value="true"') && !document.includes('class="stonith"')
  // So it does with a node that is to be fenced, as a warning.
  const mustFence = verified.stderr.includes('(pe_fence_node)') && !verified.stderr.includes('error:')
  expect(verified.status, `crm_verify: ${verified.stderr}`).toBe(lacksDevice || mustFence ? 78 : 0)
  const { stdout, stderr, status } = spawnSync('crm_mon', ['-1', '-r', '--output-as=xml'], { env, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  known.set(document, stdout)
  return stdout
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

/** Holds what both show beside each other, where this node has a cluster and knows how its members stand. */
export function compareShown(lab: Lab, node: string): void {
  const state = stateOf(lab, node)
  const members = membersOf(state)
  if (state.services !== 'running' || members.length < state.corosync.members.length) return
  const now = 1_600_000_000_000
  expect(facts(crmMonXml(state, now)), JSON.stringify(members)).toEqual(facts(monitored(cib(state, now))))
}
