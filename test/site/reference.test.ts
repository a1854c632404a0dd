// The reference is read from the models: every alarm is listed with its number, and the search finds it.

import MiniSearch from 'minisearch'
import { expect, test } from 'vitest'
import strings from '../../content/strings/en.json' with { type: 'json' }
import { commandAnchor } from '../../site/src/build/anchors.ts'
import { find, type Section, searchOptions, termOf } from '../../site/src/build/searchOptions.ts'
import { PRODUCTS } from '../../worker/products.ts'
import { read } from './scripts.ts'

const ALARMS = PRODUCTS.flatMap(({ reference }) => reference.alarms)

test('the page of alarms lists each alarm of the model, each with a button that makes it happen', () => {
  const page = read('reference/alarms/index.html')
  for (const { reference } of PRODUCTS) expect(reference.alarms.length).toBeGreaterThan(20)
  for (const { id } of ALARMS) expect(page).toContain(`id="${id}"`)
  for (const { id } of ALARMS) expect(page).toContain(`Make it happen: ${id}`)
})

test('the page of fidelity names for every behaviour of both models tests that show it', () => {
  const page = read('fidelity/index.html')
  for (const { behaviours } of PRODUCTS) for (const { id } of behaviours) expect(page).toContain(`>${id}<`)
  expect(page).not.toContain(`>${strings.behaviours.noTests}<`)
})

// What somebody types at night, and what has to be among the first three.
const ASKED = {
  '20012': '/reference/alarms/#20012',
  'alarm 40055': '/reference/alarms/#40055',
  'Upcoming Sync Deadline': '/reference/alarms/#upcoming-sync-deadline',
  'cluster communication failure': '/reference/alarms/#20004',
  ForceConfigUpdate: '/reference/commands/#expressway-usual-xcommand-forceconfigupdate',
  ha_teardown: '/reference/commands/#ssm-usual-ha_teardown',
  'clusterdb_destroy_and_purge_data.sh': '/expressway/rebuild-a-failed-database/#purge-the-database',
  'pcs resource cleanup': '/ssm/recover-a-failed-database/#clear-the-failed-actions',
  db_monitor_30000: '/ssm/recover-a-failed-database/',
  'how do I remove a peer': '/expressway/remove-a-live-peer/',
  'primary is down': '/expressway/take-over-from-a-dead-primary/',
  'promote new primary': '/expressway/take-over-from-a-dead-primary/',
  'replication not working': '/expressway/resolve-a-replication-conflict/',
  'tls verification failed': '/expressway/enforce-tls-verification/',
  'Certificate: Invalid': '/expressway/enforce-tls-verification/',
  'certificate expiring': '/expressway/renew-a-server-certificate/',
  'generate csr': '/expressway/renew-a-server-certificate/#generate-the-request',
  'both nodes active': '/ssm/recover-from-split-brain/',
  'split brain': '/ssm/recover-from-split-brain/',
  'heartbeat disconnected': '/ssm/recover-a-lost-heartbeat-link/',
  'status degraded': '/ssm/recover-a-failed-database/',
  'virtual ip not moving': '/ssm/fail-over-and-fall-back/',
  'node does not come back': '/ssm/recover-from-a-crash/',
  'license out of compliance': '/reference/alarms/#out-of-compliance',
  'change ip address': '/expressway/change-a-peers-identity/',
  'restore backup': '/expressway/rebuild-a-cluster-from-backups/#restore-the-second',
  4372: '/concepts/ports/',
  'what is quorum': '/concepts/quorum/',
  failback: '/ssm/fail-over-and-fall-back/',
  'restart the primery': '/expressway/restart-a-cluster/#restart-primary',
} as const

test.each(Object.entries(ASKED))('the search answers "%s" with %s among the first three', (query, wanted) => {
  const index = MiniSearch.loadJSON<Section>(read('search.json'), searchOptions)
  const first = find(index, query).slice(0, 3)
  expect(first.map(({ id }) => id)).toContain(wanted)
})

test('a word is found in each of its forms, and a word that only asks is none', () => {
  expect(new Set(['expired', 'expiring', 'expires', 'expire'].map(termOf))).toEqual(new Set(['expir']))
  expect(['how', 'the', 'is'].map(termOf)).toEqual([null, null, null])
  expect(['20012', 'ha_status', 'FQDNs'].map(termOf)).toEqual(['20012', 'ha_status', 'fqdn'])
})

// The page lists what the consoles complete: a row of the register that stands there is one that a console knows.
test('the page of commands says what each is for, in the words of the model, and which are not modelled', () => {
  const page = read('reference/commands/index.html')
  for (const product of PRODUCTS) {
    const told = product.reference.commands.filter(({ what }) => what !== null && what !== '')
    expect(told.length).toBeGreaterThan(10)
    for (const { login, name } of product.reference.commands)
      expect(page).toContain(`id="${commandAnchor(product.id, login, name)}"`)
    for (const { what } of told) expect(page).toContain(escaped(what ?? ''))
  }
})

test('the page of the API shows what each call takes', () => {
  const page = read('http-api/index.html')
  expect(page).toContain('{ template: string, seed?: integer, procedure?: string }')
  expect(page).toContain('rate: 0 | 1 | 10 | 60')
})

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;')
