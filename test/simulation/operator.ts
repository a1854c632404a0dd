// A random but sensible operator. It knows no product: it reads the pages, buttons and completions that
// a node offers and uses them, follows procedures well and badly, lays and heals faults, and lets time pass.

import { FAULT_KINDS } from '../../worker/api/fault-schemas.ts'
import type { Fault, Trouble } from '../../worker/kernel/fabric.ts'
import type { Json, NodeId } from '../../worker/kernel/machine.ts'
import type { Procedure, ReaderAct } from '../../worker/kernel/procedure.ts'
import type { Product } from '../../worker/kernel/product.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'
import type { Button, Field, Page } from '../../worker/kernel/surface.ts'
import { DAY_MS, HOUR_MS, msOf } from '../../worker/kernel/time.ts'
import { PROCEDURES } from '../../worker/procedures.ts'
import type { Deed } from './deeds.ts'
import type { Dice } from './dice.ts'
import { requestsOf } from './requests.ts'
import { TROUBLES, type Troubles } from './troubles.ts'

type Steps = readonly Pick<Procedure['steps'][number], 'acts'>[]

type Habit = 'procedure' | 'save' | 'press' | 'type' | 'send' | 'lay' | 'heal' | 'wait'

const USUAL: Readonly<Record<Habit, number>> = { procedure: 30, save: 15, press: 8, type: 8, send: 5, lay: 10, heal: 8, wait: 21 }

const FAULTS_AT_ONCE_MAX = 3

// Of the histories, so many have an operator who now and then lets days and weeks go by.
const LEAVING_PERCENT = 20

// Weeks of a cluster that synchronises every two minutes are a hundred thousand events that teach nothing new.
function isRestless(lab: Lab): boolean {
  const { now, nodes } = lab.world()
  return nodes.some(({ next }) => next !== null && next - now < HOUR_MS)
}

export class Operator {
  readonly #product: Product
  readonly #dice: Dice
  readonly #habits: readonly (readonly [number, Habit])[]
  readonly #faultKinds: readonly string[]
  readonly #troubles: Troubles
  readonly #leaves: boolean // the sandbox alone for weeks, now and then
  #task: { readonly steps: Steps; step: number; act: number } | null = null
  #tokens = 0

  /** Each history has its own habits: some never press a button, some only cut links. */
  constructor(product: Product, dice: Dice) {
    this.#product = product
    this.#troubles = TROUBLES.get(product.id) ?? {}
    this.#dice = dice
    this.#habits = (Object.entries(USUAL) as [Habit, number][]).map(
      ([habit, weight]) => [habit === 'wait' ? weight : weight * dice.pick([0, 1, 1, 3]), habit] as const,
    )
    this.#leaves = dice.chance(LEAVING_PERCENT)
    this.#faultKinds = dice.chance(20) ? [] : FAULT_KINDS.filter(() => dice.chance(60))
  }

  /** What it does next, as the sandbox stands now. */
  next(lab: Lab): Deed {
    const faults = lab.world().fabric.faults
    const habit = this.#dice.weigh(this.#habits) ?? 'wait'
    const deed = this.#try(habit === 'heal' && faults.length === 0 ? 'lay' : habit, lab)
    return deed ?? this.#wait(lab)
  }

  #try(habit: Habit, lab: Lab): Deed | null {
    const faults = lab.world().fabric.faults
    const node = this.#dice.pick(lab.world().nodes).id
    switch (habit) {
      case 'procedure':
        return this.#follow(lab)
      case 'save':
        return this.#save(lab, node)
      case 'press':
        return this.#press(lab, node)
      case 'type':
        return this.#type(lab, node)
      case 'send':
        return this.#send(lab, node)
      case 'lay':
        return faults.length >= FAULTS_AT_ONCE_MAX ? { do: 'heal', id: this.#dice.pick(faults).id } : this.#lay(lab, node)
      case 'heal':
        return faults.length === 0 ? null : { do: 'heal', id: this.#dice.pick(faults).id }
      case 'wait':
        return this.#wait(lab)
    }
  }

  #wait(lab: Lab): Deed {
    const dice = this.#dice
    if (dice.chance(25)) return { do: 'settle' }
    const [low, high] = dice.pick([
      [1, 1_000],
      [1_000, 60_000],
      [60_000, 300_000],
      [60_000, 300_000],
      [300_000, 1_800_000],
    ] as const)
    if (this.#leaves && dice.chance(2)) return { do: 'advance', ms: dice.between(1, isRestless(lab) ? 8 : 40) * DAY_MS }
    return { do: 'advance', ms: dice.between(low, high) }
  }

  // ── Procedures, done right and wrong ─────────────────────────────────────────────────────────

  #follow(lab: Lab): Deed | null {
    const dice = this.#dice
    if (this.#task === null || dice.chance(3)) {
      const steps = this.#undertaking(lab)
      if (steps === null) return null
      this.#task = { steps, step: 0, act: 0 }
    }
    const task = this.#task
    for (;;) {
      const act = task.steps[task.step]?.acts[task.act]
      task.act += 1
      if (act === undefined) {
        task.step += dice.chance(8) ? 2 : 1
        task.act = 0
        if (task.steps[task.step] !== undefined) continue
        this.#task = null
        return null
      }
      if (dice.chance(10)) continue
      return deedFor(act)
    }
  }

  // A procedure that fits the nodes there are, or what raises one of the alarms of this starting point, and lowers it.
  #undertaking(lab: Lab): Steps | null {
    const dice = this.#dice
    const { template } = lab.world()
    const causes = this.#product.reference.causes.filter((each) => each.template === template)
    if (causes.length > 0 && dice.chance(15)) {
      const { raise, clear } = dice.pick(causes)
      return [{ acts: raise }, { acts: clear }]
    }
    const nodes = new Set(lab.world().nodes.map(({ id }) => id))
    const fitting = PROCEDURES.filter((each) => each.product === this.#product.id && nodesOf(each).every((id) => nodes.has(id)))
    const own = fitting.filter((each) => each.template === template)
    if (fitting.length === 0) return null
    return dice.pick(own.length > 0 && dice.chance(70) ? own : fitting).steps
  }

  // ── Pages, buttons, console ──────────────────────────────────────────────────────────────────

  #page(lab: Lab, node: NodeId): Page | null {
    const list = lab.read(node, { ask: 'pages' })
    if (list.is !== 'pages' || list.pages.length === 0) return null
    const reading = lab.read(node, { ask: 'page', page: this.#dice.pick(list.pages).id })
    return reading.is === 'page' ? reading.page : null
  }

  #save(lab: Lab, node: NodeId): Deed | null {
    const page = this.#page(lab, node)
    const fields = page?.fields.filter((field) => field.kind !== 'readonly') ?? []
    if (page === null || fields.length === 0) return null
    const changed: Record<string, Json> = {}
    for (let count = this.#dice.between(1, 3); count > 0; count -= 1) {
      const field = this.#dice.pick(fields)
      changed[field.name] = this.#value(lab, field)
    }
    return { do: 'ask', node, operation: { op: 'save', page: page.id, fields: changed } as never }
  }

  #value(lab: Lab, field: Field): Json {
    const dice = this.#dice
    if (dice.chance(3)) return dice.pick<Json>([null, 7, '<b>', [], { a: 1 }, true, 'x'.repeat(300)])
    switch (field.kind) {
      case 'choice':
        return dice.pick(field.options.length > 0 ? field.options : [''])
      case 'integer':
        return dice.pick([1, 2, 3, 0, 6, 7, 60 + dice.between(0, 40), dice.between(0, 70_000)])
      case 'list': {
        const present = Array.isArray(field.value) ? (field.value as readonly Json[]) : []
        if (present.length > 0 && dice.chance(30)) return present.slice(0, -1)
        const entry = Object.fromEntries(
          field.columns.map(({ name }, index) => [name, index === 0 ? this.#token() : this.#word(lab)]),
        )
        return [...present, entry]
      }
      default:
        return dice.chance(15) ? '' : this.#word(lab)
    }
  }

  #token(): string {
    this.#tokens += 1
    return `token-${this.#tokens}`
  }

  #word(lab: Lab): string {
    const { nodes, names } = lab.world().fabric
    const dice = this.#dice
    if (dice.chance(40)) return this.#token()
    const addresses = nodes.flatMap((node) => node.interfaces.map(({ address }) => address))
    return dice.pick([...addresses, ...Object.keys(names), ...Object.keys(names), 'nowhere.example.com', '10.1.1.1'])
  }

  #press(lab: Lab, node: NodeId): Deed | null {
    const page = this.#page(lab, node)
    if (page === null) return null
    const buttons: readonly Button[] = [...page.actions, ...page.tables.flatMap((table) => table.actions.flat())]
    if (buttons.length === 0) return null
    const { action, body } = this.#dice.pick(buttons)
    const filled = this.#dice.chance(60)
      ? {
          ...Object.fromEntries(
            page.fields.filter(({ kind }) => kind !== 'readonly').map((field) => [field.name, this.#value(lab, field)]),
          ),
          ...body,
        }
      : body
    return { do: 'ask', node, operation: { op: 'act', action, body: filled } as never }
  }

  #type(lab: Lab, node: NodeId): Deed | null {
    const dice = this.#dice
    const login = dice.chance(30) ? 'root' : null
    let line = ''
    for (let depth = dice.between(1, 5); depth > 0; depth -= 1) {
      const reading = lab.read(node, { ask: 'completions', line, session: null, login })
      if (reading.is !== 'completions' || reading.completions.length === 0) break
      const word = dice.pick(reading.completions)
      line = word.startsWith(line.trimEnd()) ? `${word} ` : `${line}${word} `
    }
    if (dice.chance(30)) line += dice.pick(['On', 'Off', '1', '2', '"token"', '?', '--full', '--help', this.#word(lab)])
    const answers = Array.from({ length: dice.pick([0, 0, 1, 2, 8]) }, () =>
      dice.pick(['yes', 'yes', 'no', 'y', 'YES', 'NO', '']),
    )
    return { do: 'type', node, login, lines: [line.trimEnd(), ...answers] }
  }

  #send(lab: Lab, node: NodeId): Deed | null {
    const requests = requestsOf(this.#product.id, lab)
    if (requests.length === 0) return null
    const { request, ...rest } = this.#dice.pick(requests)
    const wrong = { body: { text: '{"Mode":7,"index":"x"}' }, login: 'wrong', bearer: 'print-of-nobody' } as const
    return { do: 'ask', node, operation: { ...rest, request: this.#dice.chance(10) ? { ...request, ...wrong } : request } }
  }

  // ── Faults ───────────────────────────────────────────────────────────────────────────────────

  #lay(lab: Lab, node: NodeId): Deed | null {
    if (this.#faultKinds.length === 0) return null
    const fault = this.#fault(lab, node, this.#dice.pick(this.#faultKinds))
    if (fault === null) return null
    return { do: 'lay', id: `f${this.#dice.between(1, FAULTS_AT_ONCE_MAX)}`, fault }
  }

  #fault(lab: Lab, node: NodeId, kind: string): Fault | null {
    const dice = this.#dice
    const { fabric } = lab.world()
    const { a, b, network } = dice.pick(fabric.links)
    const on = dice.chance(50) ? { network } : {}
    switch (kind) {
      case 'link-down':
        return { kind, a, b, ...on }
      case 'link-one-way':
        return dice.chance(50) ? { kind, from: a, to: b, ...on } : { kind, from: b, to: a, ...on }
      case 'latency':
        return { kind, a, b, ms: dice.pick([1, 30, 41, 100, 700, 3_000]) }
      case 'loss':
        return { kind, a, b, percent: dice.pick([5, 30, 80, 100]) }
      case 'nat':
        return { kind, a, b }
      case 'port-blocked':
        return { kind, node, ports: dice.pick([[4371, 4372], [1719], [4372], [443]]) }
      case 'dns-missing': {
        const names = Object.keys(fabric.names)
        return names.length === 0 ? null : { kind, name: dice.pick(names) }
      }
      case 'dns-record': {
        const names = Object.keys(fabric.names)
        return names.length === 0 ? null : { kind, name: dice.pick(names), address: dice.pick(Object.values(fabric.names)) }
      }
      case 'ntp-unreachable':
        return { kind, node }
      case 'upstream-unreachable':
        return fabric.nodes.some(({ upstream }) => upstream === true) ? { kind } : null
      default: {
        const trouble = this.#trouble(kind, node)
        return trouble !== null && this.#product.troubleRefusal(trouble) === null ? trouble : null
      }
    }
  }

  #trouble(kind: string, node: NodeId): Trouble | null {
    const dice = this.#dice
    switch (kind) {
      case 'resource-fails':
        return {
          kind,
          node,
          resource: dice.pick(this.#said(kind, 'resource')),
          operation: dice.pick(this.#said(kind, 'operation')),
        }
      case 'clock-skew':
        return { kind, node, seconds: dice.pick([-400, 5, 61, 1_200, 86_400, 40_000_000, -40_000_000]) }
      case 'certificate':
        return { kind, node, problem: dice.pick(this.#said(kind, 'problem')) }
      default:
        return { kind, node }
    }
  }

  // What may be said of a trouble, from the product's own file.
  #said(kind: string, name: string): readonly string[] {
    return this.#troubles[kind]?.[name] ?? ['']
  }
}

/** An act of a procedure as a deed. */
export function deedFor(act: ReaderAct): Deed {
  if ('save' in act) {
    const { node, page, fields } = act.save
    return { do: 'ask', node, operation: { op: 'save', page, fields } as never }
  }
  if ('press' in act) {
    const { node, action, body = {} } = act.press
    return { do: 'ask', node, operation: { op: 'act', action, body } as never }
  }
  if ('console' in act) return { do: 'type', node: act.console.node, login: act.console.login ?? null, lines: act.console.lines }
  if ('lay' in act) return { do: 'lay', id: act.lay.id, fault: act.lay.fault }
  if ('heal' in act) return { do: 'heal', id: act.heal }
  if ('untilSettled' in act.wait) return { do: 'settle' }
  return { do: 'advance', ms: msOf(act.wait.for) }
}

const nodesOf = (procedure: Procedure): readonly NodeId[] =>
  procedure.steps.flatMap(({ acts }) =>
    acts.flatMap((act) =>
      'save' in act ? [act.save.node] : 'press' in act ? [act.press.node] : 'console' in act ? [act.console.node] : [],
    ),
  )
