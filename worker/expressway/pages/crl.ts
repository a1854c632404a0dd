// Maintenance > Security > CRL management. EX-60.

import { iso } from '../../kernel/time.ts'
import { nameText } from '../../kernel/x509/name.ts'
import { listsOf } from '../revocation.ts'
import type { PeerState } from '../state.ts'
import { ask, asking, type Body, button } from './parts.ts'

export function crlManagement(state: PeerState): Body {
  const lists = listsOf(state)
  return {
    tables: [
      {
        id: 'crls',
        title: 'Certificate revocation lists',
        columns: ['Issuer', 'Last update', 'Next update', 'Revoked serial numbers'],
        rows: lists.map(({ issuer, thisUpdate, nextUpdate, serials }) => [
          nameText(issuer),
          iso(thisUpdate),
          nextUpdate === null ? '' : iso(nextUpdate),
          serials.join(', '),
        ]),
        actions: lists.map(() => []),
      },
    ],
    actions: [
      asking('upload-crl', 'Upload CRL file', [ask('crl', 'CRL file', 'file')]),
      ...(lists.length === 0
        ? []
        : [button('remove-crl', 'Remove revocation list', {}, 'Are you sure you want to remove the revocation lists?')]),
    ],
  }
}
