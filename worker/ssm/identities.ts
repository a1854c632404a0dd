// The identity certificates of products: a server issues them as an authority under that of Cisco Smart Software
// Manager, for a year, when a product registers and when it renews in its second half (SSM-41).

import { base64Of } from '../kernel/bytes.ts'
import type { Instant } from '../kernel/time.ts'
import { requestOfText } from '../kernel/x509/reference.ts'
import type { Account } from './accounts.ts'
import { identitySerial, productIdentity, serverSigner } from './authority.ts'
import { productKey } from './certificates.ts'
import { keyOf, type Reference } from './material.ts'
import { IDENTITY_MS } from './periods.ts'
import type { Tables } from './postgres.ts'

/** The identity for a signing request and what vouches for it; nothing for no request, or from a server that is no authority yet. */
export function identityFor(
  tables: Tables,
  { authority }: Account,
  name: string,
  request: string | undefined,
  ticket: string,
  at: Instant,
): readonly Reference[] {
  const wanted = request === undefined ? null : requestOfText(request)
  const key = keyOf(productKey(tables))
  if (wanted === null || key === null || !authority) return []
  const serial = identitySerial(`${ticket} ${at}`)
  return [base64Of(productIdentity(name, wanted.publicKey, serial, at, IDENTITY_MS, serverSigner(key))), authority]
}
