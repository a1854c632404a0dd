// One admin page of a node, drawn from the data the node gives: its words, its order, its marks, its buttons.

import type { Button, Download, Page } from '@worker/kernel/surface.ts'
import { Fragment } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { sentencesOf } from '../lab/api.ts'
import { saveFile } from '../lab/files.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
import { AskingButton } from './AskingButton.tsx'
import { FieldRow } from './FieldRow.tsx'
import { NotAnswering } from './NotAnswering.tsx'
import { PageAwaited } from './PageAwaited.tsx'
import { PageTable } from './PageTable.tsx'
import { usePreview } from './Preview.tsx'
import { usePage } from './pagesOf.ts'
import { Remarks } from './Remarks.tsx'
import { useStore } from './useStore.ts'

type Outcome = {
  readonly tone: 'ok' | 'error'
  readonly texts: readonly string[]
  readonly files: readonly (Download & { url?: string })[]
  readonly beside: string // what was pressed: the id of a table, the label of a button with blanks, or the form
  readonly before: Page // as it stood then
  readonly isFinal: boolean // what the page says later comes beside it, and not in its place
}

const THE_FORM = ''

type Props = {
  readonly sandbox: LiveSandbox
  readonly node: string
  readonly id: string
  readonly way: string // through the product's menu, to the page; '' where it has none
}

export function PageForm({ sandbox, node, id, way }: Props) {
  const canAct = useStore(sandbox.$canAct)
  const drafts = useStore(sandbox.$drafts)
  const [page, problem, setPage] = usePage(sandbox, node, id)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  const [panel, isWanted] = usePreview(sandbox)
  const draft = drafts[`${node}/${id}`] ?? {}
  const filledIn = () => sandbox.$drafts.get()[`${node}/${id}`] ?? {} // what stands there now, drawn or not yet

  if (problem !== null) return <NotAnswering problem={problem} />
  if (page === null) return <PageAwaited />

  const isEditable = page.fields.some((field) => field.kind !== 'readonly')
  // A form that the product hands over by a button of its own has no Save.
  const isSaveable = isEditable && page.actions.every((button) => button.asks !== undefined)

  const save = async (event: Event) => {
    event.preventDefault()
    const fields = filledIn()
    if (!(await isWanted({ node, page: id, fields }))) return
    setBusy(true)
    const { page: saved, problem: refusal } = await sandbox.save(node, id, fields)
    setBusy(false)
    if (saved !== null) setPage(saved)
    const own = saved?.messages.filter(({ tone }) => tone === 'ok').map(({ text }) => text) ?? []
    setOutcome({
      ...(refusal === null
        ? { tone: 'ok', texts: own.length > 0 ? own : [say.pages.saved] }
        : { tone: 'error', texts: sentencesOf(refusal, labelIn(page)) }),
      files: [],
      beside: THE_FORM,
      before: page,
      isFinal: true,
    })
  }
  const press = async (button: Button, beside = THE_FORM) => {
    // A button of the page itself hands its form over; one in a table knows what it is pressed for.
    const isOfPage = button.asks === undefined && page.actions.includes(button)
    const body = isOfPage && isEditable ? { ...filledIn(), ...button.body } : button.body
    if (!(await isWanted({ node, action: button.action, body }, button.confirm))) return
    setBusy(true)
    const answer = await sandbox.press(node, { ...button, body })
    setBusy(false)
    if (answer.ok && isOfPage) sandbox.clearDraft(node, id)
    setOutcome({
      ...(answer.ok
        ? { tone: 'ok', texts: [answer.body.message || say.pages.done], files: answer.body.files }
        : { tone: 'error', texts: sentencesOf(answer.problem, labelIn(page, button)), files: [] }),
      beside,
      before: page,
      isFinal: !answer.ok,
    })
  }

  const news = outcome === null ? [] : newsSince(outcome, page)
  const toldBeside = (beside: string) => outcome?.beside === beside && <Told outcome={outcome} news={news} />
  const asking = page.actions.filter(({ asks = [] }) => asks.length > 0)
  const plain = page.actions.filter((button) => !asking.includes(button))
  const marks = [
    ...(page.fields.some(({ mandatory }) => mandatory) ? [`* ${say.pages.mandatory}`] : []),
    ...(page.fields.some(({ peerSpecific }) => peerSpecific) ? [`† ${say.pages.peerSpecific}`] : []),
  ]
  // Where there is something to fill in, its buttons follow at once; what is below them are tables to look at.
  const own = (
    <>
      {toldBeside(THE_FORM)}
      {(isSaveable || plain.length > 0) && (
        <div class="cb-row">
          {isSaveable && (
            <button type="submit" class="cb-primary" disabled={!canAct || busy}>
              {say.pages.save}
            </button>
          )}
          {plain.map((button) => (
            <button type="button" key={button.label} disabled={!canAct || busy} onClick={() => void press(button)}>
              {button.label}
            </button>
          ))}
        </div>
      )}
      {marks.length > 0 && <p class="cb-faint">{marks.join(' · ')}</p>}
    </>
  )
  return (
    <form
      class="cb-page"
      translate={false}
      data-page={`${node}/${id}`}
      onSubmit={(event) => void save(event)}
      aria-label={page.title}
    >
      <div class="cb-page-title">
        {way !== '' && <p class="cb-faint">{way.replaceAll(' > ', ' › ')}</p>}
        <h3>{page.title}</h3>
      </div>
      <Remarks of={[...page.banners, ...page.messages.filter((each) => !news.includes(each) && isShown(each, outcome))]} />
      {sectionsOf(page).map(([section, fields]) => (
        <fieldset key={section} class="cb-section">
          <legend class={section === '' ? 'cb-hidden' : ''}>{section === '' ? page.title : section}</legend>
          {fields.map((field) => (
            <FieldRow
              key={field.name}
              field={field}
              scope={`${node}-${id}`}
              value={draft[field.name] ?? field.value}
              changed={field.name in draft}
              disabled={!canAct || busy}
              onChange={(value) => sandbox.draft(node, id, field.name, value)}
            />
          ))}
        </fieldset>
      ))}
      {isEditable && own}
      {page.tables.map((table) => (
        <Fragment key={table.id}>
          <PageTable table={table} disabled={!canAct || busy} onPress={(button) => void press(button, table.id)} />
          {toldBeside(table.id)}
        </Fragment>
      ))}
      {!isEditable && own}
      {asking.map((button) => (
        <Fragment key={button.label}>
          <AskingButton
            button={button}
            scope={`${node}-${id}`}
            disabled={!canAct || busy}
            onPress={(body) => void press({ ...button, body }, button.label)}
          />
          {toldBeside(button.label)}
        </Fragment>
      ))}
      {panel}
    </form>
  )
}

/** What the page says that it did not say before the button was pressed, or still says of a failure. */
function newsSince({ tone, before, texts }: Outcome, page: Page): Page['messages'] {
  if (tone === 'error' || page === before) return []
  const isOld = (text: string) => before.messages.some((each) => each.text === text)
  return page.messages
    .filter((each) => each.tone === 'error' || (each.tone !== 'info' && !isOld(each.text)))
    .filter(({ text }) => !texts.includes(text))
}

// After a refusal, what was said of an earlier success is not shown; nor what stands beside the button already.
const isShown = ({ tone, text }: Page['messages'][number], outcome: Outcome | null): boolean =>
  (tone !== 'ok' || outcome?.tone !== 'error') && outcome?.texts.includes(text) !== true

/** What came of pressing a button, beside it: the answer, and what the page has said since. */
function Told({ outcome, news }: { readonly outcome: Outcome; readonly news: Page['messages'] }) {
  const said = useRef<HTMLDivElement>(null)
  const answer = outcome.isFinal || news.length === 0 ? outcome.texts : []
  const texts = [...answer, ...news.map(({ text }) => text)]
  useEffect(() => said.current?.scrollIntoView({ block: 'nearest' }), [outcome, news.length])
  return (
    <div
      class="cb-notice"
      data-tone={news.some(({ tone }) => tone === 'error') ? 'error' : outcome.tone}
      role="status"
      ref={said}
    >
      <div>
        {texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {outcome.files.map((file) => (
          <Saving key={file.name} file={file} />
        ))}
      </div>
    </div>
  )
}

/** A field as the page calls it, for what a pointer leads to. */
const labelIn =
  ({ fields }: Page, { asks = [] }: Partial<Button> = {}) =>
  (pointer: string): string => {
    const steps = pointer.split('/')
    return [...asks, ...fields].find(({ name }) => steps.includes(name))?.label ?? pointer
  }

function Saving({ file }: { readonly file: Download & { url?: string } }) {
  return (
    <button
      type="button"
      class="cb-small"
      onClick={() => saveFile(file.name, file.type, 'text' in file ? file.text : '', file.url)}
    >
      {fill(say.pages.download, { name: file.name })}
    </button>
  )
}

function sectionsOf(page: Page): readonly (readonly [string, Page['fields']])[] {
  const sections = new Map<string, Page['fields'][number][]>()
  for (const field of page.fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field])
  return [...sections]
}
