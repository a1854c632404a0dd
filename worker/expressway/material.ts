// The certificates and keys that states speak of. A state holds what was made at build as a reference (`@` and its
// name), which keeps it small, and only what was made or uploaded since as base64 of its DER.

import compiled from '../../dist/certificates.json' with { type: 'json' }
import { base64Of, fromBase64 } from '../kernel/x509/bytes.ts'
import { type Certificate, certificateIn } from '../kernel/x509/certificate.ts'
import { keyId, type PrivateKey, privateKeyIn, publicKeyOf } from '../kernel/x509/key.ts'
import { type Request, requestIn } from '../kernel/x509/request.ts'
import { isListOf, isRevoked, type RevocationList, revocationListIn } from '../kernel/x509/revocation.ts'
import { ISSUING, type Material, ROOT } from './authority.ts'

const built: Material = compiled

/** A certificate or key in a state: `@` and the name of something made at build, or base64 of a DER. */
export type Reference = string

export const referenceTo = (name: string): Reference => `@${name}`

/** For what follows from its text alone: it is made once, and forgetting it changes only the time it takes. */
export const remembered = <T>(make: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>()
  return (text) => {
    if (known.has(text)) return known.get(text) as T
    if (known.size >= KNOWN_MAX) known.clear()
    const made = make(text)
    known.set(text, made)
    return made
  }
}
const KNOWN_MAX = 500

const derOf = (reference: Reference, among: { readonly [name: string]: string }) =>
  fromBase64(reference.startsWith('@') ? (among[reference.slice(1)] ?? '') : reference)

/** The certificate meant, or null where there is none. */
export const certificateOfReference = remembered((reference: Reference): Certificate | null => {
  // Former releases named the one authority there was by a print.
  const der = derOf(reference.startsWith('SHA256:') ? referenceTo(ROOT) : reference, built.certificates)
  return der === null ? null : certificateIn(der)
})

/** The private key meant, or null where there is none. */
export const keyOfReference = remembered((reference: Reference): PrivateKey | null => {
  const der = derOf(reference, built.keys)
  return der === null ? null : privateKeyIn({ label: '', der })
})

/** The signing request that a state holds, or null. */
export const requestOf = (held: { readonly request: string } | null): Request | null =>
  held === null ? null : requestOfText(held.request)
const requestOfText = remembered((text: string): Request | null => {
  const der = fromBase64(text)
  return der === null ? null : requestIn(der)
})

const keyIdOfReference = remembered((reference: Reference): string => {
  const key = keyOfReference(reference)
  return key === null ? '' : keyId(publicKeyOf(key))
})

const keyIdOfCertificate = remembered((reference: Reference): string => {
  const key = certificateOfReference(reference)?.publicKey
  return key ? keyId(key) : ''
})

/** Whether the private key is the one that belongs to the certificate. */
export const belongs = (key: Reference, certificate: Reference): boolean =>
  keyIdOfReference(key) !== '' && keyIdOfReference(key) === keyIdOfCertificate(certificate)

/** How a state is to hold this certificate: by reference where it was made at build. */
export const referenceFor = (certificate: Certificate): Reference => {
  const name = namesByPrint().get(certificate.fingerprint)
  return name === undefined ? base64Of(certificate.der) : referenceTo(name)
}

let byPrint: Map<string, string> | null = null
function namesByPrint(): Map<string, string> {
  byPrint ??= new Map(
    Object.keys(built.certificates).flatMap((name): [string, string][] => {
      const found = certificateOfReference(referenceTo(name))
      return found === null ? [] : [[found.fingerprint, name]]
    }),
  )
  return byPrint
}

/** Whether the authority of the prepared systems has revoked it: its list is the only one there is. */
export function isOnList(certificate: Certificate): boolean {
  const list = revocations()
  return list !== null && isRevoked(certificate, list)
}

let list: RevocationList | null | undefined
function revocations(): RevocationList | null {
  if (list !== undefined) return list
  const der = fromBase64(built.revoked)
  const found = der === null ? null : revocationListIn(der)
  const issuer = certificateOfReference(referenceTo(ISSUING))
  list = found !== null && issuer !== null && isListOf(found, issuer) ? found : null
  return list
}
