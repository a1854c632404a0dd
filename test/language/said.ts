// What the models, the registry of problems and the products' data files say in English, as a translator needs it: every
// sentence once, with a blank where a name or a number stands.

import { globSync, readFileSync } from 'node:fs'
import { PROBLEMS } from '../../worker/api/problem.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import { PROCEDURES } from '../../worker/procedures.ts'
import { PRODUCTS, templateOf } from '../../worker/products.ts'
import { perform } from '../model/perform.ts'

/** Of all that is told on pages, in the order of the alphabet. Plays every procedure and the cause of every alarm. */
export function sentencesSaid(): readonly string[] {
  const said = new Set<string>([...ofProducts(), ...ofProblems(), ...ofDataFiles()])
  for (const { node, text } of happenings()) said.add(blanked(text, node))
  return [...said].filter((sentence) => /\p{L}{2}/u.test(sentence)).sort()
}

/** The sentence with blanks for what changes from time to time: `{node}` for the one that it is told of, `{a}`, `{b}` … for names and numbers. */
export function blanked(sentence: string, node: string): string {
  const blanks = new Map<string, string>()
  const other = (found: string): string => {
    const blank = blanks.get(found) ?? `{${String.fromCharCode(97 + blanks.size)}}`
    blanks.set(found, blank)
    return blank
  }
  // The number and the title of an alarm are the product's own.
  const [, head = '', rest = ''] = /^(Alarm \d+ )?(.*)$/s.exec(sentence) ?? []
  const names = rest.replace(/(?:[\w-]+[.:/])*[\w-]*\d[\w.:/-]*\w|\b\d\b/g, (found) => (found === node ? '{node}' : other(found)))
  return head + (node === '' ? names : names.replaceAll(node, '{node}'))
}

const ofProducts = (): readonly string[] =>
  PRODUCTS.flatMap(({ templates, behaviours, reference }) => [
    ...templates.flatMap(({ title, purpose }) => [title, purpose]),
    ...behaviours.map(({ what }) => what),
    ...reference.causes.flatMap(({ cause, remedy }) => [cause, remedy]),
    ...reference.commands.flatMap(({ what }) => (what === null ? [] : [what])),
  ])

const ofProblems = (): readonly string[] => Object.values(PROBLEMS).flatMap(({ title, means }) => [title, means])

type Data = { readonly words: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>

const ofDataFiles = (): readonly string[] =>
  globSync('content/products/*.json').flatMap((path) => {
    const { words, ...lists } = JSON.parse(readFileSync(path, 'utf8')) as Data
    const labels = Object.values(lists)
      .flatMap((list) => (Array.isArray(list) ? (list as { readonly label?: unknown }[]) : []))
      .flatMap(({ label }) => (typeof label === 'string' ? [label] : []))
    return [...Object.values(words), ...labels]
  })

function happenings(): readonly { readonly node: string; readonly text: string }[] {
  const stories = [
    ...PROCEDURES.map(({ template, steps }) => ({ template, acts: steps.flatMap(({ acts }) => acts) })),
    ...PRODUCTS.flatMap(({ reference }) => reference.causes).map(({ template, raise, clear }) => ({
      template,
      acts: [...raise, ...clear],
    })),
  ]
  return stories.flatMap(({ template, acts }) => {
    const found = templateOf(template)
    if (found === undefined) throw new Error(`there is no template ${template}`)
    const lab = openLab(found.product, template)
    for (const act of acts) perform(lab, act)
    return lab.events().map(({ node, text }) => ({ node: node ?? '', text }))
  })
}
