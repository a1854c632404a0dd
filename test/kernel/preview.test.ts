// What a copy run ahead says of each dangerous act is what then happens.

import { expect, test } from 'vitest'
import type { Base } from '../../worker/kernel/journal.ts'
import { lookAhead, type Outlook } from '../../worker/kernel/preview.ts'
import type { ReaderAct } from '../../worker/kernel/procedure.ts'
import type { Product } from '../../worker/kernel/product.ts'
import { baseOf, type Lab, openLab } from '../../worker/kernel/runtime.ts'
import { sealerOf } from '../../worker/kernel/seal.ts'
import type { Operation } from '../../worker/kernel/surface.ts'
import { PRODUCTS, templateOf } from '../../worker/products.ts'
import { perform } from '../model/perform.ts'

const AHEAD_MS = 30 * 60_000
const SEEDS = Math.min(20, Math.max(3, Math.floor(Number(process.env.RUNS ?? 0) / 100)))

type Case = {
  readonly template: string
  readonly first: readonly ReaderAct[] // what has happened before
  readonly node: string
  readonly does: Operation
  readonly tells: (outlook: Outlook) => boolean // what makes it dangerous is in what is told
}

const save = (fields: Extract<Operation, { op: 'save' }>['fields']): Operation => ({ op: 'save', page: 'clustering', fields })
const line = (text: string, login: string | null = null): Operation => ({ op: 'console', line: text, session: null, login })
const press = (action: string): Operation => ({ op: 'act', action, body: {} })
const answering = (session: string): Operation => ({ op: 'console', line: 'yes', session, login: null })
const typed = (node: string, ...lines: string[]): ReaderAct => ({ console: { node, lines } })
const pass = (span: string): ReaderAct => ({ wait: { for: span } })
const bad = (node: string): ReaderAct => ({ lay: { id: 'bad', fault: { kind: 'certificate', node, problem: 'expired' } } })
const happens = (kind: string) => (outlook: Outlook) => outlook.events.some((event) => event.kind === kind)
const goesDown = ({ states }: Outlook) => states.some(({ from, to }) => from === 'running' && to !== 'running')
const loses = ({ losses }: Outlook) => losses.length > 0
const stands = (title: string) => (outlook: Outlook) =>
  outlook.alarms.filter((each) => each.title.includes(title)).at(-1)?.change === 'raised'

const CASES: { readonly [act: string]: Case } = {
  'clearing all peer addresses': {
    template: 'expressway-c-cluster-3',
    first: [],
    node: 'expc02',
    does: save({ peer_1_address: '', peer_2_address: '', peer_3_address: '' }),
    tells: happens('reset-armed'),
  },
  'the restart that resets a cleared peer': {
    template: 'expressway-c-reset-pending-2',
    first: [],
    node: 'expc02',
    does: press('restart'),
    tells: (outlook) => loses(outlook) && goesDown(outlook),
  },
  ForceConfigUpdate: {
    template: 'expressway-c-conflict-2',
    first: [],
    node: 'expc02',
    does: line('xCommand ForceConfigUpdate'),
    tells: loses,
  },
  'Enforce with a bad certificate, and the restart that makes it count': {
    template: 'expressway-c-cluster-2',
    first: [
      bad('expc02'),
      { save: { node: 'expc01', page: 'clustering', fields: { tls_verification_mode: 'Enforce' } } },
      pass('PT5M'),
    ],
    node: 'expc01',
    does: press('restart'),
    tells: stands('Cluster database communication failure'),
  },
  'a restart out of order': {
    template: 'expressway-c-restart-pending-3',
    first: [],
    node: 'expc03',
    does: press('restart'),
    tells: goesDown,
  },
  'the purge script': {
    template: 'expressway-c-database-failed-2',
    first: [],
    node: 'expc02',
    does: line('clusterdb_destroy_and_purge_data.sh', 'root'),
    tells: (outlook) => loses(outlook) && happens('purged')(outlook),
  },
  'a teardown': {
    template: 'ssm-lab1',
    first: [typed('primary-node', 'ha_teardown')],
    node: 'primary-node',
    does: answering('s1'),
    tells: happens('teardown'),
  },
  'restoring a backup of before an account': {
    template: 'ssm-lab1',
    first: [
      typed('primary-node', 'database_backup'),
      {
        press: {
          node: 'primary-node',
          action: 'request-account',
          body: { account_name: 'LATE', smart_account: 'example.com', virtual_account: 'LATE1', email: 'annanr@cisco.com' },
        },
      },
      { press: { node: 'primary-node', action: 'approve-account', body: { account: 'LATE' } } },
      pass('PT1M'),
      typed('primary-node', 'database_restore backups:onprem-database-20200901144500.sql.gz'),
    ],
    node: 'primary-node',
    does: answering('s2'),
    tells: (outlook) =>
      loses(outlook) && happens('lost')(outlook) && /write one with database_backup first/.test(outlook.undo.join()),
  },
  'stopping the last node': {
    template: 'ssm-lab1',
    first: [typed('secondary-node', 'ha_cluster_stop'), pass('PT5M')],
    node: 'primary-node',
    does: line('pcs cluster stop --force', 'root'),
    tells: (outlook) => happens('vip')(outlook) && /last running node/.test(outlook.undo.join()),
  },
  'promoting a standby while it is behind': {
    template: 'ssm-lab1',
    first: [
      { lay: { id: 'db', fault: { kind: 'resource-fails', node: 'secondary-node', resource: 'db', operation: 'start' } } },
      typed('secondary-node', 'ha_cluster_stop'),
      pass('PT5M'),
      typed('secondary-node', 'ha_cluster_start'),
      pass('PT5M'),
      {
        press: {
          node: 'primary-node',
          action: 'request-account',
          body: { account_name: 'LATE', smart_account: 'example.com', virtual_account: 'LATE1', email: 'annanr@cisco.com' },
        },
      },
      { press: { node: 'primary-node', action: 'approve-account', body: { account: 'LATE' } } },
      pass('PT1M'),
      { lay: { id: 'off', fault: { kind: 'power-off', node: 'primary-node' } } },
      { heal: 'db' },
      { console: { node: 'secondary-node', lines: ['pcs resource cleanup'], login: 'root' } },
      pass('PT1M'),
    ],
    node: 'secondary-node',
    does: line('crm_attribute -l forever -N secondary-node -n db-data-status -v LATEST', 'root'),
    tells: ({ missing }) => missing.length === 1 && /LATE/.test(missing[0]?.text ?? ''),
  },
  'starting a standby that was left behind, while the active node is dead': {
    template: 'ssm-lab1',
    first: [
      typed('secondary-node', 'ha_cluster_stop'),
      pass('PT5M'),
      { lay: { id: 'off', fault: { kind: 'power-off', node: 'primary-node' } } },
      pass('PT1M'),
    ],
    node: 'secondary-node',
    does: line('ha_cluster_start'),
    tells: (outlook) =>
      happens('waiting')(outlook) && stands('WITHOUT quorum')(outlook) && /Bring the other node back/.test(outlook.undo.join()),
  },
  'coming back with acknowledged rows that the other half lacks': {
    template: 'ssm-lab1',
    first: [
      { lay: { id: 'cut', fault: { kind: 'link-down', a: 'primary-node', b: 'secondary-node' } } },
      pass('PT1M'),
      {
        press: {
          node: 'primary-node',
          action: 'request-account',
          body: { account_name: 'GONE', smart_account: 'example.com', virtual_account: 'GONE1', email: 'annanr@cisco.com' },
        },
      },
      { press: { node: 'primary-node', action: 'approve-account', body: { account: 'GONE' } } },
      { console: { node: 'primary-node', lines: ['pcs cluster stop --force'], login: 'root' } },
      { heal: 'cut' },
      pass('PT5M'),
    ],
    node: 'primary-node',
    does: line('ha_cluster_start'),
    tells: loses,
  },
}

const baseNow = (lab: Lab, model: string) => {
  const world = lab.world()
  return { model, world, states: Object.fromEntries(world.nodes.map(({ id }) => [id, lab.state(id)])) }
}

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1)

test.each(Object.entries(CASES))('%s: what is foretold comes to pass', (_, { template, first, node, does, tells }) => {
  const product = PRODUCTS.find(({ id }) => id === templateOf(template)?.product.id)
  if (product === undefined) throw new Error(`there is no template ${template}`)
  for (const seed of seeds) {
    const lab = openLab(product, template, seed)
    for (const act of first) perform(lab, act)
    const outlook = lookAhead(product, baseNow(lab, product.version), { try: 'operate', node, operation: does }, AHEAD_MS, 50_000)
    expect(outlook.complete).toBe(true)
    expect(tells(outlook), `seed ${seed}: ${JSON.stringify({ ...outlook, patch: undefined })}`).toBe(true)

    const seen = lab.events().length
    const view = (id: string) => lab.snapshot().nodes.find((each) => each.id === id)
    expect(lab.ask(node, does)).toEqual(outlook.answer)
    lab.advance(AHEAD_MS)
    const since = lab.events().slice(seen)
    expect(since.filter(({ kind }) => kind !== 'clock')).toEqual(outlook.events)
    expect(lab.snapshot().settled).toBe(outlook.settled)
    // Each alarm ends as the last thing that was said of it.
    for (const { node: at, id } of outlook.alarms) {
      const last = outlook.alarms.filter((each) => each.node === at && each.id === id).at(-1)?.change
      const raised = product.alarms?.(view(at) as never).some((each) => each.id === id) ?? false
      expect(raised, `${at} ${id}`).toBe(last === 'raised')
    }
  }
})

test('what is lost is named as it is called, and the primary is not told to take from itself', () => {
  const product = PRODUCTS.find(({ id }) => id === 'expressway')
  if (product === undefined) throw new Error('there is no Expressway')
  const on = (node: string): Outlook => {
    const lab = openLab(product, 'expressway-c-cluster-3', 1)
    const trial = { try: 'operate', node, operation: line('xCommand ForceConfigUpdate') } as const
    return lookAhead(product, baseNow(lab, product.version), trial, AHEAD_MS, 50_000)
  }
  const told = on('expc01').losses.map(({ text }) => text)
  expect(told).toContain('Zones: was CUCM, is empty now.')
  expect(told.join()).not.toMatch(/[[{"]/)
  expect(on('expc01').undo.join()).not.toContain("The primary's configuration")
  expect(on('expc02').undo.join()).toContain("The primary's configuration")
})

test('who loses what it had is sent to its backup, and whoever takes a database away to that of the other', () => {
  const undoOf = (lab: Lab, id: string, node: string, operation: Operation): string => {
    const product = PRODUCTS.find((each) => each.id === id)
    if (product === undefined) throw new Error(`there is no ${id}`)
    return lookAhead(product, baseNow(lab, product.version), { try: 'operate', node, operation }, AHEAD_MS, 50_000).undo.join()
  }
  const lab = (id: string, template: string) => openLab(PRODUCTS.find((each) => each.id === id) as Product, template, 1)

  const three = lab('expressway', 'expressway-c-standalone-3')
  const enter = (node: string, fields: { [name: string]: string }) =>
    three.ask(node, save({ cluster_name: 'cluster.apolo.local', ...fields }))
  enter('expc01', { peer_1_address: 'expc01.apolo.local' })
  three.ask('expc01', press('restart'))
  three.advance(AHEAD_MS)
  enter('expc01', { peer_2_address: 'expc02.apolo.local' })
  enter('expc02', { peer_1_address: 'expc01.apolo.local', peer_2_address: 'expc02.apolo.local' })
  expect(undoOf(three, 'expressway', 'expc02', line('xCommand Restart'))).toMatch(/Wait until it is up.*Restore a backup/)

  const pair = lab('ssm', 'ssm-standalone-2')
  pair.ask('primary-node', line('ha_generatekeys'))
  pair.advance(60_000)
  pair.ask('secondary-node', line('ha_provision_standby'))
  pair.advance(60_000)
  const asked = pair.ask('primary-node', line('ha_deploy'))
  if (!('session' in asked)) throw new Error('it asks for the virtual IP')
  const answer: Operation = { op: 'console', line: '10.0.0.12', session: asked.session, login: null }
  expect(undoOf(pair, 'ssm', 'primary-node', answer)).toMatch(/^There is no way back but a backup of the other server/)
})

test('a password that is set is told as the change that it makes, and stands nowhere in what is told', () => {
  const product = PRODUCTS.find(({ id }) => id === 'expressway')
  if (product?.sealed === undefined) throw new Error('there is no Expressway that seals')
  const lab = openLab(product, 'expressway-c-cluster-2', 1)
  const words = { password: 'long and secret 1', confirm_password: 'long and secret 1' }
  const operation: Operation = { op: 'act', action: 'change-password', body: { name: 'admin', ...words } }
  const trial = { try: 'operate', node: 'expc01', operation } as const
  const outlook = lookAhead(product, baseNow(lab, product.version), trial, AHEAD_MS, 50_000)

  const seen = lab.events().length
  expect(lab.ask('expc01', product.sealed(operation, sealerOf('a secret'), ''))).toEqual(outlook.answer)
  lab.advance(AHEAD_MS)
  expect(outlook.events.map(({ kind }) => kind)).toContain('saved')
  expect(outlook.events).toEqual(
    lab
      .events()
      .slice(seen)
      .filter(({ kind }) => kind !== 'clock'),
  )
  expect(JSON.stringify(outlook)).not.toContain(words.password)
})

test.each([
  ['X8.10.4', 'joins the cluster again'],
  ['X8.11', 'cancels the factory reset'],
])('[EX-50] whoever clears the list of peers on %s is told the way back of that release', (version, way) => {
  const product = PRODUCTS.find(({ id }) => id === 'expressway')
  if (product === undefined) throw new Error('there is no Expressway')
  const base = JSON.parse(
    JSON.stringify(baseOf(product, 'expressway-c-cluster-2', 1)).replaceAll('"X14.0.2"', `"${version}"`),
  ) as Base
  const fields = { peer_1_address: '', peer_2_address: '' }
  const trial = { try: 'operate', node: 'expc02', operation: { op: 'save', page: 'clustering', fields } } as const
  expect(lookAhead(product, base, trial, AHEAD_MS, 50_000).undo.join()).toContain(way)
})
