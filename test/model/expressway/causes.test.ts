// Every row of the table of causes, played: the alarm rises, in the product's words, and falls again.

import { describe, expect, test } from 'vitest'
import { ALARM_KINDS, alarmKind } from '../../../worker/expressway/alarm-kinds.ts'
import { ALARM_TABLE } from '../../../worker/expressway/alarm-table.ts'
import { CAUSES } from '../../../worker/expressway/causes.ts'
import { perform } from '../perform.ts'
import { Cluster } from './cluster.ts'

describe('causes of alarms', () => {
  test('[EX-40] every alarm has a row, and no alarm has two', () => {
    const ids = CAUSES.map(({ alarm }) => alarm)
    expect(ids).toEqual([...new Set(ids)].sort())
    for (const { id } of ALARM_KINDS) expect(ids).toContain(id)
  })

  test('[EX-40] [EX-41] every alarm that the table of a real system has bears its UUID', () => {
    for (const { id, uuid } of ALARM_KINDS) {
      const rows = ALARM_TABLE.filter((row) => row.id === id)
      if (rows.length > 0) expect([id, rows.map((row) => row.uuid)]).toEqual([id, expect.arrayContaining([uuid])])
    }
  })

  test.each(CAUSES.map((cause) => [cause.alarm.startsWith('20') ? 'EX-40' : 'EX-41', cause.alarm, cause] as const))(
    '[%s] %s rises with its cause and falls with it',
    (_behaviour, id, { template, node, raise, clear, isOnlyLogged = false }) => {
      const cluster = new Cluster(template)
      const raised = () => cluster.node(node).alarms.find((alarm) => alarm.id === id)
      expect(raised() === undefined, 'before').toBe(raise.length > 0)
      for (const act of raise) perform(cluster.lab, act)
      const kind = alarmKind(id)
      if (isOnlyLogged) expect(raised(), 'lost with the system that went down').toBeUndefined()
      else expect(raised(), 'raised').toMatchObject({ id, title: kind?.title, severity: kind?.severity, status: 'new' })
      if (raise.length > 0)
        expect(
          cluster.lab.logs(node).some(({ line }) => line.includes(`Event="Alarm Raised" Id="${id}" UUID="${kind?.uuid}"`)),
        ).toBe(true)
      for (const act of clear) perform(cluster.lab, act)
      expect(raised(), 'cleared').toBeUndefined()
    },
  )
})
