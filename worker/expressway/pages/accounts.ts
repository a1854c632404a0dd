// Users > Administrator accounts, and Maintenance > Option keys. EX-60.

import { ACCOUNT_OPTIONS, accountsIn, DEFAULT_ACCOUNT } from '../accounts.ts'
import type { PeerState } from '../state.ts'
import { ask, asking, type Body } from './parts.ts'

/** The accounts there are, and what is done to them. */
export function administratorAccounts({ shared }: PeerState): Body {
  const accounts = accountsIn(shared.configuration)
  const others = accounts.filter(({ name }) => name !== DEFAULT_ACCOUNT.name)
  // Left empty, a field has its default in a new account, and stays as it is in one that is changed.
  const blanks = (first: readonly string[]) => [
    ask('access_level', 'Access level', 'choice', [...first, ...ACCOUNT_OPTIONS.access_level]),
    ask('web_access', 'Web access', 'choice', [...first, ...ACCOUNT_OPTIONS.web_access]),
    ask('api_access', 'API access', 'choice', [...first, ...ACCOUNT_OPTIONS.api_access]),
    ask('state', 'State', 'choice', [...first, ...ACCOUNT_OPTIONS.state]),
  ]
  return {
    tables: [
      {
        id: 'accounts',
        title: 'Administrator accounts',
        columns: ['Name', 'State', 'Access level', 'Web access', 'API access'],
        rows: accounts.map((each) => [each.name, each.state, each.access_level, each.web_access, each.api_access]),
        actions: accounts.map(({ name }) =>
          name === DEFAULT_ACCOUNT.name
            ? []
            : [
                {
                  action: 'delete-account',
                  label: 'Delete',
                  body: { name },
                  confirm: `Are you sure you want to delete ${name}?`,
                },
              ],
        ),
      },
    ],
    actions: [
      asking('add-account', 'New', [ask('name', 'Name'), ...passwords('Password'), ...blanks([])]),
      ...(others.length === 0
        ? []
        : [
            asking('change-account', 'View/Edit', [
              ask(
                'name',
                'Name',
                'choice',
                others.map(({ name }) => name),
              ),
              ...blanks(['']),
            ]),
          ]),
      asking('change-password', 'Change password', [
        ask(
          'name',
          'Name',
          'choice',
          accounts.map(({ name }) => name),
        ),
        ...passwords('New password'),
      ]),
    ],
  }
}

const passwords = (label: string) => [
  ask('password', label, 'secret'),
  ask('confirm_password', `Confirm ${label.toLowerCase()}`, 'secret'),
]

export function optionKeys({ identity }: PeerState): Body {
  const rows = identity.optionKeys.map((key) => [key, key === 'Rich Media Sessions' ? String(identity.roomSessions) : ''])
  const actions = identity.optionKeys.map((key) => [
    {
      action: 'delete-option-key',
      label: 'Delete',
      body: { description: key },
      confirm: `Are you sure you want to delete ${key}?`,
    },
  ])
  return {
    tables: [{ id: 'keys', title: 'Option keys', columns: ['Description', 'Licenses'], rows, actions }],
    actions: [asking('add-option-key', 'Add option', [ask('key', 'Add option key')])],
  }
}
