// Brings a sandbox in from a file that an export wrote, and opens its console.

import { useRef, useState } from 'preact/hooks'
import { sentencesOf } from '../lab/api.ts'
import { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'

/** A file that is none of ours is wrong in hundreds of places. */
const REASONS_MAX = 3

export function ImportButton({ onFailure }: { readonly onFailure: (why: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    setBusy(true)
    const made = await LiveSandbox.bring(await file.text())
    setBusy(false)
    if (made.ok) location.assign(`/s/${made.body.id}`)
    else onFailure(sentencesOf(made.problem).slice(0, REASONS_MAX).join(' '))
  }
  return (
    <>
      <button type="button" disabled={isBusy} onClick={() => input.current?.click()}>
        {isBusy ? say.share.importing : say.share.import}
      </button>
      <input
        type="file"
        accept="application/json,.json"
        hidden
        ref={input}
        aria-label={say.share.import}
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0])
          currentTarget.value = '' // the same file may be chosen again
        }}
      />
    </>
  )
}
