// Faults that lie on the cluster, each with a button that heals it.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { faultSentence } from '../lab/faultKinds.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'
import { useStore } from './useStore.ts'

export function LaidFaults({ sandbox, faults }: { readonly sandbox: LiveSandbox; readonly faults: Snapshot['faults'] }) {
  const canAct = useStore(sandbox.$canAct)
  if (faults.length === 0) return null
  return (
    <ul class="cb-fault-list">
      {faults.map((fault) => (
        <li key={fault.id} data-laid="true">
          <span>{faultSentence(fault)}</span>
          <button
            type="button"
            class="cb-small"
            disabled={!canAct}
            aria-label={`${say.faults.heal}: ${faultSentence(fault)}`}
            onClick={() => void sandbox.healFault(fault.id)}
          >
            {say.faults.heal}
          </button>
        </li>
      ))}
    </ul>
  )
}
