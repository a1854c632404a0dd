// A text to take along: selected when it has the focus, copied by a button.

import { useState } from 'preact/hooks'
import { say } from '../strings.ts'

export function CopyLink({ label, why, link }: { readonly label: string; readonly why: string; readonly link: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async (input: HTMLInputElement | null) => {
    try {
      await navigator.clipboard.writeText(link)
    } catch {
      // No clipboard for this page: the link stays selected, ready to be copied by hand.
      input?.select()
      return
    }
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <div class="cb-link-row">
      <label>
        <span>{label}</span>
        <input type="text" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button
        type="button"
        class="cb-small"
        aria-label={`${say.share.copy}: ${label}`}
        onClick={(event) => void copy(event.currentTarget.parentElement?.querySelector('input') ?? null)}
      >
        {copied ? say.share.copied : say.share.copy}
      </button>
      {why !== '' && <p class="cb-faint">{why}</p>}
    </div>
  )
}
