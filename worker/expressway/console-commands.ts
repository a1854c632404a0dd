// `xCommand`: which commands there are, what is typed for one, and its help. What each does is in the files of its
// subject. EX-61.

import { CLUSTER_COMMANDS } from './console-cluster.ts'
import type { Command, Given } from './console-command.ts'
import { LICENSING_COMMANDS } from './console-licensing.ts'
import { NETWORK_COMMANDS } from './console-network.ts'
import { SYSTEM_COMMANDS } from './console-system.ts'
import { knowsSmart } from './smart-licensing.ts'
import type { Draft, PeerState } from './state.ts'

const compared = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1

/** Every command of any release, by name. */
export const COMMANDS: readonly Command[] = [
  ...CLUSTER_COMMANDS,
  ...LICENSING_COMMANDS,
  ...NETWORK_COMMANDS,
  ...SYSTEM_COMMANDS,
].sort(compared)

/** The commands of this system. */
export const commandsOf = (state: PeerState): readonly Command[] => COMMANDS.filter((command) => command.isFor?.(state) ?? true)

/** Commands of the product that this model answers by name only. */
export const UNMODELLED_COMMANDS = [
  'AdminGroupAdd', 'AdminGroupDelete', 'AllowListAdd', 'AllowListDelete',
  'CheckBandwidth', 'CheckPattern', 'ClearAllStatus', 'CredentialAdd', 'CredentialDelete', 'CUCMConfigAdd', 'CUCMConfigDelete',
  'DenyListAdd', 'DenyListDelete', 'Dial', 'DisconnectCall', 'DomainAdd', 'DomainDelete',
  'FindRegistration', 'HTTPAllowListRuleAdd', 'HTTPAllowListRuleDelete', 'LicenseSmartReservationCancel', 'LicenseSmartReservationInstall',
  'LicenseSmartReservationRequest', 'LicenseSmartReservationReturn', 'LicenseSmartReservationReturnAuthorization', 'ListPhonebook', 'Locate', 'NetworkInterface',
  'NetworkLimits', 'Ping', 'PipeAdd', 'PipeDelete', 'PolicyServiceAdd', 'PolicyServiceDelete',
  'RemoveRegistration', 'SearchRuleAdd', 'SearchRuleDelete', 'SIPRouteAdd', 'SIPRouteDelete',
  'SubZoneAdd', 'SubZoneDelete', 'SubZoneMembershipRuleAdd', 'SubZoneMembershipRuleDelete', 'Tracepath', 'Traceroute', 'TransformAdd', 'TransformDelete',
  'WarningLower', 'XMPPDelete', 'ZoneAdd', 'ZoneDelete', 'ZoneList',
] // biome-ignore format: one list

/** Those of them that this release has. */
export const unmodelledOf = (state: PeerState): readonly string[] =>
  UNMODELLED_COMMANDS.filter((name) => knowsSmart(state) || !name.startsWith('LicenseSmart'))

const NOT_MODELLED = 'A command of the product that is not modelled here.'

const compact = (name: string): string => name.replaceAll(' ', '').toLowerCase()

/** `Force Config Update` and `ForceConfigUpdate` are one command: the guides write both. */
export function runCommand(draft: Draft, typed: string, error: (what: string) => string): string {
  const asked = /^(.*?)\s*(\?\??)$/.exec(typed)
  const { name, given } = readParameters(asked?.[1] ?? typed)
  const wanted = compact(name)
  if (asked || wanted === '') return help(draft.state, wanted, asked?.[2] === '??') ?? error(`there is no command "${name}"`)
  const command = commandsOf(draft.state).find((each) => each.name.toLowerCase() === wanted)
  if (command === undefined) {
    const named = unmodelledOf(draft.state).find((each) => each.toLowerCase() === wanted)
    if (named !== undefined) return error(`xCommand ${named} is a command of the product that is not modelled here`)
    const begun = commandsOf(draft.state).find((each) => each.parameters.length > 0 && wanted.startsWith(each.name.toLowerCase()))
    if (begun !== undefined) return error(`${begun.name} takes its parameters by name: ${usageOf(begun)}`)
    return error(`there is no command "${name}"; xCommand ? lists them`)
  }
  const known = command.parameters.map((parameter) => parameter.name.toLowerCase())
  const strange = Object.keys(given).find((parameter) => !known.includes(parameter))
  if (strange !== undefined) return error(`${command.name} has no parameter "${strange}"`)
  const missing = command.parameters.find(
    (parameter) => parameter.isRequired && (given[parameter.name.toLowerCase()] ?? '') === '',
  )
  if (missing !== undefined) return error(`${command.name} needs ${missing.name}: ${missing.valueSpace}`)
  const outcome = command.run(draft, given)
  if (outcome === null) return `\nOK\n`
  return typeof outcome === 'string' ? error(outcome) : `*r Result (status=OK):\n${outcome.result.join('\n')}\n*r/end\n\nOK\n`
}

const usageOf = ({ parameters }: Command): string =>
  parameters.map(({ name, valueSpace, isRequired }) => `${name}${isRequired ? '(r)' : ''}: ${valueSpace}`).join(' ')

function readParameters(typed: string): { readonly name: string; readonly given: Given } {
  const first = /\S+:/.exec(typed)
  const name = (first === null ? typed : typed.slice(0, first.index)).trim()
  const given = Object.fromEntries(
    [...(first === null ? '' : typed.slice(first.index)).matchAll(/([\w.]+):\s*("[^"]*"|\S+)/g)].map(
      ([, parameter = '', value = '']) => [parameter.toLowerCase(), /^"(.*)"$/.exec(value)?.[1] ?? value],
    ),
  )
  return { name, given }
}

/** What `?` tells of: all commands of the product by name, in their order, or the one that is asked for. */
function help(state: PeerState, wanted: string, isFull: boolean): string | null {
  const named = unmodelledOf(state).map((name) => ({ name, what: NOT_MODELLED, parameters: [] }))
  const found = [...commandsOf(state), ...named]
    .filter((command) => wanted === '' || command.name.toLowerCase() === wanted)
    .sort(compared)
  if (found.length === 0) return null
  const lines = found.map((command) => {
    const parameters = command.parameters.map(
      (each) => `        ${each.name}${each.isRequired ? '(r)' : ''}: ${each.valueSpace}\n`,
    )
    const isLong = isFull || wanted !== ''
    return isLong
      ? `*h xCommand ${command.name}\n        ${command.what}\n${parameters.join('')}`
      : `*h xCommand ${command.name}\n`
  })
  return `${lines.join('')}\nOK\n`
}
