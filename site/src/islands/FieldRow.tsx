// One field of an admin page, with the product's marks (* mandatory, † peer-specific) and what stands beside it.

import type { Json } from '@worker/kernel/machine.ts'
import type { Field } from '@worker/kernel/surface.ts'
import { fill, say } from '../strings.ts'
import { Remarks } from './Remarks.tsx'

type Entry = { readonly [column: string]: Json }

type Props = {
  readonly field: Field
  readonly scope: string // makes the field's id unique among all pages shown
  readonly value: Json
  readonly changed: boolean
  readonly disabled: boolean
  readonly onChange: (value: Json) => void
}

export function FieldRow(props: Props) {
  const { field, scope, changed } = props
  const id = `${scope}-${field.name}`
  return (
    <div class="cb-field" data-changed={changed} data-kind={field.kind}>
      <label for={id} class="cb-label">
        {field.label}
        {field.mandatory && (
          <abbr class="cb-mark" title={say.pages.mandatory}>
            *
          </abbr>
        )}
        {field.peerSpecific && (
          <abbr class="cb-mark" title={say.pages.peerSpecific}>
            †
          </abbr>
        )}
      </label>
      <div class="cb-control">
        <Control {...props} id={id} />
        <Remarks of={field.status} />
      </div>
    </div>
  )
}

function Control({ field, value, disabled, onChange, id }: Props & { readonly id: string }) {
  switch (field.kind) {
    case 'readonly':
      return <output id={id}>{textOf(value)}</output>
    case 'choice':
      return (
        <select
          id={id}
          value={textOf(value)}
          disabled={disabled}
          onChange={({ currentTarget }) =>
            onChange(typeof field.value === 'number' ? Number(currentTarget.value) : currentTarget.value)
          }
        >
          {field.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      )
    case 'list':
      return <ListControl field={field} value={entriesOf(value)} disabled={disabled} onChange={onChange} id={id} />
    case 'integer':
      return field.options.length > 0 ? (
        <select
          id={id}
          value={textOf(value)}
          disabled={disabled}
          onChange={(event) => onChange(Number(event.currentTarget.value))}
        >
          {field.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="number"
          value={textOf(value)}
          disabled={disabled}
          onInput={({ currentTarget }) => onChange(currentTarget.value === '' ? '' : Number(currentTarget.value))}
        />
      )
    default:
      return (
        <input
          id={id}
          type={field.kind === 'secret' ? 'password' : 'text'}
          value={textOf(value)}
          disabled={disabled}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

function ListControl({
  field,
  value,
  disabled,
  onChange,
  id,
}: {
  readonly field: Field
  readonly value: readonly Entry[]
  readonly disabled: boolean
  readonly onChange: (value: Json) => void
  readonly id: string
}) {
  const put = (index: number, column: string, text: string) =>
    onChange(value.map((entry, at) => (at === index ? { ...entry, [column]: text } : entry)))
  return (
    <fieldset class="cb-list" id={id}>
      <legend class="cb-hidden">{field.label}</legend>
      {value.map((entry, index) => (
        <div class="cb-list-entry" key={index}>
          {field.columns.map(({ name, label }) => (
            <label key={name}>
              <span>{label}</span>
              <input
                type="text"
                value={textOf(entry[name] ?? '')}
                disabled={disabled}
                onInput={(event) => put(index, name, event.currentTarget.value)}
              />
            </label>
          ))}
          <button
            type="button"
            class="cb-small"
            disabled={disabled}
            aria-label={fill(say.pages.removeEntry, { n: index + 1 })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        class="cb-small"
        disabled={disabled}
        onClick={() => onChange([...value, Object.fromEntries(field.columns.map(({ name }) => [name, '']))])}
      >
        {say.pages.addEntry}
      </button>
    </fieldset>
  )
}

const entriesOf = (value: Json): readonly Entry[] =>
  Array.isArray(value)
    ? value.filter((entry): entry is Entry => entry !== null && typeof entry === 'object' && !Array.isArray(entry))
    : []

/** A value as the page words it. */
export function textOf(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? say.pages.yes : say.pages.no
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' ? Object.values(value).map(textOf).join(' ') : String(value)
}
