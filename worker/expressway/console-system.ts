// The commands for one system: accounts, option keys, feedback, alarms, defaults and restarts. EX-61.

import { changeAccounts, listed, objectionsOf } from './account-actions.ts'
import { withAccount, withoutAccount } from './accounts.ts'
import { acknowledge } from './alarms.ts'
import { ITEMS } from './configuration.ts'
import { type Command, optional, required, whyNot } from './console-command.ts'
import { deregisterFeedback, EXPRESSIONS_MAX, FEEDBACKS_MAX, registerFeedback } from './feedback.ts'
import { addOptionKey, deleteOptionKey } from './option-keys.ts'
import { OWN_ITEMS } from './own-items.ts'
import { restart } from './power.ts'
import { saveItems } from './saving.ts'
import type { Draft } from './state.ts'

const yesNo = (typed: string | undefined): string => ({ on: 'Yes', off: 'No' })[(typed ?? '').toLowerCase()] ?? typed ?? ''

const FEEDBACK_EXPRESSIONS = Array.from({ length: EXPRESSIONS_MAX }, (_, index) => `Expression.${index + 1}`)

export const SYSTEM_COMMANDS: readonly Command[] = [
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
      const typed = { password, again: password, objections: objectionsOf(draft) }
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
    name: 'WarningAcknowledge',
    what: 'Acknowledges an alarm of this system, named by its id or its UUID.',
    parameters: [required('WarningId', '<S: 1, 36>')],
    run: (draft, { warningid = '' }) =>
      acknowledge(draft, warningid) === 'not-raised' ? `alarm ${warningid} is not raised on this system` : null,
  },
]

function restarted(draft: Draft, how: 'restart' | 'reboot'): null {
  restart(draft, how)
  return null
}
