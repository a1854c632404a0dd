// All nodes of the cluster side by side: one admin page of each, or the whole state of each, with what is
// not the same on all.

import type { Page } from '@worker/kernel/surface.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { type Row, rowsOfNodes, rowsOfPages } from '../lab/comparison.ts'
import { type InTurn, inTurn } from '../lab/inTurn.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { isMember, presentationOf } from '../lab/presentation.ts'
import type { PageRow } from '../lab/SandboxCalls.ts'
import { fill, say } from '../strings.ts'
import { Scroll } from './Scroll.tsx'
import { useStore } from './useStore.ts'

const STATE = ''
const REFRESH_MS = 500
/** Two fit beside each other; of more nodes, what is the same on all is said once. */
const PAIR = 2

const isSameOnAll = ({ differs, values }: Row): boolean => !differs && values.every((value) => value !== null)

export function Compare({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot = useStore(sandbox.$shown)
  const isPast = useStore(sandbox.$past) !== null
  const seq = useStore(sandbox.$snapshot)?.seq
  const [list, setList] = useState<readonly PageRow[]>([])
  const [chosen, setChosen] = useState<string | null>(null)
  const [pages, setPages] = useState<readonly (Page | null)[]>([])
  const [only, setOnly] = useState(false)
  const asking = useRef<InTurn | null>(null)
  const nodes = snapshot?.nodes.filter(isMember) ?? []
  const presentation = presentationOf(nodes[0]?.product ?? '')
  const ids = nodes.map(({ id }) => id).join(' ')
  const page = isPast ? STATE : (chosen ?? list.find(({ id }) => id === presentation.compare)?.id ?? STATE)

  // The first node that answers says which pages there are
  useEffect(() => {
    let isCurrent = true
    void (async () => {
      for (const id of ids.split(' ')) {
        const answer = await sandbox.pages(id)
        if (!isCurrent) return
        if (answer.ok) return setList(answer.body.pages)
      }
    })()
    return () => {
      isCurrent = false
    }
  }, [sandbox, ids])
  useEffect(() => {
    if (page === STATE) return
    const own = inTurn(async (isWanted) => {
      const answers = await Promise.all(ids.split(' ').map((id) => sandbox.page(id, page)))
      if (isWanted()) setPages(answers.map((answer) => (answer.ok ? answer.body : null)))
    }, REFRESH_MS)
    asking.current = own
    return own.stop
  }, [sandbox, ids, page])
  useEffect(() => asking.current?.soon(), [sandbox, ids, page, seq])

  const rows = page === STATE ? rowsOfNodes(nodes, presentation.words) : rowsOfPages(pages)
  const differing = rows.filter(({ differs }) => differs)
  const shown = only ? differing : rows
  return (
    <section class="cb-compare" aria-label={say.compare.title}>
      <div class="cb-row cb-filter">
        <label class="cb-choice">
          <span>{say.compare.source}</span>
          <select value={page} disabled={isPast} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            <option value={STATE}>{say.compare.state}</option>
            {list.map(({ id, title, group }) => (
              <option key={id} value={id}>
                {group === '' ? title : `${group} › ${title}`}
              </option>
            ))}
          </select>
        </label>
        <label class="cb-choice">
          <input type="checkbox" checked={only} onChange={({ currentTarget }) => setOnly(currentTarget.checked)} />
          <span>{say.compare.only}</span>
        </label>
        <span class="cb-faint">{fill(say.compare.count, { n: differing.length })}</span>
      </div>
      <Scroll class="cb-compare-table" label={say.compare.table}>
        <table class="cb-table">
          <thead>
            <tr>
              <th scope="col">{say.compare.name}</th>
              {nodes.map(({ id }) => (
                <th scope="col" key={id}>
                  {id}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.length === 0 && (
              <tr>
                <td colSpan={nodes.length + 1}>{say.compare.same}</td>
              </tr>
            )}
            {shown.map((row) => (
              <tr key={row.at} data-differs={row.differs && !row.peerSpecific}>
                <th scope="row">
                  {row.name}
                  {row.peerSpecific && (
                    <abbr class="cb-mark" title={say.compare.peerSpecific}>
                      †
                    </abbr>
                  )}
                  {row.differs && !row.peerSpecific && (
                    <span class="cb-badge" data-tone="warning">
                      ≠ {say.compare.differs}
                    </span>
                  )}
                </th>
                {isSameOnAll(row) && row.values.length > PAIR ? (
                  <td colSpan={row.values.length}>{row.values[0]}</td>
                ) : (
                  row.values.map((value, index) => (
                    <td key={nodes[index]?.id ?? index}>{value ?? <span class="cb-faint">—</span>}</td>
                  ))
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}
