// The cluster at a glance: its nodes, the links between them and how they stand with each other. The
// same facts stand in a table, for who cannot or does not want to read a picture.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { useState } from 'preact/hooks'
import type { Picked as Chosen } from '../lab/faultKinds.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'
import { Impact } from './Impact.tsx'
import { Picked } from './Picked.tsx'
import { TopologyPicture } from './TopologyPicture.tsx'
import { TopologyTable } from './TopologyTable.tsx'
import { useStore } from './useStore.ts'

export function Topology({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const snapshot: Snapshot | null = useStore(sandbox.$shown)
  const view = useStore(sandbox.desk.$view)
  const [asTable, setAsTable] = useState(false)
  const [picked, setPicked] = useState<Chosen | null>(null)
  if (snapshot === null) return null
  const nodeOfDesk: Chosen | null = view === null ? null : { is: 'node', node: view.node }
  const pick = (chosen: Chosen) => {
    setPicked(chosen)
    if (chosen.is === 'node') sandbox.desk.toNode(chosen.node)
  }
  return (
    <section class="cb-topology" aria-label={say.topology.title}>
      <div class="cb-topology-head">
        <fieldset class="cb-segments">
          <legend class="cb-hidden">{say.topology.form}</legend>
          <button type="button" aria-pressed={!asTable} onClick={() => setAsTable(false)}>
            {say.topology.picture}
          </button>
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(true)}>
            {say.topology.table}
          </button>
        </fieldset>
      </div>
      {asTable ? (
        <TopologyTable snapshot={snapshot} />
      ) : (
        <TopologyPicture snapshot={snapshot} picked={picked ?? nodeOfDesk} onPick={pick} />
      )}
      {picked !== null && <Picked sandbox={sandbox} snapshot={snapshot} picked={picked} onClose={() => setPicked(null)} />}
      <Impact sandbox={sandbox} />
    </section>
  )
}
