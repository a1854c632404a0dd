// Where the reader works on one node: its admin pages and its terminal, with a tab for every node.

import { useStore } from '@nanostores/preact'
import type { LiveSandbox, View } from '../lab/LiveSandbox.ts'
import { toneOfNode } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { AdminPages } from './AdminPages.tsx'
import { Terminal } from './Terminal.tsx'

export function NodeDesk({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot = useStore(sandbox.$snapshot)
  const view = useStore(sandbox.$view)
  const first = snapshot?.nodes[0]
  if (snapshot === null || first === undefined) return null
  const node = snapshot.nodes.find(({ id }) => id === view?.node) ?? first
  const surface = view?.surface ?? 'pages'
  const turn = (change: Partial<View>) => sandbox.$view.set({ node: node.id, surface, page: null, ...change })
  return (
    <section class="cb-desk" aria-label={say.desk.title}>
      <fieldset class="cb-tabs">
        <legend class="cb-hidden">{say.desk.nodes}</legend>
        {snapshot.nodes.map((each) => (
          <button
            type="button"
            key={each.id}
            aria-pressed={each.id === node.id}
            onClick={() => turn({ node: each.id })}
            title={fill(say.desk.nodeState, { node: each.id, state: each.state })}
          >
            <span class="cb-dot" data-tone={toneOfNode(each)} aria-hidden="true" /> {each.id}
          </button>
        ))}
      </fieldset>
      <fieldset class="cb-segments">
        <legend class="cb-hidden">{fill(say.desk.surfaces, { node: node.id })}</legend>
        <button type="button" aria-pressed={surface === 'pages'} onClick={() => turn({ surface: 'pages' })}>
          {say.desk.pages}
        </button>
        <button type="button" aria-pressed={surface === 'terminal'} onClick={() => turn({ surface: 'terminal' })}>
          {say.desk.terminal}
        </button>
      </fieldset>
      {surface === 'pages' ? (
        <AdminPages key={node.id} sandbox={sandbox} node={node.id} />
      ) : (
        <Terminal key={node.id} sandbox={sandbox} node={node.id} />
      )}
    </section>
  )
}
