// Asks before an act that costs something, with what a copy of the sandbox came to by it.

import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Foresight, foresee, type Trial } from '../lab/foresight.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
import { Scroll } from './Scroll.tsx'

type Asked = { readonly question: string | null; readonly foresight: Foresight | null; readonly answer: (go: boolean) => void }

/**
 * Gives the panel to place on the page, and what to ask it: true where the reader wants the act, or where
 * nothing has to be asked. `question` is the product's own, which is always asked.
 */
export function usePreview(sandbox: LiveSandbox) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const isAsking = useRef(false)
  const ask = async (trial: Trial, question: string | null = null): Promise<boolean> => {
    if (isAsking.current) return false // pressed twice
    isAsking.current = true
    try {
      const foresight = await foresee(sandbox, trial)
      if (foresight === null && question === null) return true
      return await new Promise<boolean>((answer) => setAsked({ question, foresight, answer }))
    } finally {
      isAsking.current = false
      setAsked(null)
    }
  }
  return [asked === null ? null : <Panel {...asked} />, ask] as const
}

function Panel({ question, foresight, answer }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null)
  const leave = useRef<HTMLButtonElement>(null)
  const id = useId()
  // With the drawing: the next key is the dialog's already.
  useLayoutEffect(() => {
    dialog.current?.showModal()
    leave.current?.focus()
    return () => {
      dialog.current?.close() // gives the focus back to where it came from
      answer(false)
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="cb-preview"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-lead`}
      onCancel={(event) => {
        event.preventDefault()
        answer(false)
      }}
    >
      <h2 id={`${id}-title`}>{say.foresight.title}</h2>
      <p id={`${id}-lead`}>
        {[question ?? '', foresight === null ? '' : fill(say.foresight.lead, { span: foresight.ahead })].join(' ').trim()}
      </p>
      {foresight !== null && (
        <>
          <Scroll class="cb-preview-body" label={say.foresight.effects}>
            <ol class="cb-preview-effects">
              {foresight.effects.map(({ when, text }) => (
                <li key={when + text}>
                  <strong>{when}</strong> <span>{text}</span>
                </li>
              ))}
            </ol>
          </Scroll>
          {foresight.undo.length > 0 && (
            <>
              <h3>{say.foresight.undo}</h3>
              <ul>
                {foresight.undo.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
      <div class="cb-row">
        <button type="button" ref={leave} onClick={() => answer(false)}>
          {say.foresight.leave}
        </button>
        <button type="button" class="cb-danger" onClick={() => answer(true)}>
          {say.foresight.go}
        </button>
      </div>
    </dialog>
  )
}
