// HTML as a value of its own, so that a text can only get into it escaped.

/** Markup that is safe to print: made by `html`, which escapes what goes into it, or by `raw`. */
export type Html = { readonly is: 'html'; readonly text: string }

/** Markup of our own, taken as it is. */
export const raw = (text: string): Html => ({ is: 'html', text })

const ENTITIES: { readonly [letter: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)

type Part = string | Html | readonly Html[]

const textOf = (part: Part): string =>
  typeof part === 'string' ? escaped(part) : 'is' in part ? part.text : part.map(({ text }) => text).join('')

/** A template: every text in it is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  raw(strings.map((each, i) => each + (i < parts.length ? textOf(parts[i] as Part) : '')).join(''))
