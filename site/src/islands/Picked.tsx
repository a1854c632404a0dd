// What was picked in the picture, close by: what it says of itself, what lies on it, and what can be made to fail there.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { type Picked as Chosen, faultIdOf, faultKindsAt, faultsAt } from '../lab/faultKinds.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { detailsOf, factsOf, marksOf, replicationsOf, timesOf, toneOfNode } from '../lab/presentation.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { FaultForm } from './FaultForm.tsx'
import { LaidFaults } from './LaidFaults.tsx'
import { useStore } from './useStore.ts'

type Props = { readonly sandbox: LiveSandbox; readonly snapshot: Snapshot; readonly picked: Chosen; readonly onClose: () => void }

export function Picked({ sandbox, snapshot, picked, onClose }: Props) {
  const canAct = useStore(sandbox.$canAct)
  const title = picked.is === 'node' ? picked.node : fill(say.topology.between, picked)
  return (
    <section class="cb-picked" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <button type="button" class="cb-quiet" aria-label={say.common.dismiss} onClick={onClose}>
          ×
        </button>
      </header>
      <dl>
        {saidOf(snapshot, picked).map(({ label, value, tone }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd data-tone={tone}>{value}</dd>
          </div>
        ))}
      </dl>
      <LaidFaults sandbox={sandbox} faults={faultsAt(snapshot, picked)} />
      <FaultForm
        key={title}
        kinds={faultKindsAt(snapshot, picked)}
        disabled={!canAct}
        onLay={(fault) => void sandbox.layFault(faultIdOf(fault), fault)}
      />
    </section>
  )
}

type Said = { readonly label: string; readonly value: string; readonly tone: string }

function saidOf(snapshot: Snapshot, picked: Chosen): readonly Said[] {
  if (picked.is === 'link') return saidOfLink(snapshot, picked)
  const node = snapshot.nodes.find(({ id }) => id === picked.node)
  if (node === undefined) return []
  return [
    { label: say.topology.stateColumn, value: [node.state, ...marksOf(node)].join(', '), tone: toneOfNode(node) },
    ...factsOf(node),
    ...detailsOf(node),
    ...timesOf(node).map(({ label, at }) => ({ label, value: timeOf(at, snapshot.clock.now), tone: 'info' })),
  ]
}

function saidOfLink(snapshot: Snapshot, { a, b, network }: Extract<Chosen, { is: 'link' }>): readonly Said[] {
  const link = snapshot.links.find((each) => each.a === a && each.b === b && each.network === network)
  if (link === undefined) return []
  const state = link.aToB && link.bToA ? 'up' : link.aToB || link.bToA ? 'one-way' : 'down'
  return [
    { label: say.topology.networkColumn, value: network, tone: 'info' },
    { label: say.topology.stateColumn, value: say.topology.linkStates[state], tone: state === 'up' ? 'ok' : 'error' },
    ...replicationsOf(snapshot)
      .filter(({ from, to }) => (from === a && to === b) || (from === b && to === a))
      .map(({ from, to, state: standing, tone }) => ({ label: fill(say.topology.saysOf, { from, to }), value: standing, tone })),
  ]
}
