// The admin pages of one node, drawn from the data the node gives: its words, its order, its marks.

import type { Button, Download, Page, Table } from '@worker/kernel/surface.ts'
import { useState } from 'preact/hooks'
import type { Problem } from '../lab/api.ts'
import { sentencesOf } from '../lab/api.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
import { FieldRow } from './FieldRow.tsx'
import { usePreview } from './Preview.tsx'
import { type PageRows, usePage, usePageList } from './pagesOf.ts'
import { Scroll } from './Scroll.tsx'
import { useStore } from './useStore.ts'

type Outcome = {
  readonly tone: 'ok' | 'error'
  readonly texts: readonly string[]
  readonly files: readonly (Download & { url?: string })[]
}

export function AdminPages({ sandbox, node }: { readonly sandbox: LiveSandbox; readonly node: string }) {
  const view = useStore(sandbox.desk.$view)
  const [rows, refusal] = usePageList(sandbox, node)
  const wanted = view?.node === node && view.page !== null ? view.page : (rows[0]?.id ?? null)
  const choose = (page: string) => sandbox.desk.toPage(node, page)
  if (refusal !== null) return <NotAnswering problem={refusal} />
  return (
    <div class="cb-admin">
      <nav class="cb-admin-nav" aria-label={fill(say.pages.menuOf, { node })}>
        {groupsOf(rows).map(([group, pages]) => (
          <div key={group}>
            {group !== '' && <p>{group.replaceAll(' > ', ' › ')}</p>}
            {pages.map((page) => (
              <button
                type="button"
                key={page.id}
                aria-current={page.id === wanted ? 'page' : undefined}
                onClick={() => choose(page.id)}
              >
                {page.title}
              </button>
            ))}
          </div>
        ))}
      </nav>
      <div class="cb-admin-menu">
        <label for={`cb-menu-${node}`}>{say.pages.menu}</label>
        <select id={`cb-menu-${node}`} value={wanted ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
          {groupsOf(rows).map(([group, pages]) =>
            group === '' ? (
              pages.map((page) => (
                <option key={page.id} value={page.id}>
                  {page.title}
                </option>
              ))
            ) : (
              <optgroup key={group} label={group}>
                {pages.map((page) => (
                  <option key={page.id} value={page.id}>
                    {page.title}
                  </option>
                ))}
              </optgroup>
            ),
          )}
        </select>
      </div>
      {wanted !== null && <PageForm key={`${node}/${wanted}`} sandbox={sandbox} node={node} id={wanted} />}
    </div>
  )
}

function NotAnswering({ problem }: { readonly problem: Problem }) {
  return (
    <p class="cb-notice" data-tone="info">
      {sentencesOf(problem).join(' ')}
    </p>
  )
}

function PageForm({ sandbox, node, id }: { readonly sandbox: LiveSandbox; readonly node: string; readonly id: string }) {
  const canAct = useStore(sandbox.$canAct)
  const drafts = useStore(sandbox.$drafts)
  const [page, problem, setPage] = usePage(sandbox, node, id)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  const [panel, isWanted] = usePreview(sandbox)
  const draft = drafts[`${node}/${id}`] ?? {}
  const filledIn = () => sandbox.$drafts.get()[`${node}/${id}`] ?? {} // what stands there now, drawn or not yet

  if (problem !== null) return <NotAnswering problem={problem} />
  if (page === null) return <p class="cb-faint">{say.common.loading}</p>

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
    setOutcome(
      refusal === null
        ? { tone: 'ok', texts: [say.pages.saved], files: [] }
        : { tone: 'error', texts: sentencesOf(refusal), files: [] },
    )
  }
  const press = async (button: Button) => {
    // A button of the page itself hands its form over; one in a table knows what it is pressed for.
    const isOfPage = button.asks === undefined && page.actions.includes(button)
    const body = isOfPage && isEditable ? { ...filledIn(), ...button.body } : button.body
    if (!(await isWanted({ node, action: button.action, body }, button.confirm))) return
    setBusy(true)
    const answer = await sandbox.press(node, { ...button, body })
    setBusy(false)
    if (answer.ok && isOfPage) sandbox.clearDraft(node, id)
    setOutcome(
      answer.ok
        ? { tone: 'ok', texts: [answer.body.message || say.pages.done], files: answer.body.files }
        : { tone: 'error', texts: sentencesOf(answer.problem), files: [] },
    )
  }

  const hasMarks = page.fields.some((field) => field.mandatory || field.peerSpecific)
  return (
    <form class="cb-page" data-page={`${node}/${id}`} onSubmit={(event) => void save(event)} aria-label={page.title}>
      <h3 class="cb-page-title">{page.title}</h3>
      <Remarks of={[...page.banners, ...page.messages]} />
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
      {page.tables.map((table) => (
        <TableView key={table.id} table={table} disabled={!canAct || busy} onPress={(button) => void press(button)} />
      ))}
      {outcome !== null && (
        <div class="cb-notice" data-tone={outcome.tone} role="status">
          <div>
            {outcome.texts.map((text) => (
              <p key={text}>{text}</p>
            ))}
            {outcome.files.map((file) => (
              <Saving key={file.name} file={file} />
            ))}
          </div>
        </div>
      )}
      <div class="cb-row">
        {isSaveable && (
          <button type="submit" class="cb-primary" disabled={!canAct || busy}>
            {say.pages.save}
          </button>
        )}
        {page.actions.map((button) =>
          (button.asks ?? []).length > 0 ? (
            <AskingButton
              key={button.label}
              button={button}
              scope={`${node}-${id}`}
              disabled={!canAct || busy}
              onPress={(body) => void press({ ...button, body })}
            />
          ) : (
            <button type="button" key={button.label} disabled={!canAct || busy} onClick={() => void press(button)}>
              {button.label}
            </button>
          ),
        )}
      </div>
      {hasMarks && <p class="cb-faint">{say.pages.marks}</p>}
      {panel}
    </form>
  )
}

// A button with blanks of its own: what was filled in goes along when it is pressed.
function AskingButton({
  button,
  scope,
  disabled,
  onPress,
}: {
  readonly button: Button
  readonly scope: string
  readonly disabled: boolean
  readonly onPress: (body: Button['body']) => void
}) {
  const [given, setGiven] = useState<{ readonly [name: string]: string }>({})
  const take = (name: string, value: string) => setGiven((before) => ({ ...before, [name]: value }))
  const asks = button.asks ?? []
  return (
    <fieldset class="cb-section">
      <legend>{button.label}</legend>
      {asks.map(({ name, label, kind, options, value }) => {
        const id = `${scope}-${button.action}-${name}`
        const common = { id, disabled }
        return (
          <div class="cb-field" key={name}>
            <label for={id} class="cb-label">
              {label}
            </label>
            <div class="cb-control">
              {kind === 'choice' ? (
                <select
                  {...common}
                  value={given[name] ?? value}
                  onChange={({ currentTarget }) => take(name, currentTarget.value)}
                >
                  {options.map((option) => (
                    <option key={option}>{option}</option>
                  ))}
                </select>
              ) : kind === 'area' ? (
                <textarea
                  {...common}
                  value={given[name] ?? value}
                  onInput={({ currentTarget }) => take(name, currentTarget.value)}
                />
              ) : kind === 'file' ? (
                <input
                  {...common}
                  type="file"
                  onChange={({ currentTarget }) => void currentTarget.files?.[0]?.text().then((text) => take(name, text))}
                />
              ) : (
                <input
                  {...common}
                  type={kind === 'secret' ? 'password' : 'text'}
                  autocomplete="off"
                  value={given[name] ?? value}
                  onInput={({ currentTarget }) => take(name, currentTarget.value)}
                />
              )}
            </div>
          </div>
        )
      })}
      <button
        type="button"
        disabled={disabled}
        onClick={() =>
          onPress({ ...button.body, ...Object.fromEntries(asks.map(({ name, value }) => [name, given[name] ?? value])) })
        }
      >
        {button.label}
      </button>
    </fieldset>
  )
}

// A wide table is scrolled sideways, so what can be done with a row stands first.
function TableView({
  table,
  disabled,
  onPress,
}: {
  readonly table: Table
  readonly disabled: boolean
  readonly onPress: (button: Button) => void
}) {
  const hasActions = table.actions.some((buttons) => buttons.length > 0)
  return (
    <Scroll label={table.title}>
      <table class="cb-table">
        <caption>{table.title}</caption>
        <thead>
          <tr>
            {hasActions && <th scope="col">{say.pages.actions}</th>}
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.length === 0 && (
            <tr>
              <td colSpan={table.columns.length + (hasActions ? 1 : 0)}>{say.common.none}</td>
            </tr>
          )}
          {table.rows.map((row, index) => (
            <tr key={index}>
              {hasActions && (
                <td class="cb-row-actions">
                  {(table.actions[index] ?? []).map((button) => (
                    <button type="button" class="cb-small" key={button.label} disabled={disabled} onClick={() => onPress(button)}>
                      {button.label}
                    </button>
                  ))}
                </td>
              )}
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

export function Remarks({ of }: { readonly of: Page['messages'] }) {
  return (
    <>
      {of.map(({ tone, text }) => (
        <p key={text} class="cb-remark" data-tone={tone}>
          {text}
        </p>
      ))}
    </>
  )
}

function Saving({ file }: { readonly file: Download & { url?: string } }) {
  const offer = () => {
    const url = file.url ?? URL.createObjectURL(new Blob(['text' in file ? file.text : ''], { type: file.type }))
    const link = document.createElement('a')
    link.href = url
    link.download = file.name
    link.click()
    if (file.url === undefined) URL.revokeObjectURL(url)
  }
  return (
    <button type="button" class="cb-small" onClick={offer}>
      {fill(say.pages.download, { name: file.name })}
    </button>
  )
}

function groupsOf(rows: PageRows): readonly (readonly [string, PageRows])[] {
  const groups = new Map<string, PageRows>()
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row])
  return [...groups]
}

function sectionsOf(page: Page): readonly (readonly [string, Page['fields']])[] {
  const sections = new Map<string, Page['fields'][number][]>()
  for (const field of page.fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field])
  return [...sections]
}
