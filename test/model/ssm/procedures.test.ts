// Every procedure of this product, played in memory: each step is undone before its acts, done after
// them, and stays done to the end.

import { globSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type ProcedureText, parseProcedure, progressOf, type ReaderAct } from '../../../worker/kernel/procedure.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { perform } from '../perform.ts'
import { PRIMARY, SECONDARY, settle, type } from './pair.ts'

const folder = resolve(import.meta.dirname, '../../../content/procedures/ssm')
const read = (path: string) => parseProcedure(parse(readFileSync(path, 'utf8')) as ProcedureText)

describe.each(globSync(`${folder}/*.yaml`).sort())('%s', (path) => {
  const procedure = read(path)

  test('is named after its slug', () => {
    expect(basename(path, '.yaml')).toBe(procedure.slug)
    expect(procedure.product).toBe(ssm.id)
  })

  test('each step is undone before it, done after it, and done at the end', () => {
    const lab = openLab(ssm, procedure.template)
    for (const [i, step] of procedure.steps.entries()) {
      expect(progressOf(procedure, lab.snapshot()).steps[i]?.holds, `${step.id} before`).toBe(false)
      for (const act of step.acts) perform(lab, act)
      const done = progressOf(procedure, lab.snapshot())
      expect(
        done.steps[i]?.checks.filter((check) => !check.holds),
        `${step.id} after`,
      ).toEqual([])
    }
    const end = progressOf(procedure, lab.snapshot())
    expect(end.steps.filter((step) => !step.holds)).toEqual([])
  })

  test('no step holds before its turn has come', () => {
    const lab = openLab(ssm, procedure.template)
    for (const [i, step] of procedure.steps.entries()) {
      const held = progressOf(procedure, lab.snapshot()).steps.slice(i)
      expect(
        held.filter((each) => each.holds).map((each) => each.id),
        `before ${step.id}`,
      ).toEqual([])
      for (const act of step.acts) perform(lab, act)
    }
  })

  test('no step is done while one of its deeds is still to come, however long a reader waits between them', () => {
    const lab = openLab(ssm, procedure.template)
    for (const [i, step] of procedure.steps.entries())
      for (const [n, act] of step.acts.entries()) {
        perform(lab, act)
        settle(lab)
        if (step.acts.slice(n + 1).some(isDeed))
          expect(progressOf(procedure, lab.snapshot()).steps[i]?.holds, `${step.id} after ${JSON.stringify(act)}`).toBe(false)
      }
  })
})

/** Whether an act does something, and does not only look or wait. */
const isDeed = (act: ReaderAct): boolean =>
  'console' in act ? act.console.lines.some((line) => !/^(ha_status|version|pcs status.*)$/.test(line)) : !('wait' in act)

describe('[SSM-22] fail-over-and-fall-back: what a reader who went astray is told', () => {
  const procedure = read(`${folder}/fail-over-and-fall-back.yaml`)
  const hints = (lab: Lab, id: string) => progressOf(procedure, lab.snapshot()).steps.find((step) => step.id === id)?.hints

  test('the standby was stopped instead of the active node', () => {
    const lab = openLab(ssm, procedure.template)
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(hints(lab, 'stop-the-primary')).toEqual(['standby-stopped-instead'])
  })

  test('both nodes are stopped', () => {
    const lab = openLab(ssm, procedure.template)
    type(lab, PRIMARY, 'ha_cluster_stop')
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(hints(lab, 'stop-the-primary')).toContain('both-stopped')
  })

  test('the account was synchronised before the pair had failed over', () => {
    const lab = openLab(ssm, procedure.template)
    lab.ask(PRIMARY, { op: 'act', action: 'synchronize-account', body: { account: 'annanr-ssm-on-prem-8-202006' } })
    settle(lab)
    expect(hints(lab, 'synchronise-from-the-secondary')).toEqual(['synchronised-too-early'])
  })

  test('the primary was never started, so the secondary may not stop', () => {
    const lab = openLab(ssm, procedure.template)
    type(lab, PRIMARY, 'ha_cluster_stop')
    settle(lab)
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(hints(lab, 'stop-the-secondary')).toEqual(['last-node'])
  })

  test('the pair fell back before the account was made', () => {
    const lab = openLab(ssm, procedure.template)
    for (const line of ['ha_cluster_stop', 'ha_cluster_start']) {
      type(lab, PRIMARY, line)
      settle(lab)
    }
    type(lab, SECONDARY, 'ha_cluster_stop')
    settle(lab)
    expect(hints(lab, 'stop-the-secondary')).toEqual(['fell-back-without-the-account'])
  })
})
