// What the page says before an act that costs something. Which acts those are is found out by trying them
// on a copy; the data files of the products only name what on a timeline counts as a loss, and which
// console lines are worth trying at all.

import { fill, say } from '../strings.ts'
import { tell } from '../tell.ts'
import type { LiveSandbox } from './LiveSandbox.ts'
import { presentationOf } from './presentation.ts'
import { spanOf } from './time.ts'

/** An act as the API takes it for a preview, without how far to look. */
export type Trial =
  | { readonly node: string; readonly page: string; readonly fields: object }
  | { readonly node: string; readonly action: string; readonly body: object }
  | { readonly node: string; readonly line: string; readonly session?: string; readonly login?: string }

type Moment = { readonly at: string; readonly node: string }

/** What of the API's answer is read here. */
export type Outlook = {
  readonly from: string
  readonly until: string
  readonly refused: object | null
  readonly events: readonly { readonly at: string; readonly node: string | null; readonly kind: string; readonly text: string }[]
  readonly alarms: readonly (Moment & { readonly change: 'raised' | 'lowered'; readonly id: string; readonly title: string })[]
  readonly states: readonly (Moment & { readonly from: string; readonly to: string })[]
  readonly losses: readonly (Moment & { readonly item: string; readonly text: string })[]
  readonly missing: readonly (Moment & { readonly text: string })[]
  readonly undo: readonly string[]
}

/** What is put before the reader: what comes of the act and when, and how to go back. */
export type Foresight = {
  readonly ahead: string // how far the copy was run, in words; '' where it could not be
  readonly effects: readonly { readonly when: string; readonly text: string }[]
  readonly undo: readonly string[]
}

const AHEAD = 'PT30M'
const UP = 'running'
const LOSSES_ASKED_MAX = 1 // a button or a line may change one thing: that is what it was pressed for

/** Tries the act on a copy. Null: it costs nothing that has to be said first, or nothing could be found out. */
export async function foresee(sandbox: LiveSandbox, trial: Trial): Promise<Foresight | null> {
  const answer = await sandbox.preview<Outlook>({ ...trial, max: AHEAD })
  if (!answer.ok) return null
  const product = sandbox.$snapshot.get()?.nodes.find(({ id }) => id === trial.node)?.product ?? ''
  return isGrave(product, trial, answer.body) ? foresightOf(product, trial, answer.body) : null
}

/** Whether a console line is worth trying first. */
export const isTried = (product: string, line: string): boolean =>
  presentationOf(product).tried.some((pattern) => new RegExp(pattern, 'i').test(line.trim()))

/** A node goes down, something is gone that nobody asked to change or is not there where it is served, or the product's own word for a loss falls. */
function isGrave(product: string, trial: Trial, outlook: Outlook): boolean {
  if (outlook.refused !== null) return false
  if (outlook.missing.length > 0) return true
  const isOutage = outlook.states.some(({ from, to }) => from === UP && to !== UP)
  const lost = new Set(unasked(trial, outlook).map(({ text }) => text)).size
  return isOutage || lost > ('page' in trial ? 0 : LOSSES_ASKED_MAX) || outlook.events.some((event) => counts(product, event))
}

// What a save changes of the very fields that were filled in is no loss: that is what was wanted.
const unasked = (trial: Trial, { losses }: Outlook): Outlook['losses'] => {
  const asked = 'page' in trial ? Object.keys(trial.fields) : []
  return losses.filter(({ item }) => !asked.includes(item))
}

const counts = (product: string, { kind, text }: Outlook['events'][number]): boolean =>
  presentationOf(product).grave.some((each) => each.kind === kind && text.includes(each.says ?? ''))

/** The outlook in words, in the order in which things happen. */
function foresightOf(product: string, trial: Trial, outlook: Outlook): Foresight {
  const { from, until, events, alarms, states, missing, undo } = outlook
  const span = (later: string, earlier: string) => spanOf(Date.parse(later) - Date.parse(earlier))
  const told: (Moment & { readonly words: string })[] = [
    ...events
      .filter((event) => counts(product, event))
      .map(({ at, node, text }) => ({ at, node: node ?? '', words: tell(text) })),
    ...states.map(({ at, node, ...change }) => ({ at, node, words: fill(say.foresight.state, change) })),
    ...unasked(trial, outlook).map(({ at, node, text }) => ({ at, node, words: fill(say.foresight.loss, { text: tell(text) }) })),
    ...missing.map(({ at, node, text }) => ({ at, node, words: fill(say.foresight.missing, { text: tell(text) }) })),
    ...alarms
      .filter(({ change }) => change === 'raised')
      .map(({ at, node, id, title }) => {
        const end = alarms.find((each) => each.change === 'lowered' && each.id === id && each.node === node && each.at >= at)
        const words = fill(say.foresight.alarm, { title })
        return {
          at,
          node,
          words: end === undefined ? words : fill(say.foresight.passing, { alarm: words, span: span(end.at, at) }),
        }
      }),
  ]
  const whenOf = (at: string): string =>
    Date.parse(at) - Date.parse(from) < 1_000 ? say.foresight.now : fill(say.foresight.when, { span: span(at, from) })
  // What comes of it on several nodes, as near as it is told, stands once.
  const rows = new Map<string, { readonly at: string; readonly words: string; readonly nodes: readonly string[] }>()
  for (const { at, node, words } of told) {
    const row = rows.get(`${whenOf(at)} ${words}`) ?? { at, words, nodes: [] }
    rows.set(`${whenOf(at)} ${words}`, { ...row, nodes: [...new Set([...row.nodes, node])] })
  }
  return {
    ahead: span(until, from),
    effects: [...rows.values()]
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
      .map(({ at, words, nodes }) => ({
        when: whenOf(at),
        text: fill(say.foresight.on, { nodes: nodes.join(', '), words }),
      })),
    undo: undo.map(tell),
  }
}
