// A preview is the truth some minutes early: what it says comes to pass when the act is really done.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as schemas from '../../worker/api/preview-schemas.ts'
import type { Snapshot, TimelineEvent } from '../../worker/kernel/snapshot.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { fetch } from './server.ts'

type Outlook = { until: string; settled: boolean; complete: boolean; refused: { status: number } | null } & {
  readonly [list in 'events' | 'alarms' | 'states' | 'losses' | 'missing' | 'undo']: readonly never[]
} & { readonly answer: unknown }

type Trial = { readonly [name: string]: unknown } & { readonly max: string }

async function previewed(client: SandboxClient, body: Trial, key: string | null = null): Promise<Outlook> {
  const { status, body: outlook } = await client.ask<Outlook>('POST', '/preview', body, key)
  expect(status, JSON.stringify(outlook)).toBe(200)
  schemas.Outlook.parse(outlook)
  return outlook
}

async function really(client: SandboxClient, trial: Trial): Promise<{ status: number; body: unknown }> {
  const { node, max: _, ...body } = trial
  if ('line' in body) return client.ask('POST', `/nodes/${node}/console`, body)
  if ('action' in body) return client.ask('POST', `/nodes/${node}/actions/${body.action}`, body.body)
  if ('page' in body) return client.ask('PUT', `/nodes/${node}/pages/${body.page}`, { fields: body.fields })
  return client.ask('PUT', '/faults/preview', body.fault)
}

const told = (events: readonly TimelineEvent[]) =>
  events.filter(({ kind }) => kind !== 'clock').map(({ seq: _, ...event }) => event)

const LINES: { readonly [template: string]: readonly Trial[] } = {
  'expressway-c-cluster-2': [
    { max: 'PT15M', node: 'expc01', action: 'restart', body: {} },
    { max: 'PT15M', node: 'expc02', line: 'xConfiguration SystemUnit Name: "other"' },
    { max: 'PT15M', node: 'expc02', line: 'xCommand ForceConfigUpdate' },
    { max: 'PT15M', node: 'expc01', page: 'clustering', fields: { peer_1_address: '', peer_2_address: '' } },
    { max: 'PT15M', node: 'expc01', page: 'clustering', fields: { no_such_field: 1 } },
    { max: 'PT15M', fault: { kind: 'link-down', a: 'expc01', b: 'expc02' } },
    { max: 'PT15M', fault: { kind: 'power-off', node: 'expc02' } },
  ],
  'ssm-lab1': [
    { max: 'PT15M', node: 'primary-node', line: 'ha_cluster_stop' },
    { max: 'PT15M', node: 'secondary-node', line: 'ha_cluster_stop' },
    { max: 'PT15M', node: 'primary-node', line: 'ha_teardown' },
    { max: 'PT15M', fault: { kind: 'power-off', node: 'primary-node' } },
  ],
}

const RUNS = Math.min(60, Math.max(6, Math.floor(Number(process.env.RUNS ?? 0) / 40)))

describe('a preview', () => {
  test.each(Object.keys(LINES))('on %s tells what then happens, whatever is done', { timeout: 120_000 }, async (template) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...(LINES[template] ?? [])), { minLength: 1, maxLength: 3 }), async (trials) => {
        const { client } = await openSandbox(fetch, template, 5)
        for (const trial of trials) {
          if ('fault' in trial && (await client.snapshot()).faults.length > 0) continue
          const outlook = await previewed(client, trial)
          const before = (await client.snapshot()).seq
          const { status, body } = await really(client, trial)
          if (outlook.refused !== null) {
            expect(body).toEqual(outlook.refused)
            expect((await client.snapshot()).seq).toBe(before)
            continue
          }
          expect(status).toBeLessThan(300)
          if (outlook.answer !== null) expect(body).toEqual(outlook.answer)
          await client.advance({ by: trial.max })
          const after = await client.snapshot()
          const since = (await client.events()).filter(({ seq }) => seq > before)
          expect(told(since)).toEqual(told(outlook.events))
          expect([after.settled, after.clock.now]).toEqual([outlook.settled, outlook.until])
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('changes nothing, counts as no act, and needs no key', async () => {
    const { client, snapshot } = await openSandbox(fetch, 'expressway-c-cluster-2')
    const outlook = await previewed(client, {
      max: 'PT30M',
      node: 'expc02',
      page: 'clustering',
      fields: { peer_1_address: '', peer_2_address: '' },
    })
    expect(outlook.events.length).toBeGreaterThan(0)
    expect(outlook.undo.length).toBeGreaterThan(0)
    const { credentials: _, ...seen } = snapshot as Snapshot & { credentials?: unknown }
    expect(await client.ask('GET', '', undefined, null)).toMatchObject({ body: seen })
    expect(await client.events()).toEqual([])
  })

  // A standby that was away while accounts were made: nothing on it says so, and it would serve without them.
  test.each([
    ['made a stand-alone server', ['ha_teardown'], 'yes'],
    ['promoted when it is made to count as good', [], 'crm_attribute -l forever -N secondary-node -n db-data-status -v LATEST'],
  ])('of a standby that is behind and is %s names what is missing, and it is', async (_, asked, line) => {
    const { client } = await openSandbox(fetch, 'ssm-lab1')
    const [primary, secondary] = ['/nodes/primary-node', '/nodes/secondary-node']
    const fails = { kind: 'resource-fails', node: 'secondary-node', resource: 'db', operation: 'start' }
    await client.ask('PUT', '/faults/database', fails)
    await client.ask('POST', `${secondary}/console`, { line: 'ha_cluster_stop' })
    await client.advance({ by: 'PT5M' })
    if (asked.length === 0) await client.ask('POST', `${secondary}/console`, { line: 'ha_cluster_start' })
    const account = { account_name: 'LATE', smart_account: 'example.com', virtual_account: 'LATE1', email: 'annanr@cisco.com' }
    await client.ask('POST', `${primary}/actions/request-account`, account)
    await client.ask('POST', `${primary}/actions/approve-account`, { account: 'LATE' })
    await client.advance({ by: 'PT5M' })
    await client.ask('PUT', '/faults/off', { kind: 'power-off', node: 'primary-node' })
    await client.ask('DELETE', '/faults/database')
    if (asked.length === 0) await client.ask('POST', `${secondary}/console`, { line: 'pcs resource cleanup', login: 'root' })
    await client.advance({ by: 'PT5M' })
    let session: string | null = null
    for (const each of asked)
      session = (await client.ask<{ session: string }>('POST', `${secondary}/console`, { line: each })).body.session
    const trial = { max: 'PT15M', node: 'secondary-node', line, ...(session === null ? { login: 'root' } : { session }) }
    const outlook = await previewed(client, trial)
    expect(outlook.missing).toEqual([expect.objectContaining({ node: 'secondary-node', text: expect.stringContaining('LATE') })])
    expect(outlook.undo.length).toBeGreaterThan(0)

    await really(client, trial)
    await client.advance({ by: 'PT15M' })
    const serving = (await client.snapshot()).nodes.find(({ id }) => id === 'secondary-node')
    expect(serving?.gui).toBe(asked.length === 0 ? 'vip' : 'own')
    expect(JSON.stringify(serving?.accounts)).not.toContain('LATE')
  })

  test('what cannot be tried is told so', async () => {
    const { client } = await openSandbox(fetch, 'expressway-c-cluster-2')
    for (const [body, status] of [
      [{}, 400],
      [{ node: 'expc01' }, 400],
      [{ node: 'expc01', line: 'xStatus', max: 'P2D' }, 400],
      [{ node: 'expc01', line: 'xStatus', max: 'soon' }, 400],
      [{ node: 'nobody', line: 'xStatus' }, 404],
      [{ heal: 'nothing' }, 404],
      [{ fault: { kind: 'power-off', node: 'nobody' } }, 422],
    ] as const) {
      expect((await client.ask('POST', '/preview', body, null)).status, JSON.stringify(body)).toBe(status)
    }
  })
})
