// The buttons of the page Administrator accounts, and the commands that do the same. EX-60, EX-61.

import type { Json } from '../kernel/machine.ts'
import type { Answer } from '../kernel/surface.ts'
import {
  ACCOUNT_OPTIONS,
  ACCOUNTS,
  type Accounts,
  accountsIn,
  type Typed,
  withAccount,
  withChanged,
  withoutAccount,
  withPassword,
} from './accounts.ts'
import type { Origin } from './log.ts'
import { objections } from './password-policy.ts'
import { saveItems } from './saving.ts'
import type { Draft } from './state.ts'

type Body = { readonly [name: string]: Json }

const FIELDS = Object.keys(ACCOUNT_OPTIONS)
const PASSWORD = ['password', 'confirm_password']

/** Which blanks the buttons take. */
export const ACCOUNT_PARAMETERS: { readonly [action: string]: readonly string[] } = {
  'add-account': ['name', ...PASSWORD, ...FIELDS],
  'change-account': ['name', ...FIELDS],
  'change-password': ['name', ...PASSWORD],
  'delete-account': ['name'],
}

/** What the buttons of the page do. */
export const ACCOUNT_ACTIONS: { readonly [action: string]: (draft: Draft, body: Body) => Answer } = {
  'add-account': (draft, body) =>
    asked(body, (name, given) =>
      changeAccounts(draft, withAccount(listed(draft), name, given, typed(draft, given)), `Account ${name} added.`, 'web'),
    ),
  'change-account': (draft, body) =>
    asked(body, (name, given) =>
      changeAccounts(draft, withChanged(listed(draft), name, given), `Account ${name} changed.`, 'web'),
    ),
  'change-password': (draft, body) =>
    asked(body, (name, given) =>
      changeAccounts(draft, withPassword(listed(draft), name, typed(draft, given)), `Password of ${name} changed.`, 'web'),
    ),
  'delete-account': (draft, body) =>
    asked(body, (name) => changeAccounts(draft, withoutAccount(listed(draft), name), `Account ${name} deleted.`, 'web')),
}

const typed = (draft: Draft, { password = '', confirm_password = '' }: { readonly [field: string]: string }): Typed => ({
  password,
  again: confirm_password,
  objections: objectionsOf(draft),
})

/** Why this system takes no password of some measure, as its policy is now. */
export const objectionsOf =
  ({ state }: Draft): Typed['objections'] =>
  (measure) =>
    objections(state.shared.configuration, measure)

/** The accounts of this system. */
export const listed = (draft: Draft) => accountsIn(draft.state.shared.configuration)

/** Saves the list, where there is one; on a subordinate it is overwritten as every replicated item is. */
export function changeAccounts(draft: Draft, wanted: Accounts, done: string, origin: Origin): Answer {
  if (wanted.is === 'refused') return { is: 'refused', messages: [wanted.why] }
  const saved = saveItems(draft, 'administrator-accounts', { [ACCOUNTS]: wanted.accounts }, origin)
  if (saved.is !== 'saved') return saved
  const warnings = saved.remarks.filter(({ tone }) => tone === 'warning').map(({ text }) => text)
  return { is: 'acted', message: [done, ...warnings].join(' '), files: [] }
}

function asked(body: Body, change: (name: string, given: { readonly [field: string]: string }) => Answer): Answer {
  const wrong = ['name', ...PASSWORD, ...FIELDS].filter(
    (name) => (name === 'name' || body[name] !== undefined) && typeof body[name] !== 'string',
  )
  if (wrong.length > 0)
    return { is: 'malformed', errors: wrong.map((name) => ({ pointer: `/${name}`, message: 'must be a text' })) }
  const { name, ...given } = body as { readonly [field: string]: string }
  return change((name as string).trim(), given)
}
