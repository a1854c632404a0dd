// The two runtimes are one: a script played on Durable Objects through HTTP, and the same script in
// memory, leave the same states, byte for byte, and tell the same story.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Act as SandboxAct } from '../../worker/kernel/act.ts'
import type { Fault } from '../../worker/kernel/fabric.ts'
import type { ReaderAct } from '../../worker/kernel/procedure.ts'
import type { Entropy } from '../../worker/kernel/random.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import { PROCEDURES } from '../../worker/procedures.ts'
import { templateOf } from '../../worker/products.ts'
import { openSandbox, type SandboxClient } from '../client.ts'
import { perform } from '../model/perform.ts'
import { type Host, startHost } from './host.ts'

let host: Host
beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.dispose())

const NAMESPACES = { peer: 'PEER', 'ha-node': 'HA_NODE', upstream: 'UPSTREAM', 'product-instance': 'PRODUCT_INSTANCE' } as const

type Step = ReaderAct | { readonly lay: { readonly id: string; readonly fault: Fault } } | { readonly heal: string }

/** What the objects drew by chance, act by act: memory must be given the same. */
async function entropiesOf(id: string): Promise<Entropy[]> {
  const rows = await host.rows('Sandbox', id, 'SELECT doc FROM sandbox WHERE slot >= 2 ORDER BY turn')
  const acts = rows.map(({ doc }) => (JSON.parse(doc as string) as { act: SandboxAct | null }).act)
  return acts.flatMap((act) => (act?.act === 'operate' ? [act.entropy] : []))
}

async function performByHttp(client: SandboxClient, step: Step): Promise<void> {
  if ('lay' in step) await client.must('PUT', `/faults/${step.lay.id}`, step.lay.fault)
  else if ('heal' in step) await client.must('DELETE', `/faults/${step.heal}`)
  else await client.perform(step)
}

async function bothPlay(template: string, steps: readonly Step[]): Promise<void> {
  const found = templateOf(template)
  if (found === undefined) throw new Error(`no template ${template}`)
  const seed = 11
  const lab = openLab(found.product, template, seed)
  const { client } = await openSandbox(host.fetch, template, seed)
  for (const step of steps) await performByHttp(client, step)
  const entropies = (await entropiesOf(client.id)).values()
  const drawn = (): Entropy => {
    const { value, done } = entropies.next()
    if (done === true) throw new Error('memory does more than the objects did')
    return value
  }
  for (const step of steps) perform(lab, step, drawn)
  for (const { id, kind } of found.template.nodes) {
    const object = await host.object<{ state(): Promise<unknown> }>(
      NAMESPACES[kind as keyof typeof NAMESPACES],
      `${client.id}:${id}`,
    )
    expect(JSON.stringify(await object.state())).toBe(JSON.stringify(lab.state(id)))
  }
  const { id: _, credentials: __, ...snapshot } = (await client.snapshot()) as unknown as Record<string, unknown>
  expect(snapshot).toEqual(JSON.parse(JSON.stringify(lab.snapshot())))
  expect(await client.events()).toEqual(JSON.parse(JSON.stringify(lab.events().slice(0, 1_000))))
}

describe('Durable Objects and memory agree', () => {
  test.each(PROCEDURES.map((procedure) => [`${procedure.product}/${procedure.slug}`, procedure] as const))(
    'on the procedure %s',
    async (_, procedure) => {
      await bothPlay(
        procedure.template,
        procedure.steps.flatMap((step) => step.acts),
      )
    },
  )

  test('on a cluster whose link is cut, loses messages, and heals', async () => {
    await bothPlay('expressway-c-cluster-2', [
      { wait: { for: 'PT10M' } },
      { lay: { id: 'noise', fault: { kind: 'loss', a: 'expc01', b: 'expc02', percent: 30 } } },
      { wait: { for: 'PT7M' } },
      { lay: { id: 'cut', fault: { kind: 'link-down', a: 'expc01', b: 'expc02' } } },
      { wait: { for: 'PT15M' } },
      { heal: 'cut' },
      { heal: 'noise' },
      { wait: { untilSettled: 'PT30M' } },
    ])
  })
})
