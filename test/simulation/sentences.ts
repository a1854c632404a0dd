// Every line that a node's console completes to, found by completing it.

import type { NodeId } from '../../worker/kernel/machine.ts'
import type { Lab } from '../../worker/kernel/runtime.ts'

export const LOGINS = [null, 'root'] as const
export type Login = (typeof LOGINS)[number]

/** The whole lines that completion leads to, in its order. A word that ends in a colon wants a value behind it. */
export function sentencesOf(lab: Lab, node: NodeId, login: Login): readonly string[] {
  const found: string[] = []
  const walk = (line: string, depth: number) => {
    const reading = lab.read(node, { ask: 'completions', line, session: null, login })
    const next = reading.is === 'completions' && depth < DEPTH_MAX ? reading.completions : []
    const whole = next.filter((word) => !word.startsWith(line.trimEnd()) || line === '')
    if (whole.length === 0 && line !== '') found.push(line.trimEnd())
    for (const word of whole) walk(`${line}${word} `, depth + 1)
  }
  walk('', 0)
  return found
}

const DEPTH_MAX = 16

/** What a line asks for, whatever its values: it up to the first word that wants one. */
export function commandIn(line: string): string {
  const words = line.trim().split(/\s+/)
  const value = words.findIndex((word) => word.endsWith(':'))
  return (value < 0 ? words : words.slice(0, value + 1)).join(' ').toLowerCase()
}

/** The line with something behind each word that wants a value. */
export const filled = (sentence: string, value: string): string => sentence.replaceAll(/(\S+:)(?=\s|$)/g, `$1 ${value}`)

/** What there is to put behind such a word: of the usual kinds, one each. */
export const VALUES = [
  'On',
  'Off',
  'Disabled',
  'Overwrite',
  '2',
  '70',
  '1860',
  '10.15.13.77',
  '255.255.255.128',
  '2001:db8:15:13::77',
  '100full',
  'Both',
  'MD5',
  'ietf',
  'tcp',
  'warning',
  '"Asia/Tokyo"',
  '"token-typed"',
] as const
