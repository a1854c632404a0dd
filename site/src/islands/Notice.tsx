// The latest remark about the sandbox, for eyes and screen readers alike, and what a break or an end means.

import { useStore } from '@nanostores/preact'
import { useEffect } from 'preact/hooks'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'

const SHOWN_MS = 9_000

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
            {say.sandbox.gone}
          </p>
        )}
        {remark !== null && (
          <p class="cb-notice" data-tone={remark.tone}>
            <span>{remark.text}</span>
            <button type="button" class="cb-quiet" aria-label={say.common.dismiss} onClick={() => sandbox.$remark.set(null)}>
              ×
            </button>
          </p>
        )}
      </div>
    </div>
  )
}

/** Why nothing can be done here, for whoever holds a view link; null for who may act. */
export function ReadOnlyReason({ sandbox }: { readonly sandbox: LiveSandbox }) {
  if (useStore(sandbox.$canAct)) return null
  return <p class="cb-readonly">{say.share.viewOnly}</p>
}
