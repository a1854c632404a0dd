// A fault to lay, of one of the kinds that make sense here, with its blanks.

import { useId, useState } from 'preact/hooks'
import { type FaultKind, faultFrom, optionTitle } from '../lab/faultKinds.ts'
import type { Fault } from '../lab/LiveSandbox.ts'
import { say } from '../strings.ts'

type Props = { readonly kinds: readonly FaultKind[]; readonly disabled: boolean; readonly onLay: (fault: Fault) => void }

export function FaultForm({ kinds, disabled, onLay }: Props) {
  const form = useId()
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
        <label class="cb-choice" key={`${kind.kind} ${blank.name}`} for={`${form}-${blank.name}`}>
          <span>{blank.label}</span>
          {blank.options === undefined ? (
            <input
              id={`${form}-${blank.name}`}
              type={blank.as === 'number' ? 'number' : 'text'}
              value={given[blank.name] ?? blank.initial}
              onInput={({ currentTarget }) => take(blank.name, currentTarget.value)}
            />
          ) : (
            <select
              id={`${form}-${blank.name}`}
              value={given[blank.name] ?? blank.initial}
              onChange={({ currentTarget }) => take(blank.name, currentTarget.value)}
            >
              {blank.options.map((option) => (
                <option key={option} value={option}>
                  {optionTitle(blank.name, option)}
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
