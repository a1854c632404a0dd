// Tab General: the URLs that products call, and registration tokens (SSM-41).

import type { Answer, Page, Refusal } from '../../../kernel/surface.ts'
import type { Instant } from '../../../kernel/time.ts'
import { accountsOf } from '../../accounts.ts'
import { hostCommonName } from '../../certificates.ts'
import { guiTime } from '../../clock.ts'
import { firstAccount } from '../../licensing.ts'
import type { HaState } from '../../state.ts'
import { issueToken, revoke, TOKEN_DAYS, TOKEN_DAYS_MAX, TOKEN_USES_MAX, tokenStatus, tokensOf } from '../../tokens.ts'
import { urlsOf } from '../../transports.ts'
import type { Turn } from '../../turn.ts'
import { DEFAULT_VIRTUAL_ACCOUNT } from '../../virtual-accounts.ts'
import { asked, button, choice, page, shown, table } from '../parts.ts'
import { texts } from '../validation.ts'
import { accountChoice, type Body, blanksOut, isCount, listsOf, optional, virtualAccountNames } from './parts.ts'

// As printed in document 217212, where its last words are cut off.
const HELP =
  'The registration tokens below can be used to register new product instances to this Local Virtual Account. For products that support Smart Transport, you must configure the "license smart url" on the product to use the Smart Transport Registration URL. For products that support Smart Licensing Using Policy that use cslu as transport, you must configure the "license smart transport cslu" to use the CSLU Transport URL. For legacy products that still use Smart Call Home, you must configure the "destination address http" on the product to use the Smart Call Home Registration URL. The recommended method is Smart Transport. Please consult your Products Configuration Guide for setting the destination URL.'

/** Tab General: the local virtual account, its URLs, its registration tokens, and New Token. */
export function general({ database: { tables } }: HaState, at: Instant): Page {
  const all = accountsOf(tables)
  const lists = listsOf(tables)
  const commonName = hostCommonName(tables)
  return page('licensing-general', 'Smart Licensing: General', {
    fields: [
      shown('local_virtual_account', 'Local Virtual Account', 'Local Virtual Account', DEFAULT_VIRTUAL_ACCOUNT),
      shown(
        'virtual_account_description',
        'Description',
        'Local Virtual Account',
        'This is the default virtual account created during company account creation.',
      ),
      shown('default_virtual_account', 'Default Local Virtual Account', 'Local Virtual Account', 'Yes'),
      ...all.flatMap((account, i) =>
        Object.entries(urlsOf(commonName, account.id)).map(([label, url], n) =>
          shown(
            `url_${i}_${n}`,
            label,
            all.length > 1 ? `Product Instance Registration Tokens, ${account.id}` : 'Product Instance Registration Tokens',
            url,
          ),
        ),
      ),
      accountChoice(tables, 'New Token'),
      optional(
        choice('virtual_account', 'Local Virtual Account', 'New Token', virtualAccountNames(tables), DEFAULT_VIRTUAL_ACCOUNT),
        DEFAULT_VIRTUAL_ACCOUNT,
      ),
      asked('description', 'Description', 'New Token'),
      optional(asked('expire_after_days', 'Expire After (days)', 'New Token'), '30'),
      optional(asked('max_uses', 'Max. Number of Uses', 'New Token'), ''),
      optional(choice('export_controlled', 'Allow export-controlled functionality', 'New Token', ['yes', 'no'], 'yes'), 'yes'),
    ],
    messages: [
      { tone: 'info', text: HELP },
      { tone: 'info', text: 'Press ctrl + c to copy selected text to clipboard.' },
    ],
    actions: [button('create-token', 'Create Token')],
    tables: lists.map(({ account, name, titled, idOf }) =>
      table(
        idOf('tokens'),
        titled('Product Instance Registration Tokens'),
        ['Token', 'Status', 'Expiration Date', 'Uses', 'Export-Controlled', 'Description', 'Created By', 'Actions'],
        tokensOf(tables, account, name).map((token) => ({
          cells: [
            token.id,
            tokenStatus(token, at),
            guiTime(token.expires.stamp),
            token.usesMax === null ? String(token.uses) : `${token.uses} of ${token.usesMax}`,
            token.exportControlled ? 'Allowed' : 'Not Allowed',
            token.description,
            token.createdBy,
            'Actions',
          ],
          actions: [button('revoke-token', 'Revoke', { token: token.id })],
        })),
      ),
    ),
  })
}

const TOKEN_FIELDS = ['account', 'virtual_account', 'description', 'expire_after_days', 'max_uses', 'export_controlled'] as const

/** New Token. Only the description must be given; the rest has defaults. */
export function createToken(turn: Turn, body: Body): Answer {
  const { tables } = turn.state.database
  const first = firstAccount(tables)
  const given = texts(
    {
      account: first?.id ?? '',
      virtual_account: DEFAULT_VIRTUAL_ACCOUNT,
      expire_after_days: String(TOKEN_DAYS),
      max_uses: 'unlimited',
      export_controlled: 'yes',
      ...blanksOut(body),
    },
    TOKEN_FIELDS,
  )
  if (given.is !== 'texts') return given
  const { account, description, expire_after_days: days, max_uses: uses, export_controlled: exported } = given.values
  const errors = [
    ...(isCount(days, TOKEN_DAYS_MAX)
      ? []
      : [{ pointer: '/expire_after_days', message: `must be a number of days from 1 to ${TOKEN_DAYS_MAX}` }]),
    ...(uses === 'unlimited' || isCount(uses, TOKEN_USES_MAX)
      ? []
      : [{ pointer: '/max_uses', message: `must be a number from 1 to ${TOKEN_USES_MAX}, or empty for no limit` }]),
    ...(exported === 'yes' || exported === 'no' ? [] : [{ pointer: '/export_controlled', message: 'must be yes or no' }]),
  ]
  if (errors.length > 0) return { is: 'malformed', errors }
  const outcome = issueToken(turn, {
    account,
    virtualAccount: given.values.virtual_account,
    description,
    days: Number(days),
    usesMax: uses === 'unlimited' ? null : Number(uses),
    exportControlled: exported === 'yes',
    createdBy: 'admin',
  })
  if (outcome.is !== 'issued') return { is: 'refused', messages: [outcome.why] }
  const { id } = outcome.token
  return {
    is: 'acted',
    message: `Token created: ${id}`,
    files: [{ name: 'registration-token.txt', type: 'text/plain', text: id }],
  }
}

/** Revoke: the token registers nothing more; what it has registered stays. */
export function revokeToken(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['token'])
  if (given.is !== 'texts') return given
  if (!revoke(turn, given.values.token)) return { is: 'refused', messages: ['There is no such token.'] }
  return 'The token has been revoked.'
}
