// The console: the whole cluster of one sandbox on one page, for whoever has the link; acts are for
// whoever has the key.

import { useEffect, useState } from 'preact/hooks'
import { newAlarmsIn } from '../lab/alarms.ts'
import { type Result, sentencesOf } from '../lab/api.ts'
import { takeAlong } from '../lab/docked.ts'
import { keepFocus } from '../lab/focusKept.ts'
import { amend, recall, remember } from '../lab/keys.ts'
import { LiveSandbox } from '../lab/LiveSandbox.ts'
import { $reference } from '../lab/reference.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { Alarms } from './Alarms.tsx'
import { Announcer } from './Announcer.tsx'
import { Clock } from './Clock.tsx'
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

type Found =
  | { readonly is: 'looking' }
  | { readonly is: 'none'; readonly why: string }
  | { readonly is: 'open'; readonly sandbox: LiveSandbox }

export default function Console() {
  const [found, setFound] = useState<Found>({ is: 'looking' })
  useEffect(() => {
    let opened: LiveSandbox | null = null
    let isCurrent = true
    void openHere().then((answer) => {
      if (answer.is === 'open') opened = answer.sandbox
      if (isCurrent) setFound(answer)
      else opened?.close()
    })
    return () => {
      isCurrent = false
      opened?.close()
    }
  }, [])
  if (found.is === 'looking') return <p class="cb-faint">{say.common.loading}</p>
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

/** How many parts are drawn by now: one more with every task, so that no click waits for all of them. */
function useParts(all: number): number {
  const [drawn, setDrawn] = useState(1)
  useEffect(() => {
    if (drawn === all) return
    const timer = setTimeout(() => setDrawn(drawn + 1))
    return () => clearTimeout(timer)
  }, [drawn])
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
  const parts = useParts(3)
  const [lower, setLower] = useState<(typeof LOWER)[number]>('alarms')
  if (connection === 'gone')
    return <NotHere why={sandbox.ending === 'deleted-here' ? say.sandbox.deletedHere : say.sandbox.gone} />
  if (snapshot === null) return <p class="cb-faint">{say.common.loading}</p>
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
        <div class="cb-card">
          <h2>{past === null ? say.topology.title : fill(say.past.title, { at: timeOf(past.snapshot.clock.now) })}</h2>
          <Topology sandbox={sandbox} />
        </div>
        {parts > 1 && (
          <div class="cb-card">
            <h2>{say.desk.title}</h2>
            <NodeDesk sandbox={sandbox} />
          </div>
        )}
        {parts > 2 && (
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

// The address names the sandbox; a key in its fragment is kept and taken out of sight.
async function openHere(): Promise<Found> {
  const id = /^\/s\/([a-z0-9-]+)\/?$/.exec(location.pathname)?.[1]
  if (id === undefined) return { is: 'none', why: say.console.noSandbox }
  const given = location.hash.length > 1 ? location.hash.slice(1) : null
  const kept = recall(id)
  if (given !== null) history.replaceState(history.state, '', location.pathname)
  const wanted = given ?? kept?.key ?? null
  let opened = await openWith(id, wanted)
  if (isKeyRefused(opened)) {
    // There may be a good key here already, and without any there is still looking.
    const own = given === null || given === kept?.key ? null : (kept?.key ?? null)
    opened = await openWith(id, own)
    if (own !== null && isKeyRefused(opened)) opened = await openWith(id, null)
    if (opened.ok) {
      opened.body.remark('error', say.share.keyWrong)
      if (opened.body.$key.get() === null) opened.body.$readOnly.set('wrong-key')
    }
  }
  if (!opened.ok)
    return { is: 'none', why: opened.problem.status === 404 ? say.sandbox.gone : sentencesOf(opened.problem).join(' ') }
  const sandbox = opened.body
  const template = sandbox.$snapshot.get()?.template ?? ''
  // A new key says nothing of the clock: only the page that made the sandbox sets it going by itself.
  if (given !== null && sandbox.$key.get() === given)
    remember({ id, key: given, template, awake: kept?.awake ?? false, pages: kept?.pages ?? [] })
  // Whoever may act on it can go on with it on the page of a procedure.
  if (sandbox.$key.get() !== null) {
    amend(id, { nodes: sandbox.$snapshot.get()?.nodes.map((node) => node.id) ?? [] })
    takeAlong(id)
  }
  return { is: 'open', sandbox }
}

const openWith = (id: string, key: string | null): Promise<Result<LiveSandbox>> =>
  LiveSandbox.reopen({ id, key, template: '', awake: true, pages: [] })

const isKeyRefused = (answer: Result<unknown>): boolean => !answer.ok && answer.problem.status === 403
