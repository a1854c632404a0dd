// What must never happen, tried on histories nobody thought of: commands, waits, cuts, losses and crashes.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import { type Lab, replay } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { ACCOUNT, HEARTBEAT, lab1, PRIMARY, press, SECONDARY, settle, stateOf, type, view } from './pair.ts'

const NODES = [PRIMARY, SECONDARY] as const

type Deed =
  | { readonly is: 'type'; readonly node: string; readonly line: string; readonly login: string | null }
  | { readonly is: 'press'; readonly node: string; readonly action: string; readonly account: string }
  | { readonly is: 'wait'; readonly ms: number }
  | { readonly is: 'lay'; readonly fault: Fault }
  | { readonly is: 'heal' }

const node = fc.constantFrom(...NODES)

const faults: readonly Fault[] = [
  HEARTBEAT,
  { kind: 'link-one-way', from: PRIMARY, to: SECONDARY, network: 'private' },
  { kind: 'link-one-way', from: SECONDARY, to: PRIMARY, network: 'private' },
  { kind: 'latency', a: PRIMARY, b: SECONDARY, ms: 700 },
  { kind: 'latency', a: PRIMARY, b: SECONDARY, ms: 150 },
  { kind: 'loss', a: PRIMARY, b: SECONDARY, percent: 30 },
  { kind: 'loss', a: PRIMARY, b: SECONDARY, percent: 100 },
  { kind: 'upstream-unreachable' },
  { kind: 'power-off', node: PRIMARY },
  { kind: 'power-off', node: SECONDARY },
  ...NODES.flatMap((node): Fault[] => [
    { kind: 'database-stopped', node },
    ...['db', 'vip', 'satellite'].flatMap((resource) =>
      ['monitor', 'start', 'stop'].map((operation): Fault => ({ kind: 'resource-fails', node, resource, operation })),
    ),
  ]),
]

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('type' as const),
      node,
      line: fc.oneof(fc.constantFrom('ha_cluster_stop', 'ha_cluster_start', 'ha_status'), fc.string({ maxLength: 12 })),
      login: fc.constant(null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('type' as const),
      node,
      line: fc.constantFrom(
        'pcs cluster stop --force',
        'pcs cluster start',
        'pcs status --full',
        'corosync-quorumtool -s',
        'pcs resource cleanup',
        'pcs resource meta vip migration-threshold=1',
        'pkill -9 postgres',
        'echo c > /proc/sysrq-trigger',
      ),
      login: fc.constant('root'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('press' as const),
      node,
      action: fc.constantFrom('request-account', 'approve-account', 'reject-account', 'synchronize-account'),
      account: fc.constantFrom('A', 'B', ACCOUNT),
    }),
  },
  { weight: 5, arbitrary: fc.record({ is: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('lay' as const), fault: fc.constantFrom(...faults) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('heal' as const) }) },
)

const history = fc.array(deed, { maxLength: 40, size: 'max' })

function perform(lab: Lab, deed: Deed): void {
  switch (deed.is) {
    case 'type':
      lab.ask(deed.node, { op: 'console', line: deed.line, session: null, login: deed.login })
      return
    case 'press': {
      const form = {
        account_name: deed.account,
        smart_account: 'example.com',
        virtual_account: `${deed.account}-va`,
        email: 'a@example.com',
      }
      press(lab, deed.node, deed.action, deed.action === 'request-account' ? form : { account: deed.account })
      return
    }
    case 'wait':
      lab.advance(deed.ms)
      return
    case 'lay':
      // One trouble at a time keeps histories readable; a new one takes the old one's place.
      lab.heal('trouble')
      lab.lay('trouble', deed.fault)
      return
    case 'heal':
      lab.heal('trouble')
  }
}

const holders = (lab: Lab) => NODES.filter((each) => view(lab, each).holdsVip)

const isHeartbeatFault = (lab: Lab) => lab.snapshot().faults.some(({ kind }) => kind !== 'upstream-unreachable')

test('[SSM-25] random histories: states are plain JSON, one holder of the virtual IP while the heartbeat is whole, the log never goes back', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const lab = lab1()
      let whole = true // the heartbeat has been whole since the pair was last known to be one
      for (const each of deeds) {
        const before = NODES.map((name) => stateOf(lab, name).database)
        const clones = NODES.map((name) => lab.events().filter(({ node: of, kind }) => of === name && kind === 'clone').length)
        perform(lab, each)
        if (isHeartbeatFault(lab)) whole = false
        if (whole) expect(holders(lab).length).toBeLessThanOrEqual(1)
        for (const [i, name] of NODES.entries()) {
          const state = stateOf(lab, name)
          expect(JSON.parse(JSON.stringify(state))).toEqual(state)
          const now = lab.events().filter(({ node: of, kind }) => of === name && kind === 'clone').length
          const old = before[i]
          if (old !== undefined && now === clones[i] && old.timeline === state.database.timeline)
            expect(state.database.position).toBeGreaterThanOrEqual(old.position)
          for (const replica of state.database.replicas) expect(replica.clientAddr).toBe(state.deployment.peer.privateAddress)
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('[SSM-25] random histories: once healed, started and freed of locks, the pair has one active node again', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const lab = lab1()
      for (const each of deeds) perform(lab, each)
      settle(lab) // reached under any fault
      lab.heal('trouble')
      settle(lab)
      for (const name of NODES) type(lab, name, 'ha_cluster_start')
      settle(lab)
      // A master that died with nobody to take over does not start beside its lock.
      for (const name of NODES) type(lab, name, 'rm -f /var/lib/pgsql/tmp/PGSQL.lock', 'root')
      for (const name of NODES) type(lab, name, 'pcs resource cleanup', 'root')
      lab.advance(60_000) // a ring broken by losses is looked for again
      settle(lab)
      expect(holders(lab)).toHaveLength(1)
      const [active = PRIMARY] = holders(lab)
      expect(view(lab, active)).toMatchObject({ gui: 'vip', database: { role: 'master' }, widget: { status: 'Normal' } })
      // The other replicates from it, unless its start failed or its data went another way: both are said.
      const isHeld = lab.events().some(({ kind, text }) => kind === 'failure' || text.includes('cannot follow'))
      if (!isHeld) expect(view(lab, active).database.replicas).toHaveLength(1)
    }),
    { numRuns: 150 },
  )
})

test('a history replayed from its journal gives the same states, byte for byte', () => {
  fc.assert(
    fc.property(history, (deeds) => {
      const lab = lab1(7)
      for (const each of deeds) perform(lab, each)
      const twin = replay(ssm, lab.journal())
      for (const name of NODES) expect(JSON.stringify(twin.state(name))).toBe(JSON.stringify(lab.state(name)))
    }),
    { numRuns: 30 },
  )
})
