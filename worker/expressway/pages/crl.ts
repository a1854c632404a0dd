// Maintenance > Security > CRL management. EX-60.

import { nameText } from '../../kernel/x509/name.ts'
import { dateText } from '../certificate.ts'
import { listsOf } from '../revocation.ts'
import type { PeerState } from '../state.ts'
import { ask, asking, type Body, button, listed } from './parts.ts'

const COLUMNS = ['Issuer', 'Last update', 'Next update', 'Revoked serial numbers']

/** The lists that are in force, and a form for one more. */
export function crlManagement(state: PeerState): Body {
  const lists = listsOf(state)
  const rows = lists.map(({ issuer, thisUpdate, nextUpdate, serials }) => [
    nameText(issuer),
    dateText(thisUpdate),
    nextUpdate === null ? '' : dateText(nextUpdate),
    serials.join(', '),
  ])
  return {
    tables: [listed('crls', 'Certificate revocation lists', COLUMNS, rows)],
    actions: [
      asking('upload-crl', 'Upload CRL file', [ask('crl', 'CRL file', 'file')]),
      ...(lists.length === 0
        ? []
        : [button('remove-crl', 'Remove revocation list', {}, 'Are you sure you want to remove the revocation lists?')]),
    ],
  }
}
