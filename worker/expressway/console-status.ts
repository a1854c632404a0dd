// `xStatus`: sections of status in the product's own layout, as a published session shows it (Cisco 118675): strings quoted, numbers and
// choices bare, an empty section marked with a slash.

import type { Instant } from '../kernel/time.ts'
import type { PeerState } from './state.ts'
import { NAMED_SECTIONS, SECTIONS } from './status-tree.ts'
import type { Branch, Entry } from './status-words.ts'

/** What `xStatus <words>` prints, or null where there is no such status. */
export function printStatus(state: PeerState, at: Instant, words: readonly string[]): string | null {
  const [first, ...deeper] = words.map((word) => word.toLowerCase())
  const sections = first === undefined ? SECTIONS : NAMED_SECTIONS.filter((section) => section.name.toLowerCase() === first)
  if (sections.length === 0) return null
  const built = sections.flatMap((section) => section.build(state, at)).map((branch) => prune(branch, deeper))
  const found = built.filter((branch) => branch !== null)
  if (found.length === 0) return null
  return `${found.map(printSection).join('')}\nOK\n`
}

// Only the way to what was asked for is left; ancestors stay.
function prune(branch: Branch, words: readonly string[]): Branch | null {
  const [word, ...rest] = words
  if (word === undefined) return branch
  const [name = '', index] = branch.name.toLowerCase().split(' ')
  if (index !== undefined && name !== '' && index === word) return prune(branch, rest)
  const below = branch.below.filter((entry) => {
    const [first, number] = entry.name.toLowerCase().split(' ')
    return first === word && (number === undefined || rest[0] === undefined || /\D/.test(rest[0]) || number === rest[0])
  })
  if (below.length === 0) return null
  const deeper = below.flatMap((entry): Entry[] => {
    if ('value' in entry) return rest.length === 0 ? [entry] : []
    const pruned = prune(entry, /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest)
    return pruned === null ? [] : [pruned]
  })
  return deeper.length === 0 ? null : { ...branch, below: deeper }
}

const INDENT = '        '

function printSection(section: Branch): string {
  if (section.below.length === 0) return `*s ${section.name}: /\n*s/end\n`
  return `*s ${section.name}:\n${section.below.map((entry) => printEntry(entry, INDENT)).join('')}*s/end\n`
}

function printEntry(entry: Entry, indent: string): string {
  if ('value' in entry) return `${indent}${entry.name}: ${entry.value}\n`
  if (entry.below.length === 0) return `${indent}${entry.name}: /\n`
  return `${indent}${entry.name}:\n${entry.below.map((each) => printEntry(each, indent + INDENT)).join('')}`
}
