// A procedure as data: where it starts, its steps, what to do in each, and what must then hold.
// One file drives the page, the printed transcript, the test through HTTP and the browser test.

import { type Check, judge, parseCheck, type Verdict } from './checks.ts'
import type { Fault } from './fabric.ts'
import type { Json, NodeId } from './machine.ts'
import type { Snapshot } from './snapshot.ts'

export type Procedure = {
  readonly product: string
  readonly slug: string
  readonly template: string
  readonly needs: readonly Need[]
  readonly steps: readonly ProcedureStep[]
}

/** What has to be so before the first step is taken. The words are in the page, by id. */
export type Need = {
  readonly id: string
  readonly holds: readonly Check[]
  /** What takes it away: a need that nothing can break would tell the reader nothing. */
  readonly brokenBy: readonly ReaderAct[]
}

export type ProcedureStep = {
  readonly id: string
  /** What to do, in order: what "do this step for me" and the tests do. */
  readonly acts: readonly ReaderAct[]
  /** All of them hold once the step is done, and go on holding until something undoes it. */
  readonly holds: readonly Check[]
  /** What to tell a reader who is stuck, when the state looks like this. The words are in the page, by id. */
  readonly hints: readonly { readonly id: string; readonly when: readonly Check[] }[]
}

export type ReaderAct =
  | { readonly save: { readonly node: NodeId; readonly page: string; readonly fields: { readonly [name: string]: Json } } }
  /** Lines typed one after another in one session, the first of them in a fresh one. */
  | { readonly console: { readonly node: NodeId; readonly lines: readonly string[]; readonly login?: string } }
  | { readonly press: { readonly node: NodeId; readonly action: string; readonly body?: { readonly [name: string]: Json } } }
  /** Time passes: `for` an ISO 8601 duration, or until the sandbox is settled and at most that long. */
  | { readonly wait: { readonly for: string } | { readonly untilSettled: string } }
  /** Something goes wrong: a fault is laid on the sandbox under this name. */
  | { readonly lay: { readonly id: string; readonly fault: Fault } }
  /** What went wrong is put right: the fault of this name is healed. */
  | { readonly heal: string }

/** A procedure as it stands in its file: the same with its checks still in words. */
export type ProcedureText = Omit<Procedure, 'needs' | 'steps'> & {
  readonly needs?: readonly { readonly id: string; readonly holds: readonly string[]; readonly brokenBy: readonly ReaderAct[] }[]
  readonly steps: readonly {
    readonly id: string
    readonly acts: readonly ReaderAct[]
    readonly holds: readonly string[]
    readonly hints?: readonly { readonly id: string; readonly when: readonly string[] }[]
  }[]
}

/** Reads the checks of a procedure. Throws, naming procedure and step, where one cannot be read. */
export function parseProcedure(text: ProcedureText): Procedure {
  const name = `${text.product}/${text.slug}`
  return {
    ...text,
    needs: (text.needs ?? []).map((need) =>
      naming(`${name}, need ${need.id}`, () => ({ ...need, holds: need.holds.map(parseCheck) })),
    ),
    steps: text.steps.map((step) =>
      naming(`${name}, step ${step.id}`, () => ({
        id: step.id,
        acts: step.acts,
        holds: step.holds.map(parseCheck),
        hints: (step.hints ?? []).map((hint) => ({ id: hint.id, when: hint.when.map(parseCheck) })),
      })),
    ),
  }
}

function naming<T>(where: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export type Progress = {
  readonly needs: readonly { readonly id: string; readonly holds: boolean; readonly checks: readonly Verdict[] }[]
  readonly steps: readonly {
    readonly id: string
    readonly holds: boolean
    readonly checks: readonly Verdict[]
    readonly hints: readonly string[] // ids of the hints that fit the state found
  }[]
}

/** Which needs and steps hold in this snapshot, check by check, and which hints fit it. */
export function progressOf(procedure: Procedure, snapshot: Snapshot): Progress {
  return {
    needs: procedure.needs.map((need) => {
      const checks = need.holds.map((check) => judge(check, snapshot))
      return { id: need.id, holds: checks.every((check) => check.holds), checks }
    }),
    steps: procedure.steps.map((step) => {
      const checks = step.holds.map((check) => judge(check, snapshot))
      const isDone = checks.every((check) => check.holds)
      const hints = isDone
        ? []
        : step.hints.filter((hint) => hint.when.every((check) => judge(check, snapshot).holds)).map((hint) => hint.id)
      return { id: step.id, holds: isDone, checks, hints }
    }),
  }
}
