// The live cluster beside the steps: overview, the desk of each node, alarms, what happened, and links to
// share. On a phone it is a sheet that the reader pulls up.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { newAlarmsIn } from '../lab/alarms.ts'
import { keepFocus } from '../lab/focusKept.ts'
import { onceDrawn } from '../lab/frames.ts'
import { recall } from '../lab/keys.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'
import { Alarms } from './Alarms.tsx'
import { Clock } from './Clock.tsx'
import { Faults } from './Faults.tsx'
import { Manage } from './Manage.tsx'
import { NodeDesk } from './NodeDesk.tsx'
import { Notice } from './Notice.tsx'
import { Timeline } from './Timeline.tsx'
import { Topology } from './Topology.tsx'
import { useStore } from './useStore.ts'

const TABS = ['cluster', 'nodes', 'alarms', 'timeline', 'share'] as const
type Tab = (typeof TABS)[number]

type Props = { readonly sandbox: LiveSandbox; readonly onPutAway: () => void }

export function Workspace({ sandbox, onPutAway }: Props) {
  const [tab, setTab] = useState<Tab>('cluster')
  const isOpen = useStore(sandbox.desk.$isOpen)
  const snapshot = useStore(sandbox.$snapshot)
  const view = useStore(sandbox.desk.$view)
  // Whoever turns to a node, the reader in the picture or a step being done, wants to see its desk.
  const found = useRef(view) // what was chosen before a reload is shown again, and opens nothing by itself
  useLayoutEffect(() => {
    if (view === null) return
    setTab('nodes')
    if (view !== found.current) sandbox.desk.$isOpen.set(true)
  }, [view?.node, view?.surface, view?.page])
  useEffect(keepFocus, [])
  const [isShown, setShown] = useState(false) // the steps can be used before what is in the panel is drawn
  useLayoutEffect(() => onceDrawn(() => setShown(true)), [])
  const alarms = snapshot === null ? 0 : newAlarmsIn(snapshot)
  return (
    <section class="cb-workspace" data-open={isOpen} tabIndex={-1} aria-label={say.workspace.title}>
      <button type="button" class="cb-sheet-handle" aria-expanded={isOpen} onClick={() => sandbox.desk.$isOpen.set(!isOpen)}>
        {isOpen ? say.workspace.close : say.workspace.open}
        {alarms > 0 && !isOpen && <span class="cb-count">{alarms}</span>}
      </button>
      <div class="cb-workspace-body">
        <DockBar sandbox={sandbox} onPutAway={onPutAway} />
        <h2 class="cb-hidden">{say.workspace.title}</h2>
        <Clock sandbox={sandbox} compact />
        <Notice sandbox={sandbox} />
        <div class="cb-tabs" role="tablist" aria-label={say.workspace.title}>
          {TABS.map((each) => (
            <button
              type="button"
              role="tab"
              key={each}
              id={`cb-tab-${each}`}
              aria-selected={tab === each}
              aria-controls="cb-tab-panel"
              tabIndex={tab === each ? 0 : -1}
              onClick={() => setTab(each)}
              onKeyDown={(event) => {
                const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
                if (step === 0) return
                const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab
                setTab(next)
                document.getElementById(`cb-tab-${next}`)?.focus()
              }}
            >
              {say.workspace.tabs[each]}
              {each === 'alarms' && alarms > 0 && <span class="cb-count">{alarms}</span>}
            </button>
          ))}
        </div>
        <div role="tabpanel" id="cb-tab-panel" aria-labelledby={`cb-tab-${tab}`} class="cb-tab-panel">
          {isShown && tab === 'cluster' && (
            <>
              <Topology sandbox={sandbox} />
              <FoldedFaults sandbox={sandbox} />
            </>
          )}
          {isShown && tab === 'nodes' && <NodeDesk sandbox={sandbox} />}
          {isShown && tab === 'alarms' && <Alarms sandbox={sandbox} />}
          {isShown && tab === 'timeline' && <Timeline sandbox={sandbox} />}
          {isShown && tab === 'share' && (
            <>
              <Manage sandbox={sandbox} />
              <OtherDevice sandbox={sandbox} />
            </>
          )}
        </div>
      </div>
    </section>
  )
}

/** Folded away, except where one was left lying by the time the reader comes by. */
function FoldedFaults({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const [isLying] = useState(() => (sandbox.$snapshot.get()?.faults.length ?? 0) > 0)
  return (
    <details class="cb-more" open={isLying}>
      <summary>{say.faults.title}</summary>
      <Faults sandbox={sandbox} />
    </details>
  )
}

/** Shown where the cluster came along to another page: whose it is, the way back, and how to be rid of it. */
function DockBar({ sandbox, onPutAway }: Props) {
  const [page] = recall(sandbox.id)?.pages ?? []
  return (
    <p class="cb-dock-bar">
      {page !== undefined && <a href={`/${page}/`}>{say.dock.back}</a>}
      <a href={`/s/${sandbox.id}`}>{say.share.openConsole}</a>
      <button type="button" class="cb-quiet" onClick={onPutAway}>
        {say.dock.putAway}
      </button>
    </p>
  )
}

/** This very page, with this very cluster, on another device of the reader's. */
function OtherDevice({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const key = useStore(sandbox.$key)
  if (key === null) return null
  return (
    <label class="cb-other-device">
      <span>{say.share.otherDevice}</span>
      <input
        type="text"
        readOnly
        value={`${location.origin}${location.pathname}#s=${sandbox.id}.${key}`}
        onFocus={(event) => event.currentTarget.select()}
      />
    </label>
  )
}
