// Where the reader works on one node: its admin pages, its terminals, its alarms and its log, with a tab
// for every node, and one for all of them side by side.

import { alarmsIn } from '../lab/alarms.ts'
import type { Surface } from '../lab/Desk.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { isMember, toneOfNode } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { AdminPages } from './AdminPages.tsx'
import { Alarms } from './Alarms.tsx'
import { Compare } from './Compare.tsx'
import { Logs } from './Logs.tsx'
import { OwnInterface } from './OwnInterface.tsx'
import { Terminals } from './Terminal.tsx'
import { useStore } from './useStore.ts'

const SURFACES: readonly Exclude<Surface, 'all'>[] = ['pages', 'terminal', 'alarms', 'log']

export function NodeDesk({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot = useStore(sandbox.$shown)
  const isPast = useStore(sandbox.$past) !== null
  const view = useStore(sandbox.desk.$view)
  const first = snapshot?.nodes[0]
  if (snapshot === null || first === undefined) return null
  const node = snapshot.nodes.find(({ id }) => id === view?.node) ?? first
  const surface = view?.surface ?? 'pages'
  const alarms = alarmsIn({ nodes: [node] }).length
  const isSeveral = snapshot.nodes.filter(isMember).length > 1
  return (
    <section class="cb-desk" aria-label={say.desk.title}>
      <fieldset class="cb-tabs cb-node-tabs">
        <legend class="cb-hidden">{say.desk.nodes}</legend>
        {snapshot.nodes.map((each) => (
          <button
            type="button"
            key={each.id}
            aria-pressed={each.id === node.id && surface !== 'all'}
            onClick={() => sandbox.desk.toNode(each.id)}
            title={fill(say.desk.nodeState, { node: each.id, state: each.state })}
            translate={false}
          >
            <span class="cb-dot" data-tone={toneOfNode(each)} aria-hidden="true" /> {each.id}
          </button>
        ))}
        {isSeveral && (
          <button type="button" aria-pressed={surface === 'all'} onClick={() => sandbox.desk.toSurface('all')}>
            {say.compare.tab}
          </button>
        )}
      </fieldset>
      {surface === 'all' ? (
        <Compare sandbox={sandbox} />
      ) : (
        <>
          <fieldset class="cb-segments">
            <legend class="cb-hidden">{fill(say.desk.surfaces, { node: node.id })}</legend>
            {SURFACES.map((each) => (
              <button type="button" key={each} aria-pressed={surface === each} onClick={() => sandbox.desk.toSurface(each)}>
                {say.desk[each]}
                {each === 'alarms' && alarms > 0 && <span class="cb-count">{alarms}</span>}
              </button>
            ))}
          </fieldset>
          {isPast && surface !== 'alarms' && <p class="cb-faint">{say.past.desk}</p>}
          <OwnInterface key={`own ${node.id}`} sandbox={sandbox} node={node} />
          {surface === 'pages' && <AdminPages key={node.id} sandbox={sandbox} node={node.id} />}
          {surface === 'terminal' && <Terminals key={node.id} sandbox={sandbox} node={node.id} />}
          {surface === 'alarms' && <Alarms sandbox={sandbox} node={node.id} />}
          {surface === 'log' && <Logs key={node.id} sandbox={sandbox} node={node.id} />}
        </>
      )}
    </section>
  )
}
