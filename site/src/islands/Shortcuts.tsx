// Single keys for what is done most in the console, a list of them behind `?`, and a switch that turns them off for
// whoever speaks to the computer or types with a tremor.

import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'

type Key = keyof typeof say.shortcuts.keys

const OFF = 'clusterbook.shortcuts-off'

export function Shortcuts({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOff, draw] = useState(readOff)
  const off = useRef(isOff) // for the very next key, which may come before anything is drawn again
  // With the drawing, not a frame after it: who sees the console may press at once.
  useLayoutEffect(() => {
    const acts = actsOn(sandbox, () => dialog.current?.showModal())
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || dialog.current?.open === true) return
      const act = off.current && event.key !== '?' ? undefined : acts[event.key as Key]
      if (act === undefined || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [sandbox])
  return (
    <>
      <button type="button" class="cb-small" aria-keyshortcuts="?" onClick={() => dialog.current?.showModal()}>
        {say.shortcuts.open} <kbd>?</kbd>
      </button>
      <dialog class="cb-preview cb-shortcuts" ref={dialog} aria-labelledby="cb-shortcuts-title">
        <h2 id="cb-shortcuts-title">{say.shortcuts.title}</h2>
        <Keys keys={say.shortcuts.keys} />
        <h3>{say.shortcuts.inside}</h3>
        <Keys keys={say.shortcuts.insideKeys} />
        <label class="cb-choice">
          <input
            type="checkbox"
            checked={!isOff}
            onChange={({ currentTarget }) => {
              off.current = !currentTarget.checked
              keepOff(off.current)
              draw(off.current)
            }}
          />
          <span>{say.shortcuts.on}</span>
        </label>
        <div class="cb-row">
          <button type="button" onClick={() => dialog.current?.close()}>
            {say.shortcuts.close}
          </button>
        </div>
      </dialog>
    </>
  )
}

function Keys({ keys }: { readonly keys: Readonly<Record<string, string>> }) {
  return (
    <dl>
      {Object.entries(keys).map(([key, does]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What each key does. Those that move time do nothing for who may not, or while it is being run forward. */
function actsOn(sandbox: LiveSandbox, show: () => void): { readonly [key in Key]: () => void } {
  const time = (act: () => void) => () => {
    if (sandbox.$canAct.get() && sandbox.$advancing.get() === null) act()
  }
  const step = (by: number) => () => {
    const ids = sandbox.$shown.get()?.nodes.map(({ id }) => id) ?? []
    const at = ids.indexOf(sandbox.desk.$view.get()?.node ?? ids[0] ?? '')
    const next = ids[(at + by + ids.length) % ids.length]
    if (next !== undefined) sandbox.desk.toNode(next)
  }
  return {
    '?': show,
    p: time(() => void sandbox.setRate(sandbox.$snapshot.get()?.clock.rate === 0 ? 1 : 0)),
    1: time(() => void sandbox.setRate(1)),
    2: time(() => void sandbox.setRate(10)),
    3: time(() => void sandbox.setRate(60)),
    '+': time(() => void sandbox.advance({ by: 'PT2M' })),
    s: time(() => void sandbox.advance({ until: 'settled', max: 'PT1H' })),
    n: step(1),
    b: step(-1),
    w: () => sandbox.desk.toSurface('pages'),
    t: () => sandbox.desk.toSurface('terminal'),
    l: () => sandbox.desk.toSurface('log'),
    c: () => sandbox.desk.toSurface('all'),
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable], .cb-terminal') !== null

function readOff(): boolean {
  try {
    return localStorage.getItem(OFF) !== null
  } catch {
    return false // storage is closed to us: they work
  }
}

function keepOff(isOff: boolean): void {
  try {
    if (isOff) localStorage.setItem(OFF, '1')
    else localStorage.removeItem(OFF)
  } catch {
    // then the choice lasts as long as the page
  }
}
