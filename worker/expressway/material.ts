// The certificates and keys that states speak of, and the revocation list of the authority made at build.

import compiled from '../../dist/certificates.json' with { type: 'json' }
import { fromBase64 } from '../kernel/bytes.ts'
import { remembered } from '../kernel/remembered.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { keptIn, type Reference, referenceTo, requestOfText } from '../kernel/x509/reference.ts'
import type { Request } from '../kernel/x509/request.ts'
import { isListOf, isRevoked, type RevocationList, revocationListIn } from '../kernel/x509/revocation.ts'
import { ISSUING, type Material, ROOT } from './authority.ts'

export { type Reference, referenceTo } from '../kernel/x509/reference.ts'

const built: Material = compiled
const kept = keptIn(built)

export const { keyOf: keyOfReference, belongs, isSameHeld, referenceFor } = kept

/** The certificate meant, or null where there is none. Former releases named the one authority there was by a print. */
export const certificateOfReference = (reference: Reference): Certificate | null =>
  kept.certificateOf(reference.startsWith('SHA256:') ? referenceTo(ROOT) : reference)

/** How a state is to hold the private key with this base64 of its PKCS #8: by reference where it was made at build. */
export function keyReferenceFor(pkcs8: string): Reference {
  const name = Object.keys(built.keys).find((each) => built.keys[each] === pkcs8)
  return name === undefined ? pkcs8 : referenceTo(name)
}

/** The signing request that a state holds, or null. */
export const requestOf = (held: { readonly request: string } | null): Request | null =>
  held === null ? null : requestOfText(held.request)

/** Whether the authority of the prepared systems has revoked it: every system has its list, as if updated automatically. */
export function isOnList(certificate: Certificate): boolean {
  const list = revocations()
  return list !== null && isRevoked(certificate, list)
}

/** The revocation list with this base64 of its DER, or null. */
export const listOfText = remembered((text: string): RevocationList | null => {
  const der = fromBase64(text)
  return der === null ? null : revocationListIn(der)
})

let list: RevocationList | null | undefined
function revocations(): RevocationList | null {
  if (list !== undefined) return list
  const der = fromBase64(built.revoked)
  const found = der === null ? null : revocationListIn(der)
  const issuer = certificateOfReference(referenceTo(ISSUING))
  list = found !== null && issuer !== null && isListOf(found, issuer) ? found : null
  return list
}
