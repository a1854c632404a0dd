// The certificate authority of the prepared systems, and what it issued: made when the project is built, the same
// bytes each time, and written to dist/certificates.json, from which material.ts reads it.

import { type Bytes, base64Of, sha256Of } from '../kernel/bytes.ts'
import { DAY_MS } from '../kernel/time.ts'
import { type AlternativeName, issue, type Signer, type Terms } from '../kernel/x509/certificate.ts'
import { ecKeyFrom, type PrivateKey, pkcs8Of, publicKeyOf } from '../kernel/x509/key.ts'
import type { Name } from '../kernel/x509/name.ts'
import { revocationList } from '../kernel/x509/revocation.ts'
import { DOMAIN, INNER, OUTER, STARTS } from './sites.ts'

/** What was made, each DER in base64, by the name under which states refer to it (there with an @ before it). */
export type Material = {
  readonly certificates: { readonly [name: string]: string }
  readonly keys: { readonly [name: string]: string } // PKCS #8
  readonly revoked: string // the revocation list of the issuing authority
}

/** The names of the authorities and of the key that belongs to no certificate. */
export const ROOT = 'root'
export const ISSUING = 'issuing'
export const OTHER_KEY = 'other'

/** The system of which there is a certificate that runs out soon, and in how many days. */
export const EXPIRING = `${INNER.nameOf(2)}.${DOMAIN}`
export const EXPIRING_DAYS = 12

const OTHER_NAME = 'conference.example.com'
const AUTHORITY_FROM = STARTS - 5 * 365 * DAY_MS
const AUTHORITY_UNTIL = STARTS + 15 * 365 * DAY_MS
const FROM = STARTS - 30 * DAY_MS
const UNTIL = STARTS + 700 * DAY_MS

const named = (commonName: string, organization = 'Apolo'): Name => [
  { type: 'C', value: 'CO' },
  { type: 'O', value: organization },
  { type: 'CN', value: commonName },
]
const signer = (name: Name): Signer => {
  const key = keyOf(JSON.stringify(name))
  return { name, key, publicKey: publicKeyOf(key) }
}
const keyOf = (name: string): PrivateKey => ecKeyFrom(sha256Of(`clusterbook ${name}`))
const dns = (value: string): AlternativeName => ({ kind: 'DNS', value })
/** Positive, as RFC 5280 asks, and without a byte of zeros before it. */
export const serialOf = (name: string): string => `15${sha256Of(`serial ${name}`).slice(0, 14).toUpperCase()}`

const authority = (subject: Signer, by: Signer, pathLength: number): Bytes =>
  issue(
    {
      serial: serialOf(JSON.stringify(subject.name)),
      subject: subject.name,
      publicKey: subject.publicKey,
      notBefore: AUTHORITY_FROM,
      notAfter: AUTHORITY_UNTIL,
      alternativeNames: [],
      authority: { pathLength },
    },
    by,
  )

/** The authority that issues server certificates: its name and its key, which protect nothing outside a sandbox. */
export const issuingAuthority = (): Signer => signer(named('Apolo Issuing CA'))

/** Everything that the prepared systems need: their authority, a certificate for each of them, and what may be wrong with it. */
export function material(): Material {
  const root = signer(named('Apolo Root CA'))
  const issuing = issuingAuthority()
  const stranger = signer(named('Example Test CA', 'Example'))
  const certificates: Record<string, string> = {
    [ROOT]: base64Of(authority(root, root, 1)),
    [ISSUING]: base64Of(authority(issuing, root, 0)),
  }
  const keys: Record<string, string> = { [OTHER_KEY]: base64Of(pkcs8Of(keyOf('other'))) }
  const revoked: string[] = []
  for (const fqdn of [...names(INNER.nameOf, 6), ...names(OUTER.nameOf, 2)]) {
    const key = keyOf(fqdn)
    keys[fqdn] = base64Of(pkcs8Of(key))
    const put = (name: string, more: Partial<Terms>, by: Signer = issuing): void => {
      const terms: Terms = {
        serial: serialOf(name),
        subject: named(fqdn),
        publicKey: publicKeyOf(key),
        notBefore: FROM,
        notAfter: UNTIL,
        alternativeNames: [dns(fqdn)],
        authority: null,
        ...more,
      }
      certificates[name] = base64Of(issue(terms, by))
    }
    put(fqdn, {})
    put(`${fqdn}/expired`, { notAfter: FROM + DAY_MS })
    put(`${fqdn}/not-yet-valid`, { notBefore: UNTIL - DAY_MS })
    put(`${fqdn}/wrong-name`, { subject: named(OTHER_NAME), alternativeNames: [dns(OTHER_NAME)] })
    put(`${fqdn}/common-name-only`, { alternativeNames: [] })
    put(`${fqdn}/unknown-issuer`, {}, stranger)
    put(`${fqdn}/no-common-name`, { subject: named('').slice(0, -1) })
    put(`${fqdn}/revoked`, {})
    if (fqdn === EXPIRING) put(`${fqdn}/expiring`, { notAfter: STARTS + EXPIRING_DAYS * DAY_MS + DAY_MS / 2 })
    revoked.push(serialOf(`${fqdn}/revoked`))
  }
  const list = revocationList({ number: 1, thisUpdate: FROM, nextUpdate: AUTHORITY_UNTIL, serials: revoked }, issuing)
  return { certificates, keys, revoked: base64Of(list) }
}

const names = (nameOf: (number: number) => string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${nameOf(index + 1)}.${DOMAIN}`)
