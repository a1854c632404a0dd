// Things that go wrong, laid on by hand: links cut, power taken away, and healed again.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { faultIdOf, faultKindsOf } from '../lab/faultKinds.ts'
import type { Fault, LiveSandbox } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
import { FaultForm } from './FaultForm.tsx'
import { LaidFaults } from './LaidFaults.tsx'
import { useStore } from './useStore.ts'

type Possible = { readonly id: string; readonly label: string; readonly fault: Fault }

export function Faults({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot = useStore(sandbox.$shown)
  const canAct = useStore(sandbox.$canAct)
  if (snapshot === null) return null
  const healAll = async () => {
    for (const { id } of snapshot.faults) await sandbox.healFault(id)
  }
  const possible = possibleIn(snapshot)
  const others = snapshot.faults.filter(({ id }) => !possible.some((each) => each.id === id))
  return (
    <section class="cb-faults" aria-label={say.faults.title}>
      <div class="cb-faults-head">
        <p class="cb-faint">{say.faults.intro}</p>
        {snapshot.faults.length > 1 && (
          <button type="button" class="cb-small" disabled={!canAct} onClick={() => void healAll()}>
            {say.faults.healAll}
          </button>
        )}
      </div>
      <FaultForm
        kinds={faultKindsOf(snapshot)}
        disabled={!canAct}
        onLay={(fault) => void sandbox.layFault(faultIdOf(fault), fault)}
      />
      <LaidFaults sandbox={sandbox} faults={others} />
      <ul class="cb-fault-list">
        {possible.map(({ id, label, fault }) => {
          const isLaid = snapshot.faults.some((each) => each.id === id)
          return (
            <li key={id} data-laid={isLaid}>
              <span>{label}</span>
              <button
                type="button"
                class="cb-small"
                disabled={!canAct}
                aria-label={`${isLaid ? say.faults.heal : say.faults.lay}: ${label}`}
                onClick={() => void (isLaid ? sandbox.healFault(id) : sandbox.layFault(id, fault))}
              >
                {isLaid ? say.faults.heal : say.faults.lay}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function possibleIn({ nodes, links }: Snapshot): readonly Possible[] {
  const networks = new Set(links.map(({ network }) => network))
  return [
    ...links.map(({ a, b, network }) => ({
      id: slug(`cut-${a}-${b}-${network}`),
      label: fill(networks.size > 1 ? say.faults.cutOn : say.faults.cut, { a, b, network }),
      fault: { kind: 'link-down', a, b, network },
    })),
    ...nodes.map(({ id }) => ({
      id: slug(`power-${id}`),
      label: fill(say.faults.power, { node: id }),
      fault: { kind: 'power-off', node: id },
    })),
    ...nodes.map(({ id }) => ({
      id: slug(`ntp-${id}`),
      label: fill(say.faults.ntp, { node: id }),
      fault: { kind: 'ntp-unreachable', node: id },
    })),
  ]
}

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
