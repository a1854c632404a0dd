// The certificates that a server shows to browsers: the default one, and those an administrator has added
// (SSM-31). They are files of one server, so nothing replicates them and ha_teardown deletes them (SSM-51).

import { base64Of } from '../kernel/bytes.ts'
import type { Instant } from '../kernel/time.ts'
import { bundleIn } from '../kernel/x509/bundle.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { heldKeyIn } from '../kernel/x509/held-key.ts'
import { pkcs8Of, rsaKeyFrom } from '../kernel/x509/key.ts'
import { commonNameOf, type Name } from '../kernel/x509/name.ts'
import { request } from '../kernel/x509/request.ts'
import { alternativeNameOf } from './authority.ts'
import { belongs, certificateOf, type Reference, referenceFor } from './material.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'

/** One that was added: its name and last day, and the chain and key behind them. */
export type BrowserCertificate = {
  readonly name: string
  readonly notAfter: Instant
  readonly chain: readonly Reference[]
  readonly key: Reference
}

/** A signing request and its key, which wait for a certificate. */
export type BrowserRequest = { readonly request: string; readonly key: Reference }

/** How many may be added, so that a state cannot grow without end; assumed. */
export const BROWSER_CERTIFICATES_MAX = 10
const CHAIN_MAX = 4

/** Those added on this server, without the default one. */
export const addedCertificates = ({ browserCertificates = [] }: HaState): readonly BrowserCertificate[] => browserCertificates

/** The certificate behind an entry. */
export const leafOf = ({ chain: [leaf] }: BrowserCertificate): Certificate | null =>
  leaf === undefined ? null : certificateOf(leaf)

/** Generate CSR: a new key and a request for it, in the place of one that waits already. Its DER. */
export function generateRequest(turn: Turn, subject: Name, names: readonly string[]): Uint8Array {
  const key = rsaKeyFrom(turn.entropy)
  const der = request(subject, names.map(alternativeNameOf), key)
  turn.set({ browserRequest: { request: base64Of(der), key: base64Of(pkcs8Of(key)) } })
  return der
}

/** Add: the entry that a PEM file makes, with its key from `keyText` or from the request that waits; why not, as a sentence. */
export function entryFor(turn: Turn, text: string, keyText: string): BrowserCertificate | string {
  const { certificates, unreadable } = bundleIn(text)
  const [leaf] = certificates
  if (leaf === undefined) return 'The file holds no certificate in PEM format.'
  if (unreadable > 0) return 'The file holds a certificate that cannot be read.'
  if (certificates.length > CHAIN_MAX)
    return `The file holds ${certificates.length} certificates; at most ${CHAIN_MAX} are taken.`
  if (leaf.isAuthority === true) return 'The certificate is that of a certificate authority, not of a server.'
  if (leaf.notAfter <= turn.local) return 'The certificate has expired.'
  const name = commonNameOf(leaf.subject) || leaf.alternativeNames[0]?.value || ''
  if (name === '') return 'The certificate names no server.'
  const chain = certificates.map(referenceFor)
  const key = keyText.trim() === '' ? turn.state.browserRequest?.key : heldKeyIn(keyText)
  if (key === null) return 'The file holds no private key in PEM format, or one with a passphrase.'
  if (key === undefined || !belongs(key, chain[0] ?? ''))
    return 'The certificate is for another key: it is not for the signing request of this server. Upload its private key with it.'
  return { name, notAfter: leaf.notAfter, chain, key }
}
