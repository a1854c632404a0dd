// How a language other than English is laid over it: its words in content/strings/<language>.json, the
// sentences of models and data files in content/strings/<language>.sentences.json, its pages under
// content/translations/<language>/. What it lacks is said in English.

export type Words = { readonly [name: string]: string | Words }

/** The English words, with those of another language in their places. */
export function translated<Base>(base: Base, own: unknown): Base {
  if (own === undefined || (own as unknown) === base) return base
  if (typeof base === 'string') return (typeof own === 'string' ? own : base) as Base
  const words = own as Words
  return Object.fromEntries(Object.entries(base as Words).map(([name, value]) => [name, translated(value, words[name])])) as Base
}

/** What is wrong with a language's words beside the English ones: a name that is no word of ours, a value that is not put in or not there. */
export function strangersIn(base: Words, own: Words, at = ''): readonly string[] {
  return Object.entries(own).flatMap(([name, value]): readonly string[] => {
    const english = base[name]
    const path = `${at}${name}`
    if (english === undefined) return [`${path} is no word of ours`]
    if (typeof english === 'object')
      return typeof value === 'object' ? strangersIn(english, value, `${path}.`) : [`${path} is a group of words`]
    if (typeof value === 'object') return [`${path} is one text`]
    const [wanted, given] = [blanksOf(english), blanksOf(value)]
    return wanted.join() === given.join()
      ? []
      : [`${path} takes ${wanted.join(', ') || 'nothing'}, not ${given.join(', ') || 'nothing'}`]
  })
}

/** The English words that a language has none for yet, where it would have them. */
export function lackingIn(base: Words, own: Words): Words {
  return Object.fromEntries(
    Object.entries(base).flatMap(([name, english]): readonly (readonly [string, string | Words])[] => {
      const value = own[name]
      if (typeof english === 'string') return value === undefined ? [[name, english]] : []
      const lacking = lackingIn(english, typeof value === 'object' ? value : {})
      return Object.keys(lacking).length > 0 ? [[name, lacking]] : []
    }),
  )
}

/**
 * Looks sentences up: `{"The database of {node} is promoted at {at}.": "…{node}…{at}…"}`. A blank stands for any text; where
 * more than one fits, the one with the most words of its own is taken. What is in none stays as it is.
 */
export function tellerOf(sentences: Readonly<Record<string, string>>): (sentence: string) => string {
  const patterns = Object.entries(sentences)
    .filter(([english]) => blanksOf(english).length > 0)
    .map(([english, own]) => ({ own, length: english.replace(/\{\w+\}/g, '').length, shape: shapeOf(english) }))
    .sort((a, b) => b.length - a.length)
  return (sentence) => {
    const whole = sentences[sentence]
    if (whole !== undefined) return whole
    for (const { own, shape } of patterns) {
      const found = shape.exec(sentence)?.groups
      if (found !== undefined) return own.replace(/\{(\w+)\}/g, (blank, name: string) => found[name] ?? blank)
    }
    return sentence
  }
}

// A blank that stands twice has to stand for the same text twice.
function shapeOf(english: string): RegExp {
  const seen = new Set<string>()
  const source = english.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    if (seen.has(name)) return `\\k<${name}>`
    seen.add(name)
    return `(?<${name}>.+?)`
  })
  return new RegExp(`^${source.join('')}$`, 's')
}

/** What is wrong with a language's sentences: other blanks than in the English one. */
export const strangeSentencesIn = (sentences: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(sentences).flatMap(([english, own]) =>
    blanksOf(english).join() === blanksOf(own).join()
      ? []
      : [`"${english}" takes ${blanksOf(english).join(', ') || 'nothing'}, not ${blanksOf(own).join(', ') || 'nothing'}`],
  )

const blanksOf = (sentence: string): readonly string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort()

/** The patterns of a language's pages under content/: its own where there are any, the English ones otherwise. */
export function pagePatterns(language: string, translations: readonly string[]): readonly string[] {
  return ['docs/**/[^_]*.{md,mdx}', ...translations.flatMap((page) => [`translations/${language}/${page}`, `!docs/${page}`])]
}

/** The id of a page, whatever language it is in. */
export const pageIdOf = (path: string): string =>
  path
    .replace(/^(?:docs|translations\/[^/]+)\//, '')
    .replace(/\.mdx?$/, '')
    .replace(/(^|\/)index$/, '')
    .replace(/^$/, 'index')
