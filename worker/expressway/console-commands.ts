// `xCommand`: what can be done from the command line.

import type { Answer } from '../kernel/surface.ts'
import { changeAccounts, listed } from './account-actions.ts'
import { withAccount, withoutAccount } from './accounts.ts'
import { acknowledge } from './alarms.ts'
import { saveClustering } from './clustering.ts'
import { ITEMS, linksOf, withDefaultLinks } from './configuration.ts'
import { LICENSING_COMMANDS } from './console-licensing.ts'
import { deregisterFeedback, EXPRESSIONS_MAX, FEEDBACKS_MAX, registerFeedback } from './feedback.ts'
import { addOptionKey, deleteOptionKey } from './option-keys.ts'
import { OWN_ITEMS } from './own-items.ts'
import { restart } from './power.ts'
import { forceUpdate } from './replication.ts'
import { addRoute, deleteRoute, ROUTE_INTERFACES, ROUTES_MAX } from './routes.ts'
import { type Saved, saveItems } from './saving.ts'
import type { Draft } from './state.ts'
import { forceKeyUpdate } from './system-key.ts'

type Given = { readonly [parameter: string]: string }

export type Command = {
  readonly name: string
  readonly what: string
  readonly parameters: readonly { readonly name: string; readonly valueSpace: string; readonly isRequired: boolean }[]
  /** Does it. Returns null, or why it was not done. */
  run(draft: Draft, given: Given): string | null | Done
}

/** Done, with lines that tell of it. */
type Done = { readonly result: readonly string[] }

const required = (name: string, valueSpace: string) => ({ name, valueSpace, isRequired: true })
const optional = (name: string, valueSpace: string) => ({ name, valueSpace, isRequired: false })

const yesNo = (typed: string | undefined): string => ({ on: 'Yes', off: 'No' })[(typed ?? '').toLowerCase()] ?? typed ?? ''

const FEEDBACK_EXPRESSIONS = Array.from({ length: EXPRESSIONS_MAX }, (_, index) => `Expression.${index + 1}`)

export const COMMANDS: readonly Command[] = [
  {
    name: 'AdminAccountAdd',
    what: 'Adds an administrator account, which can use the web interface and the API.',
    parameters: [
      required('Name', '<S: 1, 50>'),
      required('Password', '<S: 1, 1024>'),
      optional('AccessAPI', '<On/Off>'),
      optional('AccessWeb', '<On/Off>'),
      optional('Enabled', '<On/Off>'),
    ],
    run: (draft, { name = '', password = '', accessapi, accessweb, enabled = '' }) => {
      const state = { on: 'Enabled', off: 'Disabled' }[enabled.toLowerCase()] ?? enabled
      const given = { api_access: yesNo(accessapi), web_access: yesNo(accessweb), state }
      const typed = { password, again: password }
      return whyNot(changeAccounts(draft, withAccount(listed(draft), name, given, typed), '', 'cli'))
    },
  },
  {
    name: 'AdminAccountDelete',
    what: 'Deletes an administrator account.',
    parameters: [required('Name', '<S: 1, 50>')],
    run: (draft, { name = '' }) => whyNot(changeAccounts(draft, withoutAccount(listed(draft), name), '', 'cli')),
  },
  { name: 'Boot', what: 'Reboots the system.', parameters: [], run: (draft) => restarted(draft, 'reboot') },
  {
    name: 'ClusterAddressMappingAdd',
    what: 'Adds a pair of FQDN and IP address to the cluster address mapping table.',
    parameters: [required('Fqdn', '<S: 1, 128>'), required('IpAddress', '<S: 1, 128>')],
    run: (draft, { fqdn = '', ipaddress = '' }) => {
      const { entries } = draft.state.shared.addressMapping
      return why(saveClustering(draft, { address_mappings: [...entries, { fqdn, ip: ipaddress }] }, 'cli'))
    },
  },
  {
    name: 'ClusterAddressMappingDelete',
    what: 'Deletes a pair from the cluster address mapping table.',
    parameters: [required('Fqdn', '<S: 1, 128>'), required('IpAddress', '<S: 1, 128>')],
    run: (draft, { fqdn = '', ipaddress = '' }) => {
      const { entries } = draft.state.shared.addressMapping
      const left = entries.filter((entry) => entry.fqdn.toLowerCase() !== fqdn.toLowerCase() || entry.ip !== ipaddress)
      if (left.length === entries.length) return `${fqdn} is not mapped to ${ipaddress}`
      return why(saveClustering(draft, { address_mappings: left }, 'cli'))
    },
  },
  ...serverCommands('DNSServer', 'DNS', 'dns'),
  {
    name: 'FeedbackDeregister',
    what: 'Deactivates a particular feedback request.',
    parameters: [required('ID', `<1..${FEEDBACKS_MAX}>`)],
    run: (draft, { id = '' }) => deregisterFeedback(draft, id),
  },
  {
    name: 'FeedbackRegister',
    what: 'Activates notifications on events or status changes described by expressions. What would be sent to the URL stays in the sandbox.',
    parameters: [
      optional('ID', `<1..${FEEDBACKS_MAX}>`),
      required('URL', '<S: 1, 256>'),
      ...FEEDBACK_EXPRESSIONS.map((name) => optional(name, '<S: 1, 256>')),
    ],
    run: (draft, given) => {
      const typed = FEEDBACK_EXPRESSIONS.flatMap((name) => given[name.toLowerCase()] ?? [])
      const number = registerFeedback(draft, given.id ?? '', given.url ?? '', typed)
      return typeof number === 'string' ? number : { result: [`        ID: ${number}`] }
    },
  },
  {
    name: 'DefaultLinksAdd',
    what: 'Restores links between the Default Subzone, Traversal Subzone, Cluster Subzone and the Default Zone.',
    parameters: [],
    run: (draft) => {
      return why(saveItems(draft, 'links', { links: withDefaultLinks(draft.state.shared.configuration) }, 'cli'))
    },
  },
  {
    name: 'DefaultValuesSet',
    what: 'Resets system parameters to default values. Level 1 and 2 reset what is replicated, 3 also names, DNS and NTP servers.',
    parameters: [required('Level', '<1..3>')],
    run: (draft, { level = '' }) => {
      if (!/^[123]$/.test(level)) return 'Level takes <1..3>'
      const pages = new Set(ITEMS.map((item) => item.page))
      if (level !== '3') pages.delete('administrator-accounts')
      for (const page of pages)
        saveItems(
          draft,
          page,
          Object.fromEntries(ITEMS.flatMap((item) => (item.page === page ? [[item.key, item.initial]] : []))),
          'cli',
        )
      if (level === '3')
        for (const { page, key, initial = '' } of OWN_ITEMS) if (page !== 'ip') saveItems(draft, page, { [key]: initial }, 'cli')
      return null
    },
  },
  {
    name: 'ForceConfigUpdate',
    what: "Deletes this peer's configuration and takes that of the configuration primary. Never run it on the primary.",
    parameters: [],
    run: (draft) => forceUpdate(draft),
  },
  {
    name: 'ForceSystemKeyUpdate',
    what: 'Distributes the system key of this peer; in a cluster run it where alarm 40055 is not raised.',
    parameters: [],
    run: (draft) => forceKeyUpdate(draft),
  },
  {
    name: 'LinkAdd',
    what: 'Adds and configures a new link.',
    parameters: [required('LinkName', '<S: 1, 50>'), required('Node1', '<S: 1, 50>'), required('Node2', '<S: 1, 50>')],
    run: (draft, { linkname = '', node1 = '', node2 = '' }) =>
      why(
        saveItems(
          draft,
          'links',
          { links: [...linksOf(draft.state.shared.configuration), { name: linkname, node1, node2 }] },
          'cli',
        ),
      ),
  },
  {
    name: 'LinkDelete',
    what: 'Deletes a link.',
    parameters: [required('LinkId', '<1..3000>')],
    run: (draft, { linkid = '' }) => {
      const links = linksOf(draft.state.shared.configuration)
      const left = links.filter((_, index) => String(index + 1) !== linkid)
      if (left.length === links.length) return `there is no link ${linkid}`
      return why(saveItems(draft, 'links', { links: left }, 'cli'))
    },
  },
  ...LICENSING_COMMANDS,
  ...serverCommands('NTPServer', 'NTP', 'time'),
  {
    name: 'OptionKeyAdd',
    what: 'Adds a new option key to the system.',
    parameters: [required('Key', '<S: 0, 90>')],
    run: (draft, { key = '' }) => whyNot(addOptionKey(draft, key, 'cli')),
  },
  {
    name: 'OptionKeyDelete',
    what: 'Deletes a software option key from the system.',
    parameters: [required('OptionKeyId', '<1..64>')],
    run: (draft, { optionkeyid = '' }) => {
      const found = draft.state.identity.optionKeys[Number(optionkeyid) - 1]
      return found === undefined ? `there is no option key ${optionkeyid}` : whyNot(deleteOptionKey(draft, found, 'cli'))
    },
  },
  {
    name: 'Restart',
    what: 'Restarts the application without rebooting the system.',
    parameters: [],
    run: (draft) => restarted(draft, 'restart'),
  },
  {
    name: 'RouteAdd',
    what: 'Adds and configures a new IP route (also known as a static route).',
    parameters: [
      required('Address', '<S: 1, 39>'),
      required('PrefixLength', '<0..128>'),
      required('Gateway', '<S: 1, 39>'),
      optional('Interface', `<${ROUTE_INTERFACES.join('/')}>`),
    ],
    run: (draft, { address = '', prefixlength = '', gateway = '', interface: over = 'Auto' }) =>
      whyNot(addRoute(draft, { address, prefixLength: prefixlength, gateway, interface: over }, 'cli')),
  },
  {
    name: 'RouteDelete',
    what: 'Deletes a route.',
    parameters: [required('RouteId', `<1..${ROUTES_MAX}>`)],
    run: (draft, { routeid = '' }) => whyNot(deleteRoute(draft, Number(routeid), 'cli')),
  },
  {
    name: 'WarningAcknowledge',
    what: 'Acknowledges an alarm of this system, named by its id or its UUID.',
    parameters: [required('WarningId', '<S: 1, 36>')],
    run: (draft, { warningid = '' }) =>
      acknowledge(draft, warningid) === 'not-raised' ? `alarm ${warningid} is not raised on this system` : null,
  },
]

function serverCommands(name: string, what: string, page: string): Command[] {
  const article = what === 'NTP' ? 'an NTP' : `a ${what}`
  const lines = OWN_ITEMS.filter((item) => item.page === page && item.key.includes('server'))
  return [
    {
      name: `${name}Add`,
      what: `Adds ${article} server.`,
      parameters: [required('Address', '<S: 1, 128>')],
      run: (draft, { address = '' }) => {
        const line = lines.find((item) => item.read(draft.state.identity) === '')
        if (line === undefined) return `there are ${lines.length} ${what} servers already`
        return why(saveItems(draft, page, { [line.key]: address }, 'cli'))
      },
    },
    {
      name: `${name}Delete`,
      what: `Removes ${article} server.`,
      parameters: [required('Address', '<S: 1, 128>')],
      run: (draft, { address = '' }) => {
        const line = lines.find((item) => item.read(draft.state.identity) === address)
        if (line === undefined) return `${address} is not ${article} server of this system`
        return why(saveItems(draft, page, { [line.key]: '' }, 'cli'))
      },
    },
  ]
}

const whyNot = (answer: Answer): string | null => (answer.is === 'refused' ? answer.messages.join(' ') : null)

function restarted(draft: Draft, how: 'restart' | 'reboot'): null {
  restart(draft, how)
  return null
}

function why(outcome: Saved): string | null {
  if (outcome.is === 'saved') return null
  if (outcome.is === 'refused') return outcome.messages.join(' ')
  return outcome.is === 'malformed' ? outcome.errors.map((each) => each.message).join('; ') : 'this cannot be changed here'
}

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

const NOT_MODELLED = 'A command of the product that is not modelled here.'

const compact = (name: string): string => name.replaceAll(' ', '').toLowerCase()

/** `Force Config Update` and `ForceConfigUpdate` are one command: the guides write both. */
export function runCommand(draft: Draft, typed: string, error: (what: string) => string): string {
  const asked = /^(.*?)\s*(\?\??)$/.exec(typed)
  const { name, given } = readParameters(asked?.[1] ?? typed)
  const wanted = compact(name)
  if (asked || wanted === '') return help(wanted, asked?.[2] === '??') ?? error(`there is no command "${name}"`)
  const command = COMMANDS.find((each) => each.name.toLowerCase() === wanted)
  if (command === undefined) {
    const named = UNMODELLED_COMMANDS.find((each) => each.toLowerCase() === wanted)
    if (named !== undefined) return error(`xCommand ${named} is a command of the product that is not modelled here`)
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
function help(wanted: string, isFull: boolean): string | null {
  const named = UNMODELLED_COMMANDS.map((name) => ({ name, what: NOT_MODELLED, parameters: [] }))
  const found = [...COMMANDS, ...named]
    .filter((command) => wanted === '' || command.name.toLowerCase() === wanted)
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1))
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
