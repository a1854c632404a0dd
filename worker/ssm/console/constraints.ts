// `pcs constraint`: what is set about where resources run and in which order, in the words of pcs 0.9.

import { type Config, type Preference, scoreText } from '../pacemaker.ts'

const withId = (id: string, full: boolean, blanks = ' '): string => (full ? `${blanks}(id:${id})` : '')

/** One location constraint of the master role, `indent` deep. */
export const preference = ({ id, node, score }: Preference, indent: string, full: boolean): readonly string[] => [
  `${indent}Constraint: ${id}`,
  `${indent}  Rule: role=master score=${scoreText(score)}${withId(`${id}-rule`, full, '  ')}`,
  `${indent}    Expression: #uname eq ${node}${withId(`${id}-rule-expr`, full, '  ')}`,
]

/** The id that pcs gives the next one: location-db-master, then with -1, -2 … */
export function freeId(there: readonly Preference[]): string {
  const first = 'location-db-master'
  const ids = [first, ...there.map((_, i) => `${first}-${i + 1}`)]
  return ids.find((id) => !there.some((each) => each.id === id)) ?? first
}

/** All constraints. Those of the deployment are ours: the product's are not public. */
export const constraints = ({ preferences = [] }: Config, full: boolean): string =>
  [
    'Location Constraints:',
    ...(preferences.length === 0 ? [] : ['  Resource: db-master']),
    ...preferences.flatMap((each) => preference(each, '    ', full)),
    'Ordering Constraints:',
    `  promote db-master then start vip (kind:Mandatory)${withId('promote-then-vip', full)}`,
    `  start vip then start satellite (kind:Mandatory)${withId('vip-then-satellite', full)}`,
    'Colocation Constraints:',
    `  vip with db-master (score:INFINITY) (with-rsc-role:Master)${withId('vip-with-master', full)}`,
    `  satellite with vip (score:INFINITY)${withId('satellite-with-vip', full)}`,
    'Ticket Constraints:',
  ].join('\n')
