// Users > Administrator accounts, and Maintenance > Option keys: told, and not changed here.

import type { PeerState } from '../state.ts'
import type { Body } from './parts.ts'

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
  return {
    tables: [{ id: 'keys', title: 'Option keys', columns: ['Description', 'Licenses'], rows, actions: rows.map(() => []) }],
    messages: [{ tone: 'info', text: 'Keys are those the system came with: adding and deleting them is not modelled.' }],
  }
}
