// A sandbox of Expressways as the tests speak of it: save, restart, wait, and look at what it shows.

import { expressway } from '../../../worker/expressway/index.ts'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import type { Base } from '../../../worker/kernel/journal.ts'
import type { Json } from '../../../worker/kernel/machine.ts'
import { baseOf, type Lab, openLab, resumeLab } from '../../../worker/kernel/runtime.ts'
import type { Answer, Page } from '../../../worker/kernel/surface.ts'
import { MINUTE_MS } from '../../../worker/kernel/time.ts'

export const CLUSTER_NAME = 'expc-cluster.apolo.local'
export const fqdn = (number: number): string => `expc0${number}.apolo.local`

type Line = {
  readonly n: number
  readonly address: string
  readonly certificate: { readonly state: string; readonly text: string } | null
  readonly clustering: { readonly state: string; readonly text: string } | null
}

export type Shown = {
  readonly id: string
  readonly state: string
  readonly clustering: {
    readonly peers: readonly Line[]
    readonly databaseStatus: string
    readonly lastSync: string | null
    readonly nextSync: string | null
    readonly tlsVerificationMode: string
    readonly factoryResetPending: boolean
  }
  readonly alarms: readonly { readonly id: string; readonly status: string; readonly firstRaised: string }[]
  readonly configuration: { readonly [key: string]: Json }
  readonly identity: { readonly [key: string]: Json }
}

/** The fields of the Clustering page for peers of these numbers in this order. */
export const listOf = (numbers: readonly number[], more: { readonly [name: string]: Json } = {}) => ({
  cluster_name: CLUSTER_NAME,
  configuration_primary: 1,
  ...Object.fromEntries(numbers.map((number, line) => [`peer_${line + 1}_address`, fqdn(number)])),
  ...more,
})

export class Cluster {
  readonly lab: Lab

  constructor(template = 'expressway-c-standalone-3', seed = 1, lab = openLab(expressway, template, seed)) {
    this.lab = lab
  }

  /** Saves a page and expects it to be taken. */
  save(node: string, fields: { readonly [name: string]: Json }, page = 'clustering'): Page {
    const answer = this.lab.ask(node, { op: 'save', page, fields })
    if (answer.is !== 'page') throw new Error(`${page} on ${node} was not saved: ${JSON.stringify(answer)}`)
    return answer.page
  }

  /** What a save is answered, whatever it is. */
  trySave(node: string, fields: { readonly [name: string]: Json }, page = 'clustering'): Answer {
    return this.lab.ask(node, { op: 'save', page, fields })
  }

  page(node: string, page: string): Page {
    const reading = this.lab.read(node, { ask: 'page', page })
    if (reading.is !== 'page') throw new Error(`${page} on ${node}: ${JSON.stringify(reading)}`)
    return reading.page
  }

  press(node: string, action: string, body: { readonly [name: string]: Json } = {}): Answer {
    return this.lab.ask(node, { op: 'act', action, body })
  }

  /** One line in a fresh session; what it prints. */
  type(node: string, line: string): string {
    const answer = this.lab.ask(node, { op: 'console', line, session: null, login: null })
    if (answer.is !== 'console') throw new Error(`${line} on ${node}: ${JSON.stringify(answer)}`)
    return answer.output
  }

  /** Restarts a node and waits until everything has come to rest. */
  restart(node: string): void {
    this.press(node, 'restart')
    this.settle()
  }

  advance(ms: number): void {
    this.lab.advance(ms)
  }

  settle(): void {
    if (!this.lab.settle(30 * MINUTE_MS).settled) throw new Error('did not come to rest within half an hour')
  }

  fault(id: string, fault: Fault): void {
    this.lab.lay(id, fault)
  }

  heal(id: string): void {
    this.lab.heal(id)
  }

  node(id: string): Shown {
    return this.lab.snapshot().nodes.find((node) => node.id === id) as unknown as Shown
  }

  /** The alarms raised on a node, without the reminder of the permissive mode. */
  alarms(id: string): readonly string[] {
    return this.node(id)
      .alarms.map((alarm) => alarm.id)
      .filter((alarm) => alarm !== '40049')
  }

  /** How line `n` of a node's list stands, in the page's words. */
  clustering(id: string, n: number): string | undefined {
    return this.node(id).clustering.peers[n - 1]?.clustering?.text
  }

  certificate(id: string, n: number): string | undefined {
    return this.node(id).clustering.peers[n - 1]?.certificate?.text
  }

  /** A cluster of one on expc01, restarted. */
  one(more: { readonly [name: string]: Json } = {}): this {
    this.save('expc01', listOf([1], more))
    this.restart('expc01')
    return this
  }

  /** expc01 and expc02 in one cluster, by the book. */
  two(): this {
    this.one()
    this.save('expc01', { peer_2_address: fqdn(2) })
    this.save('expc02', listOf([1, 2]))
    this.restart('expc02')
    return this
  }
}

/** A template as it would stand on another release. */
export function running(version: string, template = 'expressway-c-cluster-2'): Cluster {
  const base = JSON.stringify(baseOf(expressway, template, 1)).replaceAll('"X14.0.2"', `"${version}"`)
  return new Cluster('', 0, resumeLab(expressway, JSON.parse(base) as Base))
}

/** The text of the n-th address of a page's list, with its statuses. */
export const statusOf = (page: Page, n: number): readonly string[] =>
  page.fields.find((field) => field.name === `peer_${n}_address`)?.status.map((each) => each.text) ?? []
