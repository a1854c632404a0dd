// Plays a procedure with the model while the site is built, and keeps what was done and what came of it,
// in the product's own words. A page can therefore not show what the model did not say, and a step
// that no longer works fails the build.

import { carriedIn } from '@worker/kernel/carried.ts'
import { judge } from '@worker/kernel/checks.ts'
import type { Json, NodeId } from '@worker/kernel/machine.ts'
import type { Procedure, ProcedureStep, ReaderAct } from '@worker/kernel/procedure.ts'
import { type Lab, openLab } from '@worker/kernel/runtime.ts'
import type { TimelineEvent } from '@worker/kernel/snapshot.ts'
import type { Answer, Page, Refusal, Remark } from '@worker/kernel/surface.ts'
import { duration, SECOND_MS, spell } from '@worker/kernel/time.ts'
import { templateOf } from '@worker/products.ts'
import type { ShownAct } from '../lab/perform.ts'

export type PrintedAct =
  | (Extract<ShownAct, { is: 'save' }> & { readonly said: readonly Remark[] })
  | { readonly is: 'console'; readonly node: NodeId; readonly login: string | null; readonly exchange: readonly Exchange[] }
  | (Extract<ShownAct, { is: 'press' }> & { readonly message: string })
  | { readonly is: 'wait'; readonly text: string | null; readonly events: readonly TimelineEvent[] }
  | Extract<ShownAct, { is: 'lay' | 'heal' }>

/** One line typed and what was printed for it. */
export type Exchange = { readonly prompt: string; readonly line: string; readonly output: string }

export type PrintedStep = {
  readonly id: string
  readonly acts: readonly PrintedAct[]
  readonly shown: readonly ShownAct[] // what the browser is given to do the step
  readonly took: string | null // virtual time, spelled; null when less than a second passed
  readonly after: Lab // a copy that stands where the step ended
}

export type Transcript = { readonly before: Lab; readonly steps: readonly PrintedStep[] }

const played = new Map<string, Transcript>()

/** The transcript of a procedure; played once per build. Throws where an act is refused or a check does not hold after its step. */
export function transcriptOf(procedure: Procedure): Transcript {
  const name = `${procedure.product}/${procedure.slug}`
  const known = played.get(name)
  if (known !== undefined) return known
  const found = templateOf(procedure.template)
  if (found === undefined) throw new Error(`${name}: there is no template ${procedure.template}`)
  const lab = openLab(found.product, procedure.template)
  const transcript = { before: lab.copy(), steps: procedure.steps.map((step) => playStep(lab, step, name)) }
  played.set(name, transcript)
  return transcript
}

/** How long the whole procedure takes in virtual time: milliseconds. */
export const spanOfTranscript = ({ before, steps }: Transcript): number =>
  Date.parse((steps.at(-1)?.after ?? before).snapshot().clock.now) - Date.parse(before.snapshot().clock.now)

function playStep(lab: Lab, step: ProcedureStep, name: string): PrintedStep {
  const where = `${name}, step ${step.id}`
  const began = Date.parse(lab.snapshot().clock.now)
  const played = step.acts.map((act) => playAct(lab, act, where))
  const snapshot = lab.snapshot()
  for (const check of step.holds) {
    const verdict = judge(check, snapshot)
    if (!verdict.holds)
      throw new Error(`${where}: after it, "${check.text}" does not hold; found ${JSON.stringify(verdict.found)}`)
  }
  const passed = Date.parse(snapshot.clock.now) - began
  return {
    id: step.id,
    acts: played.map(({ printed }) => printed),
    shown: played.map(({ shown }) => shown),
    took: spelled(passed),
    after: lab.copy(),
  }
}

/** Does one act in a lab: what the page prints of it, and what the browser is given to do the same. */
export function playAct(lab: Lab, act: ReaderAct, where: string): { readonly printed: PrintedAct; readonly shown: ShownAct } {
  if ('save' in act) {
    const { node, page, fields } = act.save
    const before = pageOf(lab, node, page)
    const saved = expect(lab.ask(node, { op: 'save', page, fields }), 'page', where)
    const shown: ShownAct = {
      is: 'save',
      node,
      page,
      title: menuPathOf(lab, node, before),
      fields: Object.entries(fields).map(([name, value]) => ({
        name,
        label: labelOf(before, saved.page, name),
        value,
        shown: wordsOf(value),
      })),
    }
    return { shown, printed: { ...shown, said: [...saved.page.banners, ...saved.page.messages] } }
  }
  if ('console' in act) {
    const { node, lines, login = null } = act.console
    const shown: ShownAct = { is: 'console', node, lines, login }
    return { shown, printed: { is: 'console', node, login, exchange: typeLines(lab, node, lines, login, where) } }
  }
  if ('press' in act) {
    const { node, action, body = {} } = act.press
    const shown = shownPress(lab, node, action, body)
    const { message, files } = expect(lab.ask(node, { op: 'act', action, body: carriedIn(lab).into(body) }), 'acted', where)
    carriedIn(lab).keep(node, action, files)
    return { shown, printed: { ...shown, message } }
  }
  if ('lay' in act) {
    const { id, fault } = act.lay
    lab.lay(id, fault)
    const shown = { is: 'lay', id, fault } as const
    return { shown, printed: shown }
  }
  if ('heal' in act) {
    const laid = lab.world().fabric.faults.find(({ id }) => id === act.heal)
    if (laid === undefined) throw new Error(`${where}: there is no fault ${act.heal} to heal`)
    lab.heal(act.heal)
    const shown = { is: 'heal', id: act.heal, fault: laid.fault } as const
    return { shown, printed: shown }
  }
  const shown: Extract<ShownAct, { is: 'wait' }> = {
    is: 'wait',
    for: 'for' in act.wait ? act.wait.for : null,
    untilSettled: 'untilSettled' in act.wait ? act.wait.untilSettled : null,
  }
  const seen = lab.events().length
  const began = Date.parse(lab.snapshot().clock.now)
  if (shown.for !== null) lab.advance(msOf(shown.for, where))
  else if (!lab.settle(msOf(shown.untilSettled ?? '', where)).settled)
    throw new Error(`${where}: not settled after ${shown.untilSettled}`)
  const text = spelled(Date.parse(lab.snapshot().clock.now) - began)
  return {
    shown,
    printed: {
      is: 'wait',
      text,
      events: lab
        .events()
        .slice(seen)
        .filter((event) => event.node !== null),
    },
  }
}

const spelled = (ms: number): string | null => (ms < SECOND_MS ? null : spell(ms))

/** Types lines one after another in one session and keeps each with the prompt that stood before it. */
export function typeLines(
  lab: Lab,
  node: NodeId,
  lines: readonly string[],
  login: string | null,
  where: string,
): readonly Exchange[] {
  // The prompt of a fresh session is found out on a copy, so that the history stays as it would be.
  let prompt = promptOf(lab, node, login)
  let session: string | null = null
  return lines.map((line) => {
    const answer: Extract<Answer, { is: 'console' }> = expect(
      lab.ask(node, { op: 'console', line, session, login }),
      'console',
      where,
    )
    const exchange = { prompt, line, output: answer.output }
    prompt = answer.prompt
    session = answer.closed ? null : answer.session
    return exchange
  })
}

function promptOf(lab: Lab, node: NodeId, login: string | null): string {
  const answer = lab.copy().ask(node, { op: 'console', line: '', session: null, login })
  return answer.is === 'console' ? answer.prompt : ''
}

/** An admin page as it stands in a lab. Throws where the node has no such page now. */
export function pageOf(lab: Lab, node: NodeId, page: string): Page {
  const reading = lab.read(node, { ask: 'page', page })
  if (reading.is !== 'page') throw new Error(`${node} gives no page ${page}: ${JSON.stringify(reading)}`)
  return reading.page
}

/** `System > Clustering`: where the product's menu has a page. */
export function menuPathOf(lab: Lab, node: NodeId, page: Page): string {
  const list = lab.read(node, { ask: 'pages' })
  const row = list.is === 'pages' ? list.pages.find(({ id }) => id === page.id) : undefined
  return row === undefined || row.group === '' ? page.title : `${row.group} > ${row.title}`
}

const labelOf = (before: Page, after: Page, name: string): string =>
  [...before.fields, ...after.fields].find((field) => field.name === name)?.label ?? name

// A button is looked for on all pages of its node, so that the page says its label and where it stands.
function shownPress(
  lab: Lab,
  node: NodeId,
  action: string,
  body: { readonly [name: string]: Json },
): Extract<ShownAct, { is: 'press' }> {
  const list = lab.read(node, { ask: 'pages' })
  for (const { id } of list.is === 'pages' ? list.pages : []) {
    const reading = lab.read(node, { ask: 'page', page: id })
    if (reading.is !== 'page') continue
    const { page } = reading
    const button = [...page.actions, ...page.tables.flatMap((table) => table.actions.flat())].find(
      (each) => each.action === action,
    )
    if (button === undefined) continue
    const fields = Object.entries(body).flatMap(([name, value]) => {
      const field = page.fields.find((each) => each.name === name)
      return field === undefined ? [] : [{ name, label: field.label, value, shown: wordsOf(value) }]
    })
    const about = Object.entries(body)
      .filter(([name, value]) => !fields.some((field) => field.name === name) && !isFile(value))
      .map(([, value]) => wordsOf(value))
      .join(', ')
    return { is: 'press', node, action, label: button.label, body, page: id, title: menuPathOf(lab, node, page), fields, about }
  }
  return { is: 'press', node, action, label: action, body, page: null, title: '', fields: [], about: '' }
}

// What a reader chooses as a file is not spelled out.
const isFile = (value: Json): boolean => typeof value === 'string' && value.includes('\n')

function msOf(text: string, where: string): number {
  const parsed = duration(text)
  if (parsed.is === 'refused') throw new Error(`${where}: "${text}" ${parsed.why}`)
  return parsed.ms
}

function expect<K extends Exclude<Answer['is'], Refusal['is']>>(
  answer: Answer,
  kind: K,
  where: string,
): Extract<Answer, { is: K }> {
  if (answer.is !== kind) throw new Error(`${where}: the product answers ${JSON.stringify(answer)}`)
  return answer as Extract<Answer, { is: K }>
}

/** A value as a page words it. */
export function wordsOf(value: Json): string {
  if (value === null || value === '') return '(empty)'
  if (Array.isArray(value)) return value.map(wordsOf).join('; ')
  if (typeof value === 'object') return Object.values(value).map(wordsOf).join(' ')
  return String(value)
}
