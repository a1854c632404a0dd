// What making a sandbox and changing it costs, beside the least that the same number of objects can cost.

import { openSandbox } from '../client.ts'
import type { Host } from '../miniflare/host.ts'
import { compare, drained, type Row, timed } from './figure.ts'
import { flapOnRuntime } from './flapping.ts'

const ROUNDS = 15
const CALLS = 300
const WARM_SAVES = 60 // the calls it is measured against are as warm
/** 1,000 virtual seconds a second where 500 object calls take 150 ms. */
const FLAPPING_CALLS_MAX = 4_000

export async function making(host: Host): Promise<Row[]> {
  const empty = (count: number) => () => timed(() => drained(host.baseline(`/empty?n=${count}`)))
  const oneCall = async () => (await timed(() => drained(host.baseline(`/calls?n=${CALLS}`)))) / CALLS
  const create = (template: string) => () => timed(() => openSandbox(host.fetch, template))
  for (let warm = 0; warm < 5; warm += 1) for (const work of [empty(7), create('expressway-c-cluster-6')]) await work()
  const idle = (template: string) => async () => {
    const { client } = await openSandbox(host.fetch, template)
    await client.advance({ by: 'PT1M' })
    return timed(() => client.advance({ by: 'PT20M' }))
  }
  const { client } = await openSandbox(host.fetch, 'expressway-c-cluster-6')
  let times = 0
  const saveAndCarry = async () => {
    times += 1
    const zones = [{ name: `Zone ${times}`, address: '10.40.1.10' }]
    const took = await timed(async () => {
      await client.save('expc01', 'zones', { zones })
      // The call itself: the client would look at the snapshot first, to know when to stop asking for the rest.
      await client.must('POST', '/clock/advance', { by: 'PT1S' })
    })
    const { nodes } = await client.snapshot()
    const carried = nodes.filter((node) => JSON.stringify(node.configuration).includes(`"Zone ${times}"`))
    if (carried.length !== nodes.length) throw new Error(`the save reached ${carried.length} of ${nodes.length} peers`)
    return took
  }
  for (let warm = 0; warm < WARM_SAVES; warm += 1) await saveAndCarry()
  const call = 'one object call with a write'
  return [
    await compare('create three peers', 'four empty objects', 2.5, ROUNDS, create('expressway-c-standalone-3'), empty(4)),
    await compare('create six peers', 'seven empty objects', 2, ROUNDS, create('expressway-c-cluster-6'), empty(7)),
    await compare('save a page, and a second that carries it to five peers', call, 25, ROUNDS, saveAndCarry, oneCall),
    await compare('advance 20 idle minutes, two peers', call, 300, ROUNDS, idle('expressway-c-cluster-2'), oneCall),
    await compare(
      'a link flapping every 10 s for 20 minutes, six peers',
      call,
      FLAPPING_CALLS_MAX,
      ROUNDS,
      () => flapOnRuntime(host),
      oneCall,
    ),
    await compare('advance 20 idle minutes, six peers', call, 500, ROUNDS, idle('expressway-c-cluster-6'), oneCall),
  ]
}
