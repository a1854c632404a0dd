// The way to a node's own web interface, as browsers and clients of the real product meet it, with what signs in there.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { useState } from 'preact/hooks'
import { ownAddress } from '../lab/addresses.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { presentationOf, valueAt } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { CopyLink } from './CopyLink.tsx'
import { useStore } from './useStore.ts'

type Login = {
  readonly username: string
  readonly password: string
  readonly root?: string
  readonly api?: { readonly clientId: string; readonly clientSecret: string }
}

export function OwnInterface({ sandbox, node }: { readonly sandbox: LiveSandbox; readonly node: Snapshot['nodes'][number] }) {
  const key = useStore(sandbox.$key)
  const [login, setLogin] = useState<Login | null>(null)
  const shared = presentationOf(node.product).sharedNames.filter(({ heldAt }) => valueAt(node, heldAt) === true)
  const ask = async (isOpen: boolean) => {
    if (!isOpen || key === null) return
    const answer = await sandbox.credentials()
    if (answer.ok) setLogin((answer.body[node.id] as Login | undefined) ?? null)
  }
  return (
    <details class="cb-own" onToggle={({ currentTarget }) => void ask(currentTarget.open)}>
      <summary>{fill(say.own.title, { node: node.id })}</summary>
      <p class="cb-faint">{say.own.why}</p>
      <ul class="cb-own-links">
        {[{ name: node.id, label: node.id }, ...shared].map(({ name, label }) => (
          <li key={name}>
            <a href={ownAddress(sandbox.id, name)} target="_blank" rel="noopener">
              {fill(say.own.open, { name: label })}
            </a>
          </li>
        ))}
      </ul>
      {key === null && <p class="cb-faint">{say.own.needsKey}</p>}
      {login !== null && (
        <div class="cb-own-login">
          <CopyLink label={say.own.username} why="" link={login.username} />
          <CopyLink label={say.own.password} why="" link={login.password} />
          {login.root !== undefined && <CopyLink label={say.own.root} why="" link={login.root} />}
          {login.api !== undefined && <CopyLink label={say.own.clientId} why="" link={login.api.clientId} />}
          {login.api !== undefined && <CopyLink label={say.own.clientSecret} why="" link={login.api.clientSecret} />}
        </div>
      )}
    </details>
  )
}
