// Users > Administrator accounts, which are told and not changed here, and Maintenance > Option keys.

import type { PeerState } from '../state.ts'
import { ask, asking, type Body } from './parts.ts'

/** The account that every system has. Others are kept outside the sandbox's states, with their passwords. */
export function administratorAccounts(): Body {
  return {
    tables: [
      {
        id: 'accounts',
        title: 'Administrator accounts',
        columns: ['Name', 'State', 'Access level', 'Web access', 'API access'],
        rows: [['admin', 'Enabled', 'Read-write', 'Yes', 'Yes']],
        actions: [[]],
      },
    ],
    messages: [{ tone: 'info', text: 'Only the default administrator account is modelled.' }],
  }
}

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
