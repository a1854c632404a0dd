// Every row of the table of causes, played: the alarm rises on its node, with the words of its kind, and falls again.

import { describe, expect, test } from 'vitest'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { ALARM_KINDS } from '../../../worker/ssm/alarm-table.ts'
import { CAUSES } from '../../../worker/ssm/causes.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { perform } from '../perform.ts'

type Shown = { readonly id: string; readonly text: string; readonly firstRaised: string | null }

/** The behaviour that an alarm belongs to, by the page on which it stands. */
const BEHAVIOURS: { readonly [page: string]: string } = {
  'licensing-alerts': 'SSM-42',
  synchronization: 'SSM-31',
  security: 'SSM-40',
  'high-availability': 'SSM-30',
  'system-health': 'SSM-28',
  '': 'SSM-24',
  accounts: 'SSM-42',
  licensing: 'SSM-41',
}

describe('causes of alarms', () => {
  test('[SSM-42] every alarm has a row, in the order of the table, and no alarm has two', () => {
    expect(CAUSES.map(({ alarm }) => alarm)).toEqual(ALARM_KINDS.map(({ id }) => id))
  })

  test.each(CAUSES.map((cause, i) => [BEHAVIOURS[ALARM_KINDS[i]?.page ?? ''], cause.alarm, cause] as const))(
    '[%s] %s rises with its cause and falls with it',
    (_behaviour, id, { template, node, raise, clear }) => {
      const lab = openLab(ssm, template)
      const shown = () => lab.snapshot().nodes.find((each) => each.id === node)?.alarms as unknown as readonly Shown[]
      const raised = () => shown().find((alarm) => alarm.id === id)
      const began = lab.snapshot().clock.now
      expect(raised() === undefined, 'before').toBe(raise.length > 0)
      for (const act of raise) perform(lab, act)
      const { title, severity } = ALARM_KINDS.find((each) => each.id === id) ?? {}
      expect(raised(), 'raised').toMatchObject({ id, title, severity })
      expect(raised()?.text).not.toMatch(/undefined|null|NaN/)
      const since = Date.parse(raised()?.firstRaised ?? '')
      if (raise.length > 0) expect(since).toBeGreaterThanOrEqual(Date.parse(began))
      else expect(since).toBe(Date.parse(began))
      expect(ssm.alarms?.(lab.snapshot().nodes.find((each) => each.id === node) as never)).toContainEqual({ id, title })
      for (const act of clear) perform(lab, act)
      expect(raised(), 'cleared').toBeUndefined()
    },
  )
})
