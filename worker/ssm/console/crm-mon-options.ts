// The options of crm_mon, long and short, apart and together (crm_mon(8), Pacemaker 1.1).

import type { Shown } from './crm-mon.ts'

const LONG: { readonly [name: string]: string } = {
  'one-shot': '1',
  inactive: 'r',
  'group-by-node': 'n',
  'show-node-attributes': 'A',
  failcounts: 'f',
  'show-detail': 'R',
  'as-xml': 'X',
}

/**
 * What a line that begins with `crm_mon` asks for: the screen as text or as XML. Null where it asks for something
 * that is not modelled: another option, or a screen that goes on.
 */
export function crmMonAsked(line: string): Shown | 'xml' | null {
  const letters = line
    .split(' ')
    .slice(1)
    .flatMap((word) =>
      word.startsWith('--') ? [LONG[word.slice(2)] ?? '?'] : /^-[a-zA-Z\d]+$/.test(word) ? [...word.slice(1)] : ['?'],
    )
  if (letters.some((letter) => !Object.values(LONG).includes(letter))) return null
  if (letters.includes('X')) return 'xml'
  if (!letters.includes('1')) return null
  return {
    inactive: letters.includes('r'),
    byNode: letters.includes('n'),
    attributes: letters.includes('A'),
    failCounts: letters.includes('f'),
    detailed: letters.includes('R'),
  }
}
