import { expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

const STATE_BYTES_MAX = 24_000

test.each(expressway.templates.map(({ id }) => id))(
  '[EX-02] the state of a peer of %s stays within 24 kB, in good times and bad',
  (id) => {
    const cluster = new Cluster(id)
    const nodes = cluster.lab.snapshot().nodes.map((node) => node.id)
    const sizes = () => nodes.map((node) => new TextEncoder().encode(JSON.stringify(cluster.lab.state(node))).length)
    for (const size of sizes()) expect(size).toBeLessThanOrEqual(STATE_BYTES_MAX)
    for (const node of nodes) cluster.press(node, 'restart')
    cluster.fault('time', { kind: 'ntp-unreachable', node: nodes[0] as string })
    cluster.advance(20 * MINUTE_MS)
    for (const size of sizes()) expect(size).toBeLessThanOrEqual(STATE_BYTES_MAX)
  },
)
