// The console: the whole cluster of one sandbox on one page, for whoever has the link; acts are for
// whoever has the key.

import { useEffect, useLayoutEffect, useState } from 'preact/hooks'
import { newAlarmsIn } from '../lab/alarms.ts'
import { keepFocus } from '../lab/focusKept.ts'
import { onceDrawn } from '../lab/frames.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { type Found, openHere } from '../lab/openHere.ts'
import { $reference } from '../lab/reference.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { Alarms } from './Alarms.tsx'
import { Announcer } from './Announcer.tsx'
import { Clock } from './Clock.tsx'
import { ClusterFrame, DeskFrame } from './ConsoleFrame.tsx'
import { Faults } from './Faults.tsx'
import { ImportButton } from './ImportButton.tsx'
import { KeptSandboxes } from './KeptSandboxes.tsx'
import { Logs } from './Logs.tsx'
import { Manage } from './Manage.tsx'
import { NodeDesk } from './NodeDesk.tsx'
import { Notice, ReadOnlyReason } from './Notice.tsx'
import { Past } from './Past.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { StartingPoints } from './StartingPoints.tsx'
import { Timeline } from './Timeline.tsx'
import { Topology } from './Topology.tsx'
import { useStore } from './useStore.ts'

export default function Console() {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    let opened: LiveSandbox | null = null
    let isCurrent = true
    void openHere().then((answer) => {
      if (answer.is === 'open') opened = answer.sandbox
      if (!isCurrent) opened?.close()
      // Opening and drawing it are two tasks: a click may come between them.
      else setTimeout(() => isCurrent && setFound(answer))
    })
    return () => {
      isCurrent = false
      opened?.close()
    }
  }, [])
  useLayoutEffect(() => {
    if (found !== null) document.querySelector('.cb-console-frame')?.remove()
  }, [found])
  if (found === null) return null // the frame stands in the page
  if (found.is === 'none') return <NotHere why={found.why} />
  return <Desk sandbox={found.sandbox} />
}

function NotHere({ why }: { readonly why: string }) {
  const [failure, setFailure] = useState('')
  return (
    <div class="cb-empty">
      <p class="cb-notice" data-tone="info">
        {why}
      </p>
      <p class="cb-row">
        <a class="cb-button cb-primary" href="/">
          {say.console.home}
        </a>
        <ImportButton onFailure={setFailure} />
      </p>
      <p role="status">{failure}</p>
      <KeptSandboxes />
      <StartingPoints onFailure={setFailure} />
    </div>
  )
}

/** How many parts are drawn by now: one more with every picture, so that neither a picture nor a click waits for all of them. */
function useParts(all: number): number {
  const [drawn, setDrawn] = useState(1)
  useEffect(() => (drawn === all ? undefined : onceDrawn(() => setDrawn(drawn + 1))), [drawn])
  return drawn
}

const LOWER = ['alarms', 'timeline', 'log', 'faults', 'share'] as const

function Desk({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot = useStore(sandbox.$shown)
  const past = useStore(sandbox.$past)
  const connection = useStore(sandbox.$connection)
  const view = useStore(sandbox.desk.$view)
  const { templates } = useStore($reference)
  useEffect(keepFocus, [])
  const parts = useParts(4)
  const [lower, setLower] = useState<(typeof LOWER)[number]>('alarms')
  if (connection === 'gone')
    return <NotHere why={sandbox.ending === 'deleted-here' ? say.sandbox.deletedHere : say.sandbox.gone} />
  if (snapshot === null) return null
  const node = view?.node ?? snapshot.nodes[0]?.id ?? ''
  const alarms = newAlarmsIn(snapshot)
  return (
    <div class="cb-console" data-past={past !== null}>
      <header class="cb-console-head">
        <div class="cb-console-title">
          <p class="cb-faint">
            {say.console.sandbox} <code>{sandbox.id}</code>
          </p>
          <p class="cb-console-name">{templates[snapshot.template] ?? snapshot.template}</p>
          <div class="cb-row">
            <Shortcuts sandbox={sandbox} />
          </div>
        </div>
        <Clock sandbox={sandbox} />
      </header>
      <ReadOnlyReason sandbox={sandbox} />
      <Past sandbox={sandbox} />
      <Notice sandbox={sandbox} />
      <Announcer sandbox={sandbox} />
      <div class="cb-console-grid">
        {parts > 1 ? (
          <div class="cb-card">
            <h2>{past === null ? say.topology.title : fill(say.past.title, { at: timeOf(past.snapshot.clock.now) })}</h2>
            <Topology sandbox={sandbox} />
          </div>
        ) : (
          <ClusterFrame />
        )}
        {parts > 2 ? (
          <div class="cb-card">
            <h2>{say.desk.title}</h2>
            <NodeDesk sandbox={sandbox} />
          </div>
        ) : (
          <DeskFrame />
        )}
        {parts > 3 && (
          <div class="cb-card cb-console-lower">
            <h2 class="cb-hidden">{say.console.more}</h2>
            <fieldset class="cb-tabs">
              <legend class="cb-hidden">{say.console.more}</legend>
              {LOWER.map((each) => (
                <button type="button" key={each} aria-pressed={lower === each} onClick={() => setLower(each)}>
                  {each === 'log' ? fill(say.console.log, { node }) : say.console.tabs[each]}
                  {each === 'alarms' && alarms > 0 && <span class="cb-count">{alarms}</span>}
                </button>
              ))}
            </fieldset>
            {lower === 'alarms' && <Alarms sandbox={sandbox} />}
            {lower === 'timeline' && <Timeline sandbox={sandbox} whole />}
            {lower === 'log' && <Logs key={node} sandbox={sandbox} node={node} />}
            {lower === 'faults' && <Faults sandbox={sandbox} />}
            {lower === 'share' && <Manage sandbox={sandbox} inConsole />}
          </div>
        )}
      </div>
    </div>
  )
}
