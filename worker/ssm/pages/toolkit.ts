// API Toolkit and Users, as far as the labs touch them (SSM-31): who may call, and who may log in.

import type { Page } from '../../kernel/surface.ts'
import { accountsOf } from '../accounts.ts'
import type { HaState } from '../state.ts'
import { page, shown, table } from './parts.ts'

/** Client id and secret are no part of this page: they stand with the sandbox's other credentials. */
export const apiToolkit = ({ database: { tables } }: HaState): Page =>
  page('api-toolkit', 'API Toolkit', {
    fields: [
      shown('token_url', 'Token URL', 'Client Credentials Grant', '/oauth/token'),
      shown('api_url', 'API base', 'Client Credentials Grant', '/api/v1'),
    ],
    tables: [
      table(
        'resources',
        'Accounts that the API reaches',
        ['Account', 'Path'],
        accountsOf(tables).map(({ id }) => ({ cells: [id, `/api/v1/accounts/${id}`] })),
      ),
    ],
    messages: [
      { tone: 'info', text: 'The client id and the client secret stand among the credentials of the sandbox.' },
      { tone: 'info', text: 'Resource owner grants and deleting or renewing a client are not modelled.' },
    ],
  })

/** The Users widget: says what of it is not modelled. */
export const users = (): Page =>
  page('users', 'Users', {
    tables: [table('users', 'Users', ['User', 'Role'], [{ cells: ['admin', 'System Administrator'] }])],
    messages: [{ tone: 'info', text: 'Adding and changing users is not modelled.' }],
  })
