// One filter: a choice among what there is, or all of it.

import { say } from '../strings.ts'

type Props = {
  readonly label: string
  readonly all: readonly string[]
  readonly value: string
  readonly onChange: (value: string) => void
}

export function Choice({ label, all, value, onChange }: Props) {
  return (
    <label class="cb-choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{say.logs.all}</option>
        {all.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  )
}
