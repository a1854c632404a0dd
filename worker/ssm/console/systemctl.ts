// systemctl, in the words of systemd 219, for the units that the pair is made of.

import type { HaState } from '../state.ts'
import { type Unit, unitsOf } from '../units.ts'

/** Lines of this kind, as completion offers them. */
export const SYSTEMCTL_LINES: readonly string[] = [
  'systemctl is-active sshtunha.service',
  'systemctl is-enabled satellite.service',
  'systemctl list-units --type=service',
]

const serviceOf = ({ name }: Unit): string => `${name}.service`

/** What the line prints, or null for one that is none of these. */
export function systemctl(state: HaState, typed: string): string | null {
  const all = unitsOf(state)
  if (/^systemctl(?: list-units)?(?: --type=service)?$/.test(typed)) return listed(all)
  const [, question, name = ''] = /^systemctl is-(active|enabled) ([\w@.-]+?)(?:\.service)?$/.exec(typed) ?? []
  if (question === undefined) return null
  const found = all.find((each) => each.name === name)
  if (question === 'active') return found?.active ?? 'unknown'
  if (found === undefined) return `Failed to get unit file state for ${name}.service: No such file or directory`
  return found.enabled ? 'enabled' : 'disabled'
}

// Units that do nothing are not listed.
function listed(all: readonly Unit[]): string {
  const cells = all
    .filter(({ active }) => active !== 'inactive')
    .map((each) => [serviceOf(each), 'loaded', each.active, each.sub, each.description])
  const rows = [['UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'], ...cells]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return [
    ...rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ')),
    '',
    'LOAD   = Reflects whether the unit definition was properly loaded.',
    'ACTIVE = The high-level unit activation state, i.e. generalization of SUB.',
    'SUB    = The low-level unit activation state, values depend on unit type.',
    '',
    `${cells.length} loaded units listed. Pass --all to see loaded but inactive units, too.`,
    "To show all installed unit files use 'systemctl list-unit-files'.",
  ].join('\n')
}
