// Certificates and keys as states hold them: what was made at build by reference (`@` and its name), which keeps a
// state small, and only what was made or uploaded since as base64 of its DER.

import { base64Of, fromBase64 } from '../bytes.ts'
import { remembered } from '../remembered.ts'
import { type Certificate, certificateIn } from './certificate.ts'
import { printBehind } from './held-key.ts'
import { keyId, type PrivateKey, privateKeyIn, publicKeyOf } from './key.ts'
import { type Request, requestIn } from './request.ts'

/** What a product made at build, each DER in base64, by the name under which its states refer to it. */
export type Built = {
  readonly certificates: { readonly [name: string]: string }
  readonly keys: { readonly [name: string]: string } // PKCS #8
}

/** A certificate or key in a state: `@` and the name of something made at build, base64 of a DER, or what held-key.ts says of an uploaded key. */
export type Reference = string

export const referenceTo = (name: string): Reference => `@${name}`

/** The signing request with this base64 of its DER, or null. */
export const requestOfText = remembered((text: string): Request | null => {
  const der = fromBase64(text)
  return der === null ? null : requestIn(der)
})

/** Reads the references of states whose product made `built`. */
export function keptIn(built: Built) {
  const derOf = (reference: Reference, among: Built['certificates']) =>
    fromBase64(reference.startsWith('@') ? (among[reference.slice(1)] ?? '') : reference)

  /** The certificate meant, or null where there is none. */
  const certificateOf = remembered((reference: Reference): Certificate | null => {
    const der = derOf(reference, built.certificates)
    return der === null ? null : certificateIn(der)
  })

  /** The private key meant, or null where there is none. */
  const keyOf = remembered((reference: Reference): PrivateKey | null => {
    const der = derOf(reference, built.keys)
    return der === null ? null : privateKeyIn({ label: '', der })
  })

  const printOfKey = remembered((reference: Reference): string => {
    const print = printBehind(reference)
    if (print !== null) return print
    const key = keyOf(reference)
    return key === null ? '' : keyId(publicKeyOf(key))
  })
  const printOfCertificate = remembered((reference: Reference): string => {
    const key = certificateOf(reference)?.publicKey
    return key ? keyId(key) : ''
  })

  /** Whether the private key is the one that belongs to the certificate. */
  const belongs = (key: Reference, certificate: Reference): boolean =>
    printOfKey(key) !== '' && printOfKey(key) === printOfCertificate(certificate)

  /** Whether two references are to one private key, however each holds it. */
  const isSameHeld = (one: Reference, other: Reference): boolean =>
    printOfKey(one) !== '' && printOfKey(one) === printOfKey(other)

  let byPrint: Map<string, string> | null = null
  function namesByPrint(): Map<string, string> {
    byPrint ??= new Map(
      Object.keys(built.certificates).flatMap((name): [string, string][] => {
        const found = certificateOf(referenceTo(name))
        return found === null ? [] : [[found.fingerprint, name]]
      }),
    )
    return byPrint
  }

  /** How a state is to hold this certificate: by reference where it was made at build. */
  const referenceFor = (certificate: Certificate): Reference => {
    const name = namesByPrint().get(certificate.fingerprint)
    return name === undefined ? base64Of(certificate.der) : referenceTo(name)
  }

  return { certificateOf, keyOf, belongs, isSameHeld, referenceFor }
}
