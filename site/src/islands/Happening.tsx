// Something happens before the reader's eyes: a sandbox is made, acts are performed in it one by one, the cluster is
// drawn as it changes, and what was brought about can be undone again or worked on in the console.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { alarmsIn } from '../lab/alarms.ts'
import { sentencesOf } from '../lab/api.ts'
import { LiveSandbox } from '../lab/LiveSandbox.ts'
import { type Performance, perform, type ShownAct, sentenceOf } from '../lab/perform.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { TopologyPicture } from './TopologyPicture.tsx'
import { useStore } from './useStore.ts'

export type Plot = {
  readonly template: string
  readonly raise: readonly ShownAct[]
  readonly clear: readonly ShownAct[]
  readonly what: string // for the names of buttons
  readonly alarm: Suspect | null // the one to watch
}

/** `isOnlyLogged`: it is lost with the system that goes down, and only the log shows that it was there. */
type Suspect = { readonly node: string; readonly id: string; readonly isOnlyLogged: boolean }

type Made =
  | { readonly is: 'making' }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'live'; readonly sandbox: LiveSandbox }

// One at a time on a page: what is under way elsewhere ends when another begins.
let endOther: (() => void) | null = null

export function Happening({ plot, onEnd }: { readonly plot: Plot; readonly onEnd: () => void }) {
  const [made, setMade] = useState<Made>({ is: 'making' })
  useEffect(() => {
    endOther?.()
    endOther = onEnd
    let isCurrent = true
    let sandbox: LiveSandbox | null = null
    void LiveSandbox.create(plot.template, null).then((answer) => {
      if (!answer.ok) {
        setMade({ is: 'failed', why: sentencesOf(answer.problem).join(' ') })
        return
      }
      sandbox = answer.body
      if (isCurrent) setMade({ is: 'live', sandbox })
      else sandbox.close()
    })
    return () => {
      isCurrent = false
      if (endOther === onEnd) endOther = null
      sandbox?.close()
    }
  }, [])
  if (made.is === 'live') return <Stage plot={plot} sandbox={made.sandbox} onEnd={onEnd} />
  return (
    <p class="cb-notice" data-tone={made.is === 'failed' ? 'error' : 'info'} role="status">
      {made.is === 'failed' ? made.why : say.happening.making}
    </p>
  )
}

type Scene = 'raise' | 'clear'

function Stage({ plot, sandbox, onEnd }: { readonly plot: Plot; readonly sandbox: LiveSandbox; readonly onEnd: () => void }) {
  const snapshot = useStore(sandbox.$snapshot)
  const remark = useStore(sandbox.$remark)
  const [scene, setScene] = useState<Scene>('raise')
  const [progress, setProgress] = useState<Performance | null>(null)
  const host = useRef<HTMLElement>(null)
  const isBusy = progress !== null && progress.failed === null && progress.at < progress.acts
  const act = async (next: Scene) => {
    setScene(next)
    if (next === 'raise' && scene === 'clear' && !(await sandbox.reset())) return
    await perform(sandbox, '', plot[next], setProgress)
  }
  // Once, when it opens: the button that was pressed is gone, so the focus goes on here.
  useLayoutEffect(() => {
    host.current?.focus({ preventScroll: true })
    void act('raise')
  }, [])
  if (snapshot === null) return null
  return (
    <section class="cb-happening" tabIndex={-1} ref={host} aria-label={`${say.happening.make}: ${plot.what}`}>
      <p class="cb-happening-clock">
        <code>{timeOf(snapshot.clock.now)}</code> <span class="cb-faint">{snapshot.clock.now.slice(0, 10)} UTC</span>
      </p>
      {plot[scene].length > 0 && (
        <ol class="cb-performance" aria-label={say.step.performing}>
          {plot[scene].map((each, at) => (
            <li key={`${scene} ${at}`} data-state={stateOf(progress, at)}>
              {sentenceOf(each)}
            </li>
          ))}
        </ol>
      )}
      {progress?.failed != null && (
        <p class="cb-notice" data-tone="error" role="alert">
          {remark?.tone === 'error' ? remark.text : progress.failed}
        </p>
      )}
      <TopologyPicture snapshot={snapshot} />
      {plot.alarm !== null &&
        (plot.alarm.isOnlyLogged ? (
          <Logged sandbox={sandbox} node={plot.alarm.node} id={plot.alarm.id} />
        ) : (
          <Watched sandbox={sandbox} node={plot.alarm.node} id={plot.alarm.id} />
        ))}
      <div class="cb-row">
        {plot.clear.length > 0 && scene === 'raise' && (
          <button type="button" class="cb-small cb-primary" disabled={isBusy} onClick={() => void act('clear')}>
            {plot.alarm === null ? say.happening.undo : plot.alarm.isOnlyLogged ? say.happening.goOn : say.happening.lower}
          </button>
        )}
        {scene === 'clear' && (
          <button type="button" class="cb-small" disabled={isBusy} onClick={() => void act('raise')}>
            {say.happening.again}
          </button>
        )}
        <a class="cb-button cb-small" href={`/s/${sandbox.id}`}>
          {say.share.openConsole}
        </a>
        <button type="button" class="cb-small cb-quiet" onClick={onEnd}>
          {say.happening.close}
        </button>
      </div>
    </section>
  )
}

/** The alarm the page speaks of, as it stands on its node now. */
function Watched({ sandbox, node, id }: { readonly sandbox: LiveSandbox; readonly node: string; readonly id: string }) {
  const snapshot = useStore(sandbox.$snapshot)
  const alarm = snapshot === null ? undefined : alarmsIn(snapshot).find((each) => each.node === node && each.id === id)
  return (
    <p class="cb-watched" role="status" data-raised={alarm !== undefined}>
      <span class="cb-badge" data-tone={alarm === undefined ? 'ok' : 'warning'}>
        {alarm === undefined ? say.happening.notRaised : say.happening.raised}
      </span>{' '}
      {alarm === undefined
        ? fill(say.happening.notOn, { id, node })
        : fill(say.happening.on, { id, node, text: alarm.text, at: timeOf(alarm.firstRaised) })}
    </p>
  )
}

/** The lines of the node's log that speak of the alarm. */
function Logged({ sandbox, node, id }: { readonly sandbox: LiveSandbox; readonly node: string; readonly id: string }) {
  const seq = useStore(sandbox.$snapshot)?.seq
  const [lines, setLines] = useState<readonly string[]>([])
  useEffect(() => {
    void sandbox.logs(node, {}).then((answer) => {
      if (answer.ok) setLines(answer.body.lines.map(({ line }) => line).filter((line) => line.includes(`Id="${id}"`)))
    })
  }, [sandbox, node, id, seq])
  return (
    <div class="cb-watched" role="status">
      <p>{fill(lines.length === 0 ? say.happening.notLogged : say.happening.logged, { id, node })}</p>
      {lines.map((line) => (
        <code key={line}>{line}</code>
      ))}
    </div>
  )
}

function stateOf(progress: Performance | null, at: number): string {
  if (progress === null || at > progress.at) return 'waiting'
  if (at < progress.at) return 'done'
  return progress.failed === null ? 'doing' : 'failed'
}
