// What a form or a button's body holds, checked: every field known, every one a text with something in it.

import type { Json } from '../../kernel/machine.ts'
import type { Refusal } from '../../kernel/surface.ts'

/** The longest text a field of the GUI takes; assumed. */
export const TEXT_LENGTH_MAX = 200

/** The fields that were asked for, each a trimmed text with something in it, or the refusal that names each one that is not. */
export type Texts<Name extends string> = { readonly is: 'texts'; readonly values: { readonly [name in Name]: string } } | Refusal

/** Reads the fields `names` of `body`, trimmed. A field unknown, missing, empty, too long or no text is refused. */
export function texts<Name extends string>(body: { readonly [name: string]: Json }, names: readonly Name[]): Texts<Name> {
  const stranger = strangerIn(body, names)
  if (stranger !== null) return stranger
  const errors = names.flatMap((name) => {
    const message = whyNotText(Object.hasOwn(body, name) ? body[name] : undefined)
    return message === null ? [] : [{ pointer: `/${name}`, message }]
  })
  if (errors.length > 0) return { is: 'malformed', errors }
  const values = Object.fromEntries(names.map((name) => [name, String(body[name]).trim()])) as { readonly [name in Name]: string }
  return { is: 'texts', values }
}

/** Why a body is refused that holds a field which is none of `names`; null where it does not. */
export function strangerIn(body: { readonly [name: string]: Json }, names: readonly string[]): Refusal | null {
  const name = Object.keys(body).find((each) => !names.includes(each))
  return name === undefined ? null : { is: 'unknown', what: 'field', name, known: names }
}

function whyNotText(value: Json | undefined): string | null {
  if (value === undefined) return 'is missing'
  if (typeof value !== 'string') return 'must be a text'
  if (value.trim() === '') return 'must not be empty'
  if (value.length > TEXT_LENGTH_MAX) return `must be at most ${TEXT_LENGTH_MAX} characters long`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return /[\u0000-\u001f]/.test(value) ? 'must not hold control characters' : null
}
