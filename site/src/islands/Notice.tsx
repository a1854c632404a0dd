// The latest remark about the sandbox, for eyes and screen readers alike, and what a break or an end means.

import { useEffect } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'
import { useStore } from './useStore.ts'

const SHOWN_MS = 9_000
/** Where the cluster is a sheet over the steps, which goes out of the way of a step that is gone to. */
const SHEET = matchMedia('(max-width: 71.99rem)')

export function Notice({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const remark = useStore(sandbox.$remark)
  const connection = useStore(sandbox.$connection)
  useEffect(() => {
    if (remark === null || remark.tone === 'error') return
    const timer = setTimeout(() => sandbox.$remark.set(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [remark, sandbox])
  return (
    <div class="cb-notices">
      <div role="status" aria-live="polite">
        {connection === 'interrupted' && (
          <p class="cb-notice" data-tone="info">
            {say.connection.resuming}
          </p>
        )}
        {connection === 'gone' && (
          <p class="cb-notice" data-tone="error">
            {sandbox.ending === 'deleted-here' ? say.sandbox.deletedHere : say.sandbox.gone}
          </p>
        )}
        {remark !== null && (
          <p class="cb-notice" data-tone={remark.tone}>
            <span>
              {remark.text}{' '}
              {remark.next !== undefined && (
                <a href={remark.next.href} onClick={() => SHEET.matches && sandbox.desk.$isOpen.set(false)}>
                  {remark.next.text}
                </a>
              )}
            </span>
            <button type="button" class="cb-quiet" aria-label={say.common.dismiss} onClick={() => sandbox.$remark.set(null)}>
              ×
            </button>
          </p>
        )}
      </div>
    </div>
  )
}

/** Why nothing can be done here, and a way on, for whoever has no key; null for who may act. */
export function ReadOnlyReason({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const why = useStore(sandbox.$readOnly)
  if (why === null) return null
  const fork = async () => {
    const made = await sandbox.fork()
    if (made.ok) location.assign(`/s/${made.body.id}`)
  }
  return (
    <div class="cb-readonly">
      <span>{say.share.readOnly[why]}</span>
      <button type="button" class="cb-small" onClick={() => void fork()}>
        {say.share.fork}
      </button>
    </div>
  )
}
