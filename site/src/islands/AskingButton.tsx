// A button with blanks of its own: what was filled in goes along when it is pressed.

import type { Button } from '@worker/kernel/surface.ts'
import { useState } from 'preact/hooks'

export function AskingButton({
  button,
  scope,
  disabled,
  onPress,
}: {
  readonly button: Button
  readonly scope: string
  readonly disabled: boolean
  readonly onPress: (body: Button['body']) => void
}) {
  const [given, setGiven] = useState<{ readonly [name: string]: string }>({})
  const take = (name: string, value: string) => setGiven((before) => ({ ...before, [name]: value }))
  const asks = button.asks ?? []
  return (
    <fieldset class="cb-section cb-asking">
      <legend>{button.label}</legend>
      {asks.map(({ name, label, kind, options, value }) => {
        const id = `${scope}-${button.action}-${name}`
        const common = { id, disabled }
        return (
          <div class="cb-field" key={name}>
            <label for={id} class="cb-label">
              {label}
            </label>
            <div class="cb-control">
              {kind === 'choice' ? (
                <select
                  {...common}
                  value={given[name] ?? value}
                  onChange={({ currentTarget }) => take(name, currentTarget.value)}
                >
                  {options.map((option) => (
                    <option key={option}>{option}</option>
                  ))}
                </select>
              ) : kind === 'area' ? (
                <textarea
                  {...common}
                  value={given[name] ?? value}
                  onInput={({ currentTarget }) => take(name, currentTarget.value)}
                />
              ) : kind === 'file' ? (
                <input
                  {...common}
                  type="file"
                  onChange={({ currentTarget }) => void currentTarget.files?.[0]?.text().then((text) => take(name, text))}
                />
              ) : (
                <input
                  {...common}
                  type={kind === 'secret' ? 'password' : 'text'}
                  autocomplete="off"
                  value={given[name] ?? value}
                  onInput={({ currentTarget }) => take(name, currentTarget.value)}
                />
              )}
            </div>
          </div>
        )
      })}
      <button
        type="button"
        disabled={disabled}
        onClick={() =>
          onPress({ ...button.body, ...Object.fromEntries(asks.map(({ name, value }) => [name, given[name] ?? value])) })
        }
      >
        {button.label}
      </button>
    </fieldset>
  )
}
