// Everything a product that takes its licences from the pair is: plain JSON (SSM-43).

import type { NodeId, NodeState } from '../../kernel/machine.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Alarmed } from '../alarms.ts'
import type { Pass } from '../http/passes.ts'
import type { Usage } from '../licensing.ts'
import type { Reference } from '../material.ts'
import type { Family } from './catalogue.ts'
import type { Transport } from './transport.ts'

/**
 * A request of a product that is on its way or waits to be sent again: what it asks, with which token, and since when it
 * waits (SSM-41).
 */
export type Errand = {
  readonly ticket: string
  readonly ask: 'register' | 'report' | 'deregister' | 'test'
  readonly token: string
  readonly since: Instant
  readonly key?: Reference // of the identity it asks for: made with the act, or the one it has
}

/** An identity certificate with what vouches for it, and its key. */
export type Certified = { readonly chain: readonly Reference[]; readonly key: Reference }

/** The smart agent of a product: its registration and authorization (SSM-41). */
export type Agent = {
  readonly status: 'Unregistered' | 'Registering' | 'Registered' | 'Registration Failed'
  readonly server?: string // the host at which it was answered last; none while it is not registered
  readonly why: string // why the last registration or renewal failed; '' when it did not
  readonly account: string
  readonly virtualAccount: string
  readonly registered: Instant | null
  readonly identity: Instant | null // when the identity certificate was issued
  readonly authorized: Instant | null // the last contact that succeeded
  readonly authorization:
    | 'Evaluation Mode'
    | 'Evaluation Expired'
    | 'Authorized'
    | 'Out of Compliance'
    | 'Authorization Expired'
    | 'No Licenses in Use'
  readonly short: readonly string[]
  readonly certificate?: Certified // its identity; none while it is not registered
  readonly exportControlled?: boolean // whether its token allowed export-controlled functionality
}

/**
 * A product: where it calls, what it uses, and how its agent stands. Moments are virtual time, periods milliseconds
 * (SSM-43).
 */
export type ProductState = NodeState & {
  readonly node: NodeId
  readonly family: Family
  readonly servers: readonly NodeId[] // who may own the address that is called
  readonly transport: Transport
  readonly usage: readonly Usage[]
  readonly users?: { readonly [license: string]: number } // how much of its usage are users; the rest are devices without one
  readonly zone?: { readonly aheadMs: number; readonly name: string } // how its pages write times; none: UTC
  readonly agent: Agent
  readonly evaluationEnds: Instant | null // null while it is registered: nothing of the evaluation is used up
  readonly evaluationLeftMs: number // of the evaluation, while it is registered
  readonly overageSince: Instant | null
  readonly overageDays: number | null // left before it is enforced, as of the last answer
  readonly reached: string // what Test Connectivity last found
  readonly errand: Errand | null
  readonly errands: number
  readonly passes?: readonly Pass[] // sessions of its own pages
  readonly alarmed?: Alarmed // since when each alarm that stands has stood
}

/** An agent that has never registered. */
export const UNREGISTERED: Agent = {
  status: 'Unregistered',
  why: '',
  account: '',
  virtualAccount: '',
  registered: null,
  identity: null,
  authorized: null,
  authorization: 'Evaluation Mode',
  short: [],
}
