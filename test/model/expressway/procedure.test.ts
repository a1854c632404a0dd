import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { judge } from '../../../worker/kernel/checks.ts'
import { type Act, type ProcedureText, parseProcedure, progressOf } from '../../../worker/kernel/procedure.ts'
import { duration } from '../../../worker/kernel/time.ts'
import { Cluster, fqdn, listOf } from './cluster.ts'

const procedure = parseProcedure(
  parse(readFileSync('content/procedures/expressway/create-a-cluster.yaml', 'utf8')) as ProcedureText,
)

function ms(text: string): number {
  const read = duration(text)
  if (read.is !== 'duration') throw new Error(`${text} ${read.why}`)
  return read.ms
}

function perform(cluster: Cluster, act: Act): void {
  if ('save' in act) cluster.save(act.save.node, act.save.fields, act.save.page)
  else if ('press' in act)
    expect(cluster.press(act.press.node, act.press.action, act.press.body ?? {})).toMatchObject({ is: 'acted' })
  else if ('wait' in act) {
    if ('for' in act.wait) cluster.advance(ms(act.wait.for))
    else expect(cluster.lab.settle(ms(act.wait.untilSettled))).toEqual({ settled: true })
  } else {
    let session: string | null = null
    for (const line of act.console.lines) {
      const answer = cluster.lab.ask(act.console.node, { op: 'console', line, session, login: act.console.login ?? null })
      if (answer.is !== 'console') throw new Error(`${line}: ${JSON.stringify(answer)}`)
      expect(answer.output).not.toContain('*e')
      session = answer.session
    }
  }
}

describe('the procedure "create a cluster and add a peer"', () => {
  test('[EX-10] [EX-11] [EX-30] every check is false before its step, true after it, and true at every later step', () => {
    const cluster = new Cluster(procedure.template)
    const done: (typeof procedure.steps)[number][] = []
    for (const step of procedure.steps) {
      for (const check of step.holds)
        expect(judge(check, cluster.lab.snapshot()), `before ${step.id}`).toMatchObject({ holds: false })
      for (const act of step.acts) perform(cluster, act)
      done.push(step)
    }
    for (const step of done)
      for (const check of step.holds)
        expect(judge(check, cluster.lab.snapshot()), `${step.id} at the end`).toMatchObject({ holds: true })
  })

  test('[EX-11] each step holds as soon as it is done', () => {
    const cluster = new Cluster(procedure.template)
    for (const [index, step] of procedure.steps.entries()) {
      for (const act of step.acts) perform(cluster, act)
      const { steps } = progressOf(procedure, cluster.lab.snapshot())
      expect(steps.map((each) => each.holds)).toEqual(procedure.steps.map((_, other) => other <= index))
    }
  })

  const hintsAt = (cluster: Cluster, step: string): readonly string[] =>
    progressOf(procedure, cluster.lab.snapshot()).steps.find((each) => each.id === step)?.hints ?? []

  test('[EX-11] hints name the mistakes that were made', () => {
    const cluster = new Cluster(procedure.template)
    cluster.save('expc01', { peer_1_address: fqdn(2) })
    cluster.settle()
    expect(hintsAt(cluster, 'form-cluster-of-one')).toEqual(['own-address-missing', 'no-cluster-name'])
    cluster.save('expc01', listOf([1]))
    cluster.settle()
    expect(hintsAt(cluster, 'restart-primary')).toEqual(['not-restarted'])
    cluster.save('expc01', { peer_2_address: fqdn(2) })
    cluster.settle()
    cluster.restart('expc01')
    cluster.save('expc02', listOf([1, 2], { configuration_primary: 2 }))
    cluster.restart('expc02')
    expect(hintsAt(cluster, 'restart-second')).toEqual(expect.arrayContaining(['settings-differ', 'other-primary']))
  })
})
