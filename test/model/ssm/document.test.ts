// The text of document 217212 itself beside what the model prints: screens/document.txt holds its listings
// as they are published, slips and losses of their reading included. Once the registered slips are put right,
// every line of a listing stands on the model's screen, in its order; and nothing else has to be put right.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { slips } from '../../../worker/ssm/slips.ts'
import { lab1, PRIMARY } from './pair.ts'
import { played } from './screens.ts'

/** What is put right: under which row of the register, where it stands, and what it should read. */
type Correction = { readonly slip: string; readonly from: RegExp; readonly to: string; readonly on?: string }

const AFTER_LAB_1 = '8/7879818 on both nodes after the fallback of lab 1'
const CORRECTIONS: readonly Correction[] = [
  { slip: 'he_cluster_stop', from: /^he_cluster_stop$/, to: 'ha_cluster_stop' },
  { slip: 'ha_takedown', from: /^ha_takedown$/, to: 'ha_teardown' },
  { slip: 'PGSD Status', from: /^PGSD/, to: 'PCSD' },
  { slip: 'Stopping Cluster (pecemaker)', from: /pecemaker/, to: 'pacemaker' },
  {
    slip: 'write_log, flush_log, replay_log',
    from: /write_log \| flush_log \| replay_log/,
    to: 'write_lag | flush_lag | replay_lag',
  },
  { slip: 'Sun Jun 28 2021', from: /Sun Jun 28/, to: 'Sun Jun 20' },
  { slip: 'on pts/8', from: /on pts\/8$/, to: 'on pts/0' },
  { slip: '+08 in a backend_start', from: /\+08 \|/, to: '+00 |' },
  { slip: '#/530C0e', from: /^#\/530C0e$/, to: '0/53C0C60' },
  { slip: '0/7879718', from: /^0\/7879718$/, to: '0/7079718' },
  { slip: '0/7079010', from: /^0\/7079010$/, to: '0/7079810' },
  { slip: '0/9880030', from: /^0\/9880030$/, to: '0/9000D30' },
  { slip: '0/C763028', from: /^0\/C763028$/, to: '0/C763B70' },
  { slip: '0/8012730', from: /^0\/8012730$/, to: '0/E012730' },
  { slip: AFTER_LAB_1, from: /^8\/7879818$/, to: '0/7079810', on: 'S7 primary' },
  // What this screen showed is lost; before the teardown, two hours later, the document has 0/9000D30.
  { slip: AFTER_LAB_1, from: /^8\/7879818$/, to: '0/9000000', on: 'S7 secondary' },
  {
    slip: '0/10000000 on both nodes after the fallback of lab 2',
    from: /^0\/10000000$/,
    to: '0/E012730',
    on: 'S12 primary',
  },
  { slip: 'call=00 of the failed action', from: /cell=00/, to: 'call=20' },
  { slip: 'backend_start 15:58:57.211121 and 15:08:57.211221 for one value', from: /15:58:57\.211/, to: '15:08:57.211' },
  { slip: 'backend_start 09:08:59.358586 and 09:08:39.358586 for one value', from: /09:08:59/, to: '09:08:39' },
  { slip: 'a line of lags with two of its three', from: /streaming \| 0 \| 0$/, to: 'streaming | 0 | 0 | 0' },
  { slip: 'Last login 11:03:58 at the teardown of the primary, and 11:03:55', from: /11:03:58/, to: '11:03:55' },
  { slip: 'Last login 19:36:49 at the start of the primary in lab 2', from: /19:36:49/, to: '18:36:49' },
  { slip: 'a stopped secondary that is also a replication slave', from: /^Database is currently.*$/, to: '', on: 'S6 secondary' },
  { slip: 'secondary-node (192.168.1.5), its private address', from: /to secondary-node \(\.5\)/, to: 'to secondary-node (.10)' },
  { slip: 'Secondary-node', from: /^Secondary-node/, to: 'secondary-node' },
  { slip: 'SSM is now in stand-alone mode', from: /\bSSM (?=is now|stand-alone)/, to: 'SSMS ' },
  { slip: 'ssh tunnels.service', from: /ssh tunnels[ .]service/, to: 'sshtunha.service' },
  { slip: 'added, aded', from: /^(?:added|aded) /, to: 'loaded ' },
]

/**
 * Layout that the reading of a screenshot loses (blanks, rules, prompts), what the author blackened of an
 * address, and the last three digits of a time, which the model draws.
 */
const plain = (line: string): string =>
  line
    .replaceAll(/^\[?(?:>> ?)*|[\]█]+$/g, '')
    .replaceAll(/\([^()]*?(\d+)\)$/g, (all, octet: string) => (/^\(\d+ rows?\)$/.test(all) ? all : `(.${octet})`))
    .replaceAll(/ ?\| ?/g, ' | ')
    .replaceAll(/(\.\d{3})\d{3}\+/g, '$1+')
    .replaceAll(/\s+/g, ' ')
    .trim()
const isRule = (line: string): boolean => /^[-=+| ]*$/.test(line)
const plainLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map(plain)
    .filter((line) => !isRule(line))

const listings = readFileSync(new URL('screens/document.txt', import.meta.url), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((part, i) => [i, part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const)

const screens = new Map([...played('ssm-lab1').screens, ...played('ssm-lab2').screens])
const commandOf = (name: string): string =>
  name.startsWith('S13') && !name.endsWith('before')
    ? 'ha_teardown'
    : name.endsWith('stops') || /^S[29] /.test(name)
      ? 'ha_cluster_stop'
      : name.endsWith('starts') || name.startsWith('S4')
        ? 'ha_cluster_start'
        : 'ha_status'

const used = new Set<Correction>()

function corrected(name: string, line: string): string {
  let text = line
  for (const correction of CORRECTIONS) {
    if (!correction.from.test(text) || (correction.on !== undefined && !name.startsWith(correction.on))) continue
    used.add(correction)
    text = text.replace(correction.from, correction.to)
  }
  return text
}

// One line of systemctl is wrapped in the document, in the middle of a word.
const isWrapped = (line: string): boolean => /^(?:sshtunha\.service|loaded .*)$/.test(line)

/** The lines that are not on the screen where their turn is. */
function missing(listing: readonly string[], screen: readonly string[]): readonly string[] {
  let at = 0
  return listing.filter((line) => {
    // The nodes stand in the order in which their pcsd answered, which is nobody's to say.
    if (/-node: Online$/.test(line)) return !screen.includes(line)
    const found = screen.findIndex((each, i) => i >= at && (each === line || (isWrapped(line) && each.includes(line))))
    if (found >= 0) at = isWrapped(line) ? found : found + 1
    return found < 0
  })
}

describe('[SSM-11] the listings of the document', () => {
  test.each(listings.filter(([, name]) => name !== 'completion'))('%i: %s', (_, name, text) => {
    const screen = plainLines(`${commandOf(name)}\n${screens.get(name) ?? ''}`)
    const shown = plainLines(text)
      .map((line) => corrected(name, line))
      .filter((line) => line !== '')
    expect(missing(shown, screen)).toEqual([])
  })

  test('the list of the commands that begin with ha_ is as in the document', () => {
    const [, , text = ''] = listings.find(([, name]) => name === 'completion') ?? []
    const answer = lab1().ask(PRIMARY, { op: 'console', line: 'ha_\t', session: null, login: null })
    expect(answer).toMatchObject({ is: 'console', output: text })
  })

  test('every slip put right is one of the register, and is met somewhere', () => {
    const registered = slips.map(({ printed }) => printed)
    expect(CORRECTIONS.filter(({ slip }) => !registered.includes(slip))).toEqual([])
    expect(CORRECTIONS.filter((each) => !used.has(each))).toEqual([])
  })
})
