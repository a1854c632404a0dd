// Things that go wrong, laid on by hand: links cut, power taken away, and healed again.

import type { Snapshot } from '@worker/kernel/snapshot.ts'
import { useState } from 'preact/hooks'
import { faultFrom, faultIdOf, faultKindsOf, faultSentence } from '../lab/faultKinds.ts'
import type { Fault, LiveSandbox } from '../lab/LiveSandbox.ts'
import { fill, say } from '../strings.ts'
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
      <FaultForm snapshot={snapshot} disabled={!canAct} onLay={(fault) => void sandbox.layFault(faultIdOf(fault), fault)} />
      <ul class="cb-fault-list">
        {others.map((fault) => (
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

type FormProps = { readonly snapshot: Snapshot; readonly disabled: boolean; readonly onLay: (fault: Fault) => void }

// Every kind of fault that makes sense here, with its blanks.
function FaultForm({ snapshot, disabled, onLay }: FormProps) {
  const kinds = faultKindsOf(snapshot)
  const [wanted, setWanted] = useState(kinds[0]?.kind ?? '')
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({})
  const kind = kinds.find((each) => each.kind === wanted) ?? kinds[0]
  if (kind === undefined) return null
  const take = (name: string, value: string) => setGiven({ ...given, [name]: value })
  return (
    <form
      class="cb-fault-form"
      aria-label={say.faults.form}
      onSubmit={(event) => {
        event.preventDefault()
        onLay(faultFrom(kind, given))
      }}
    >
      <label class="cb-choice">
        <span>{say.faults.kind}</span>
        <select
          value={kind.kind}
          onChange={({ currentTarget }) => {
            setWanted(currentTarget.value)
            setGiven({})
          }}
        >
          {[...new Set(kinds.map(({ group }) => group))].map((group) => (
            <optgroup key={group} label={group}>
              {kinds
                .filter((each) => each.group === group)
                .map((each) => (
                  <option key={each.kind} value={each.kind}>
                    {each.title}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {kind.blanks.map((blank) => (
        <label class="cb-choice" key={`${kind.kind} ${blank.name}`} for={`cb-fault-${blank.name}`}>
          <span>{blank.label}</span>
          {blank.options === undefined ? (
            <input
              id={`cb-fault-${blank.name}`}
              type={blank.as === 'number' ? 'number' : 'text'}
              value={given[blank.name] ?? blank.initial}
              onInput={({ currentTarget }) => take(blank.name, currentTarget.value)}
            />
          ) : (
            <select
              id={`cb-fault-${blank.name}`}
              value={given[blank.name] ?? blank.initial}
              onChange={({ currentTarget }) => take(blank.name, currentTarget.value)}
            >
              {blank.options.map((option) => (
                <option key={option} value={option}>
                  {option === '' ? say.faults.everyNetwork : option}
                </option>
              ))}
            </select>
          )}
        </label>
      ))}
      <button type="submit" class="cb-small" disabled={disabled}>
        {say.faults.form}
      </button>
    </form>
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
