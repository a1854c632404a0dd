// Links to share, a fresh start, a copy of one's own, and the end of the sandbox.

import { useState } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'
import { useStore } from './useStore.ts'

export function Manage({ sandbox, inConsole = false }: { readonly sandbox: LiveSandbox; readonly inConsole?: boolean }) {
  const canAct = useStore(sandbox.$canAct)
  useStore(sandbox.$key) // the edit link carries it
  const editLink = sandbox.editLink()
  const fork = async () => {
    const made = await sandbox.fork()
    if (made.ok) location.assign(`/s/${made.body.id}`)
  }
  return (
    <section class="cb-manage" aria-label={say.share.title}>
      <CopyLink label={say.share.view} why={say.share.viewWhy} link={sandbox.viewLink()} />
      {editLink !== null && <CopyLink label={say.share.edit} why={say.share.editWhy} link={editLink} />}
      <div class="cb-row">
        {!inConsole && (
          <a class="cb-button" href={`/s/${sandbox.id}`}>
            {say.share.openConsole}
          </a>
        )}
        <button type="button" onClick={() => void fork()}>
          {say.share.fork}
        </button>
        <button type="button" disabled={!canAct} onClick={() => confirm(say.share.resetSure) && void sandbox.reset()}>
          {say.share.reset}
        </button>
        <button type="button" disabled={!canAct} onClick={() => confirm(say.share.rotateSure) && void sandbox.rotateKey()}>
          {say.share.rotate}
        </button>
        <button
          type="button"
          class="cb-danger"
          disabled={!canAct}
          onClick={() => confirm(say.share.removeSure) && void sandbox.remove()}
        >
          {say.share.remove}
        </button>
      </div>
    </section>
  )
}

function CopyLink({ label, why, link }: { readonly label: string; readonly why: string; readonly link: string }) {
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
      <p class="cb-faint">{why}</p>
    </div>
  )
}
