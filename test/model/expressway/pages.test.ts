import { describe, expect, test } from 'vitest'
import { expressway } from '../../../worker/expressway/index.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'
import { Cluster } from './cluster.ts'

describe('the administration pages', () => {
  test('[EX-60] every listed page can be read, and saving it unchanged changes nothing', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const reading = cluster.lab.read('expc01', { ask: 'pages' })
    const pages = reading.is === 'pages' ? reading.pages : []
    expect(pages.map((page) => page.id)).toEqual(
      expect.arrayContaining(['overview', 'clustering', 'alarms', 'restart-options', 'h323', 'dns', 'system', 'event-log']),
    )
    for (const { id, title } of pages) {
      const page = cluster.page('expc01', id)
      expect(page.title).toBe(title)
      const editable = page.fields.filter((field) => field.kind !== 'readonly')
      const before = JSON.stringify(cluster.lab.state('expc01'))
      if (editable.length > 0) cluster.save('expc01', Object.fromEntries(editable.map((field) => [field.name, field.value])), id)
      expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
    }
  })

  test('[EX-60] a save changes the named fields alone', () => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const before = cluster.node('expc01').configuration
    const page = cluster.save('expc01', { zones: [{ name: 'Gateway', address: '10.40.1.20' }] }, 'zones')
    expect(page.fields.find((field) => field.name === 'zones')?.value).toEqual([{ name: 'Gateway', address: '10.40.1.20' }])
    expect(cluster.node('expc01').configuration).toEqual({ ...before, zones: [{ name: 'Gateway', address: '10.40.1.20' }] })
  })

  test.each([
    ['h323', { h323_time_to_live: 59 }, 'refused'],
    ['h323', { h323_mode: 'Perhaps' }, 'refused'],
    ['h323', { h323_time_to_live: '60' }, 'malformed'],
    ['zones', { zones: [{ name: 'a' }] }, 'malformed'],
    [
      'zones',
      {
        zones: [
          { name: 'a', address: '' },
          { name: 'a', address: '' },
        ],
      },
      'refused',
    ],
    ['dns', { dns_server_1: 'not an address' }, 'refused'],
    ['system', { system_name: 'a "quoted" name' }, 'refused'],
    ['system', { sip_mode: 'On' }, 'unknown'],
    ['overview', { system_name: 'x' }, 'unknown'],
  ])('[EX-60] page %s answers %j as %s and changes nothing', (page, fields, is) => {
    const cluster = new Cluster('expressway-c-cluster-2')
    const before = JSON.stringify(cluster.lab.state('expc01'))
    expect(cluster.trySave('expc01', fields, page)).toMatchObject({ is })
    expect(JSON.stringify(cluster.lab.state('expc01'))).toBe(before)
  })

  test('[EX-60] the restart page asks before it acts', () => {
    const { actions } = new Cluster().page('expc01', 'restart-options')
    expect(actions.map((button) => [button.action, button.label])).toEqual([
      ['restart', 'Restart'],
      ['reboot', 'Reboot'],
      ['shutdown', 'Shutdown'],
    ])
    expect(actions.every((button) => button.confirm?.endsWith('?'))).toBe(true)
  })
})

describe('what the product brings', () => {
  test('[EX-02] a template built twice with one seed gives the same bytes, another seed other schedules', () => {
    for (const template of expressway.templates) {
      expect(JSON.stringify(template.build(5))).toBe(JSON.stringify(template.build(5)))
      expect(JSON.stringify(template.build(5))).not.toBe(JSON.stringify(template.build(6)))
    }
  })

  test('[EX-01] a built cluster stands as one that was formed: restarting every peer leads back to the same view', () => {
    for (const template of ['expressway-c-cluster-2', 'expressway-c-cluster-ip-2', 'expressway-c-cluster-6']) {
      const cluster = new Cluster(template)
      const look = () =>
        cluster.lab.snapshot().nodes.map((node) =>
          // Where endpoints are registered is theirs to choose: they need not come back.
          JSON.stringify({ ...cluster.node(node.id), service: null, alarms: cluster.alarms(node.id) }).replaceAll(
            /"(last|next)Sync":"[^"]*"/g,
            '',
          ),
        )
      const before = look()
      for (const { id } of cluster.lab.snapshot().nodes) cluster.restart(id)
      expect(look()).toEqual(before)
    }
  })

  // Where a peer has been lost for nearly a day, a week or a fortnight, or something of Smart Licensing is about to run out,
  // a standing timer is.
  const ABOUT = /lost-(?:day|week|fortnight)|evaluation|authorization|registration-ends|overage/
  const resting = expressway.templates.map(({ id }) => id).filter((id) => !ABOUT.test(id))
  test.each(resting)('[EX-01] %s is at rest: left alone, only the times of synchronisation change', (template) => {
    const cluster = new Cluster(template)
    const look = () =>
      cluster.lab.snapshot().nodes.map((node) => JSON.stringify(node).replaceAll(/"(last|next)Sync":"[^"]*"/g, ''))
    const before = look()
    cluster.advance(10 * MINUTE_MS)
    expect(look()).toEqual(before)
  })

  test('[EX-02] troubles that are not modelled are refused in a sentence', () => {
    expect(expressway.troubleRefusal({ kind: 'power-off', node: 'expc01' })).toBeNull()
    expect(expressway.troubleRefusal({ kind: 'clock-skew', node: 'expc01', seconds: 60 })).toBeNull()
    expect(expressway.troubleRefusal({ kind: 'certificate', node: 'expc01', problem: 'wrong-key' })).toBeNull()
    expect(expressway.troubleRefusal({ kind: 'database-stopped', node: 'expc01' })).toBeNull()
    expect(expressway.troubleRefusal({ kind: 'disk-full', node: 'expc01' })).toBeNull()
    for (const trouble of [{ kind: 'certificate', problem: 'ugly' }, { kind: 'clock-skew', seconds: 'much' }, { kind: 'flood' }])
      expect(expressway.troubleRefusal({ ...trouble, node: 'expc01' })).toMatch(/^An? .*\.$|^The trouble .*\.$/)
  })
})
