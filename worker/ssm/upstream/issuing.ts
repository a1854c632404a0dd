// The authority at work: a signing request becomes a certificate for products (SSM-40).

import { base64Of } from '../../kernel/bytes.ts'
import type { Instant } from '../../kernel/time.ts'
import { isSameKey } from '../../kernel/x509/key.ts'
import { commonNameOf } from '../../kernel/x509/name.ts'
import { requestOfText } from '../../kernel/x509/reference.ts'
import { productCertificate, serverAuthority } from '../authority.ts'
import { certificateHeld } from '../certificates.ts'
import { type Reference, signer } from '../material.ts'
import { CERTIFICATE_MS } from '../sites.ts'
import type { Registration, UpstreamState } from './state.ts'

/** The count of certificates issued, and those for this request; null where it is no request that can be granted. */
export type Issued = {
  readonly certificates: number
  readonly certificate: Reference | null
  readonly authority: Reference | null
}

/**
 * The certificate for a request. What was issued for the same name and key is handed out again while more than half
 * of its life remains; that is assumed.
 */
export function issued(
  { certificates }: Pick<UpstreamState, 'certificates'>,
  before: Pick<Registration, 'certificate' | 'authority'> | undefined,
  request: string,
  at: Instant,
): Issued {
  const wanted = request === '' ? null : requestOfText(request)
  if (wanted === null) return { certificates, certificate: null, authority: null }
  const held = before === undefined ? null : certificateHeld(before)
  const isSame =
    held !== null &&
    held.publicKey !== null &&
    isSameKey(held.publicKey, wanted.publicKey) &&
    commonNameOf(held.subject) === commonNameOf(wanted.subject)
  if (isSame && before?.authority && held.notAfter - at > CERTIFICATE_MS / 2)
    return { certificates, certificate: before.certificate, authority: before.authority }
  const serial = certificates + 1
  const { subject, alternativeNames, publicKey } = wanted
  return {
    certificates: serial,
    certificate: base64Of(productCertificate({ subject, alternativeNames, publicKey, serial, at }, signer())),
    authority: base64Of(serverAuthority(publicKey, serial, at, signer())),
  }
}
