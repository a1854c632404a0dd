// What a product brings: its machines, its templates and its register of behaviours. Adding a third
// product means writing one more of these; nothing in the kernel knows how many there are.

import type { Act } from './act.ts'
import type { Fabric, Trouble } from './fabric.ts'
import type { Machine, NodeId, NodeState, NodeView } from './machine.ts'
import type { ReaderAct } from './procedure.ts'
import type { Entropy } from './random.ts'
import type { Sealer } from './seal.ts'
import type { Snapshot, TimelineEvent } from './snapshot.ts'
import type { Operation } from './surface.ts'
import type { Instant } from './time.ts'

/** What an act led to on the copy that did it. */
export type Consequences = {
  readonly events: readonly TimelineEvent[]
  readonly losses: readonly ({ readonly node: NodeId } & Loss)[]
  readonly missing: readonly { readonly node: NodeId; readonly text: string }[]
}

export type Product = {
  readonly id: string
  readonly title: string
  /** Changes with every release of the models that decides anything differently: journals are folded then. */
  readonly version: string
  // biome-ignore lint/suspicious/noExplicitAny: each machine has a state of its own, which only it reads
  readonly machines: readonly Machine<any>[]
  readonly templates: readonly Template[]
  readonly behaviours: readonly Behaviour[]
  /** Paths of the nodes' web interfaces that take a login form or a token request; see http.ts. */
  readonly logins: readonly string[]
  /**
   * Names beside the nodes' own at which a web interface answers, each with the node that holds it now
   * (null: nobody does), judged on the nodes' views.
   */
  readonly aliases: { readonly [alias: string]: (nodes: readonly NodeView[]) => NodeId | null }
  /**
   * An operation as it may be written down: for every password in it what stands in its place. Asked of each operation
   * before it is done or journalled; absent where no operation of the product holds any. See seal.ts.
   */
  sealed?(operation: Operation, seal: Sealer, entropy: Entropy): Operation
  /** The alarms that a node's view shows as raised; what previews and counters speak of. */
  alarms?(view: NodeView): readonly AlarmSign[]
  /** What a node had in `before` and lost in `after` (configuration, accounts …). */
  losses?(before: NodeView, after: NodeView): readonly Loss[]
  /** What a node that takes over between two snapshots serves without, though another node has it, a sentence each. */
  missing?(before: Snapshot, after: Snapshot): readonly { readonly node: NodeId; readonly text: string }[]
  /**
   * How to go back after an act that is not undone by doing its opposite, as the product's own procedures say it.
   * What came of it is told too: a last `yes` says nothing of what it confirms.
   */
  undo?(before: Snapshot, act: Act, came: Consequences): readonly string[]
  readonly reference: Reference
  /** Why this trouble cannot be laid on a node of this product (a sentence), or null when it can. */
  troubleRefusal(trouble: Trouble): string | null
}

/** `item`: the name by which the API knows what was changed, a field of a page where it is one; `text`: a sentence for readers. */
export type Loss = { readonly item: string; readonly text: string }

export type AlarmSign = { readonly id: string; readonly title: string }

/** A starting point. Building it twice with one seed gives the same bytes. */
export type Template = {
  readonly id: string
  readonly product: string
  readonly title: string
  readonly purpose: string // one sentence: what it is for
  readonly starts: Instant
  readonly nodes: readonly TemplateNode[] // in node order: who goes first when things happen at once
  build(seed: number): Built
}

export type TemplateNode = {
  readonly id: NodeId
  readonly kind: string
  readonly title: string
  readonly credentials: CredentialsWanted
}

/**
 * Which logins a node has. The words themselves are made where the sandbox is made, outside every state.
 * Nodes that name the same `shared` have the same password, client id and client secret, as one
 * application that runs on either; their root passwords differ.
 */
export type CredentialsWanted = {
  readonly username: string
  readonly root: boolean
  readonly api: boolean
  readonly shared?: string
}

export type Built = { readonly fabric: Fabric; readonly states: { readonly [node: NodeId]: NodeState } }

/** One row of a product's register: from it comes the page that says how true the model is. */
export type Behaviour = {
  readonly id: string // EX-…, SSM-…
  readonly what: string
  readonly label: 'documented' | 'inferred' | 'assumed'
  readonly source: string
}

/** What the reference pages and the search are made from, beside the behaviours and what the nodes themselves offer. */
export type Reference = {
  /** The alarms this product can raise, in its own words; empty where it has no such list. */
  readonly alarms: readonly AlarmEntry[]
  /** How each of them is made to rise and to fall again. */
  readonly causes: readonly AlarmCause[]
  /** What the consoles' commands are for, as far as something is said of them. */
  readonly commands: readonly CommandEntry[]
  /** Slips of the pen in the product's own documents, and what stands here instead. */
  readonly slips: readonly { readonly printed: string; readonly shown: string }[]
}

/** One command as the reference lists it. */
export type CommandEntry = {
  readonly login: 'root' | null // null: the usual user
  readonly name: string // as the console completes it
  readonly what: string | null // '': what it takes says it; null: the product has it, and it is not modelled
  readonly takes: readonly string[] // each argument with its values
}

/** How an alarm is made to rise and to fall again, as acts anybody can do from a starting point on. */
export type AlarmCause = {
  readonly alarm: string
  readonly cause: string // one sentence
  readonly remedy: string
  readonly template: string
  readonly node: NodeId // on which it rises
  readonly raise: readonly ReaderAct[] // none: it stands when the sandbox is made
  readonly clear: readonly ReaderAct[]
  /** It is raised at the last moment before the system goes down and is lost with it: only its log shows it. */
  readonly isOnlyLogged?: true
}

/** One alarm as the product's reference lists it. `id` is what a view's `alarms` carry. */
export type AlarmEntry = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly remedy: string // the product's own words; '' where it has none
  readonly severity: string
}
