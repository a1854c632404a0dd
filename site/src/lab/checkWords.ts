// Checks in words: what a step asks for, and in a sentence what is wrong now, with what was found in its place. The labels
// are the product's own, from its data file; a path that none names stands as it is.

import type { Verdict } from '../../../worker/kernel/checks.ts'
import { fill } from '../fill.ts'

/** What sentences are made of: the product's labels by path, and the language's own words. */
export type CheckWords = {
  readonly labels: { readonly [path: string]: string }
  readonly sentences: Sentences
}

type Sentences = {
  readonly [word in
    | 'is'
    | 'is not'
    | 'same as'
    | 'has'
    | 'has no'
    | 'counts'
    | 'at least'
    | 'at most'
    | 'contains'
    | 'while']: string
} & {
  readonly values: { readonly [value in 'true' | 'false' | 'null' | 'empty']: string }
  readonly sandbox: { readonly [check: string]: string }
  readonly wanted: {
    readonly [form in 'is' | 'is not' | 'same as' | 'has' | 'has no' | 'at least' | 'at most' | 'contains']: string
  } & {
    readonly sandbox: { readonly [check: string]: string }
  }
}

const SHAPE = /^([^\s.]+)\.(\S+) (is not|is|same as|has no|has|counts|at least|at most|contains) (.+)$/

/** The sentence for a check that does not hold. */
export function wrongIn({ text, found }: Pick<Verdict, 'text' | 'found'>, { labels, sentences }: CheckWords): string {
  const [first = '', meanwhile] = text.split(' while ')
  const [, node = '', path = '', word = '', rest = ''] = SHAPE.exec(first) ?? []
  if (node === '') return text
  // What was looked at is as it should be: then it is the node that cannot say so yet.
  if (meanwhile !== undefined && isSo(word, rest, found)) {
    const [, who = '', where = '', , what = ''] = SHAPE.exec(meanwhile) ?? []
    return fill(sentences.while, { label: labelAt(where, labels) ?? where, node: who, wanted: valueIn(plain(what), sentences) })
  }
  const wanted = word.startsWith('has') ? likenessOf(rest, sentences) : word === 'same as' ? '' : valueIn(plain(rest), sentences)
  const whole = Object.entries(sentences.sandbox).find(
    ([name]) => node === 'sandbox' && `${path} ${word} ${rest}`.startsWith(name),
  )
  if (whole !== undefined) return fill(whole[1], { wanted })
  return fill(sentences[word as 'is'], {
    label: labelAt(path, labels) ?? path,
    node,
    found: Array.isArray(found) ? found.length : valueIn(found, sentences),
    wanted,
    other: rest.split('.')[0] ?? '',
  })
}

/** What a check asks for: the node, what is looked at there, and what it has to be. */
export function wantedIn(text: string, { labels, sentences }: CheckWords): string {
  const [, node = '', path = '', word = '', rest = ''] = SHAPE.exec(text.split(' while ')[0] ?? '') ?? []
  if (node === '') return text
  const wanted = word.startsWith('has') ? likenessOf(rest, sentences) : valueIn(plain(rest), sentences)
  const whole = Object.entries(sentences.wanted.sandbox).find(
    ([name]) => node === 'sandbox' && `${path} ${word} ${rest}`.startsWith(name),
  )
  if (whole !== undefined) return fill(whole[1], { wanted })
  const form = word === 'counts' ? 'is' : word
  return fill(sentences.wanted[form as 'is'], {
    label: labelAt(path, labels) ?? path,
    node,
    wanted,
    other: rest.split('.')[0] ?? '',
  })
}

/** What stands at a path, in the product's words; null where its data file has none. */
export function labelAt(path: string, labels: CheckWords['labels']): string | null {
  const places = [...path.matchAll(/\[(\d+)\]/g)]
  const label = labels[path.replace(/\[\d+\]/g, '[]')]
  return label === undefined ? null : fill(label, { n: Number(places[0]?.[1] ?? 0) + 1 })
}

// A value as the check has it: bare words are themselves, the rest is what JSON says it is.
function plain(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function valueIn(value: unknown, { values }: Sentences): string {
  if (value === null || value === undefined) return values.null
  if (typeof value === 'boolean') return value ? values.true : values.false
  return value === '' ? values.empty : String(value)
}

const pairsIn = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/([\w.-]+)=("[^"]*"|\S+)/g)].map(([, key = '', value = '']) => [key, value])

function isSo(word: string, rest: string, found: unknown): boolean {
  if (word === 'has no') return Array.isArray(found) && !found.some((each) => isLike(each, rest))
  return word === 'is' && found === plain(rest)
}

const isLike = (value: unknown, pairs: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  pairsIn(pairs).every(([key, wanted]) => String((value as Record<string, unknown>)[key]) === String(plain(wanted)))

// `id=20007` is told as 20007, `certificate=10.0.1.11` with its name.
const likenessOf = (pairs: string, sentences: Sentences): string =>
  pairsIn(pairs)
    .map(([key, value]) => {
      const shown = valueIn(plain(value), sentences)
      return ['id', 'name', 'kind', 'state'].includes(key) ? shown : `${key} ${shown}`
    })
    .join(', ')
