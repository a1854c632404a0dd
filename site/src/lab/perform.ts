// "Do this step for me": performs a step's acts through the public API, one by one and in the open.
// The desk turns to the node concerned, each field is seen to get its value, each line is seen typed.

import type { Json } from '@worker/kernel/machine.ts'
import { atom } from 'nanostores'
import { fill, say } from '../strings.ts'
import { sentencesOf } from './api.ts'
import { faultWords } from './faultWords.ts'
import type { Fault, LiveSandbox } from './LiveSandbox.ts'
import { msOf, spanOf } from './time.ts'

type ShownField = { readonly name: string; readonly label: string; readonly value: Json; readonly shown: string }

/** A step's act as the page was built with it: what to do, and the product's own words for it. */
export type ShownAct =
  | {
      readonly is: 'save'
      readonly node: string
      readonly page: string
      readonly title: string
      readonly fields: readonly ShownField[]
    }
  | { readonly is: 'console'; readonly node: string; readonly lines: readonly string[]; readonly login: string | null }
  | {
      readonly is: 'press'
      readonly node: string
      readonly action: string
      readonly label: string
      readonly body: { readonly [name: string]: Json }
      readonly page: string | null // the page the button stands on, where one was found
      readonly title: string
      readonly fields: readonly ShownField[] // what is filled in on that page first
      readonly about: string // what the button is pressed for, where it stands in a table
    }
  | { readonly is: 'wait'; readonly for: string | null; readonly untilSettled: string | null }
  | { readonly is: 'lay'; readonly id: string; readonly fault: Fault }
  | { readonly is: 'heal'; readonly id: string; readonly fault: Fault }

export type Performance = {
  readonly step: string
  readonly acts: number
  readonly at: number // the act under way; `acts` when all are done
  readonly failed: string | null
}

export const $performance = atom<Performance | null>(null)

/** What an act is, in one sentence. */
export function sentenceOf(act: ShownAct): string {
  switch (act.is) {
    case 'save':
      return fill(act.fields.length === 0 ? say.acts.saveUnchanged : say.acts.save, { node: act.node, page: act.title })
    case 'console':
      return fill(say.acts.consoleLines, { node: act.node, lines: act.lines.join(' ⏎ ') })
    case 'press':
      return fill(act.fields.length > 0 ? say.acts.pressForm : act.about === '' ? say.acts.press : say.acts.pressFor, {
        node: act.node,
        button: act.label,
        page: act.title,
        about: act.about,
      })
    case 'wait':
      return act.for === null
        ? fill(say.acts.waitSettled, { max: spanOf(msOf(act.untilSettled ?? 'PT0S')) })
        : fill(say.acts.wait, { span: spanOf(msOf(act.for)) })
    case 'lay':
      return fill(say.acts.lay, { fault: faultWords(act.fault) })
    case 'heal':
      return fill(say.acts.heal, { fault: faultWords(act.fault) })
  }
}

/** Performs the acts in order and stops at the first that is refused; `tell` hears of each. */
export async function perform(
  sandbox: LiveSandbox,
  step: string,
  acts: readonly ShownAct[],
  tell: (progress: Performance) => void = (progress) => $performance.set(progress),
): Promise<void> {
  for (const [at, act] of acts.entries()) {
    tell({ step, acts: acts.length, at, failed: null })
    const failed = await performOne(sandbox, act)
    if (failed !== null) {
      tell({ step, acts: acts.length, at, failed })
      return
    }
  }
  tell({ step, acts: acts.length, at: acts.length, failed: null })
}

async function performOne(sandbox: LiveSandbox, act: ShownAct): Promise<string | null> {
  switch (act.is) {
    case 'save': {
      sandbox.desk.toPage(act.node, act.page)
      await pause(350)
      await fillIn(sandbox, act.node, act.page, act.fields)
      const { problem } = await sandbox.save(
        act.node,
        act.page,
        Object.fromEntries(act.fields.map(({ name, value }) => [name, value])),
      )
      return problem === null ? null : sentencesOf(problem).join(' ')
    }
    case 'console': {
      sandbox.desk.toTerminal(act.node)
      for (const [index, line] of act.lines.entries()) {
        await type(sandbox, act.node, line)
        const fresh = index === 0 ? { fresh: true, ...(act.login === null ? {} : { login: act.login }) } : {}
        if (!(await sandbox.type(act.node, line, fresh))) return fill(say.acts.lineRefused, { line })
      }
      return null
    }
    case 'press': {
      if (act.page !== null) {
        sandbox.desk.toPage(act.node, act.page)
        await pause(350)
        await fillIn(sandbox, act.node, act.page, act.fields)
      }
      const answer = await sandbox.press(act.node, act)
      if (answer.ok && act.page !== null) sandbox.clearDraft(act.node, act.page)
      if (answer.ok && answer.body.message !== '') sandbox.remark('ok', answer.body.message)
      return answer.ok ? null : sentencesOf(answer.problem).join(' ')
    }
    case 'wait': {
      const problem = await sandbox.advance(
        act.for === null ? { until: 'settled', max: act.untilSettled ?? 'PT30M' } : { by: act.for },
      )
      return problem === null ? null : sentencesOf(problem).join(' ')
    }
    case 'lay':
    case 'heal': {
      const answer = await (act.is === 'lay' ? sandbox.layFault(act.id, act.fault) : sandbox.healFault(act.id))
      return answer.ok ? null : sentencesOf(answer.problem).join(' ')
    }
  }
}

async function fillIn(sandbox: LiveSandbox, node: string, page: string, fields: readonly ShownField[]): Promise<void> {
  for (const { name, value } of fields) {
    sandbox.draft(node, page, name, value)
    await pause(180)
  }
  await pause(250)
}

async function type(sandbox: LiveSandbox, node: string, line: string): Promise<void> {
  for (let length = 1; length <= line.length; length += 2) {
    sandbox.typed(node, line.slice(0, length))
    await pause(24)
  }
  sandbox.typed(node, line)
  await pause(200)
}

// Who asked for less motion gets the same acts without the show.
const pause = (ms: number): Promise<void> =>
  matchMedia('(prefers-reduced-motion: reduce)').matches
    ? Promise.resolve()
    : new Promise((resolve) => {
        setTimeout(resolve, ms)
      })
