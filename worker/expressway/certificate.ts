// What a server certificate says, and whether a peer may be believed to be who its address says.
//
// The record is what parsing an X.509 certificate yields. Where it came from (made with a template,
// uploaded, signed at the edge) is of no concern here.

import { unreachable } from '../kernel/machine.ts'
import { DAY_MS, type Instant } from '../kernel/time.ts'

export type Certificate = {
  readonly commonName: string
  readonly alternativeNames: readonly string[] // DNS names and addresses, as they stand in the extension
  readonly issuer: string // common name of the authority that signed it
  readonly authority: string // fingerprint of that authority's own certificate
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly serial: string
  readonly fingerprint: string
  readonly holderHasKey: boolean // the private key that belongs to it lies beside it
  readonly revoked: boolean // as its authority's revocation list has it
}

/** As the Clustering page puts it beside a peer's address. */
export type CertificateStatus = { readonly state: 'valid' | 'invalid' | 'unknown'; readonly text: string }

export const CERTIFICATE_UNKNOWN: CertificateStatus = { state: 'unknown', text: 'Unknown' }

/**
 * Whether `certificate` identifies the peer that is listed as `address`, on a system that trusts the
 * authorities with the fingerprints `trust` and whose own clock shows `clock`. EX-10, EX-14.
 * The wording of a name that does not match is the product's; the other reasons are worded like it.
 */
export function verify(
  certificate: Certificate | null,
  address: string,
  trust: readonly string[],
  clock: Instant,
): CertificateStatus {
  if (certificate === null) return invalid('No server certificate')
  if (!certificate.holderHasKey) return invalid('Private key does not match the certificate')
  if (!trust.includes(certificate.authority)) return invalid('Certificate issuer is not trusted')
  if (clock < certificate.notBefore) return invalid('Certificate is not yet valid')
  if (clock > certificate.notAfter) return invalid('Certificate has expired')
  if (certificate.revoked) return invalid('Certificate has been revoked')
  if (!bears(certificate, address)) return invalid('Common Name in certificate does not match')
  return { state: 'valid', text: 'Valid' }
}

/** Whether a certificate bears a name, as its common name or as one of its alternative names. */
export function bears(certificate: Certificate, name: string): boolean {
  const wanted = name.toLowerCase()
  return (
    certificate.commonName.toLowerCase() === wanted || certificate.alternativeNames.some((each) => each.toLowerCase() === wanted)
  )
}

/** Whether one of the alternative names is this one; the common name does not count. */
export const bearsAlternative = (certificate: Certificate, name: string): boolean =>
  certificate.alternativeNames.some((each) => each.toLowerCase() === name.toLowerCase())

export const CERTIFICATE_PROBLEMS = [
  'expired', 'not-yet-valid', 'wrong-name', 'common-name-only', 'unknown-issuer', 'wrong-key', 'revoked',
] as const // biome-ignore format: one list
export type CertificateProblem = (typeof CERTIFICATE_PROBLEMS)[number]

const OTHER_NAME = 'conference.example.com'
const OTHER_AUTHORITY = { issuer: 'Example Test CA', authority: 'SHA256:e3b7c1d0942f4a6e8d5177f0ab31c6d2' }

/** What a certificate would be, had this gone wrong when it was made or since. EX-14. */
export function spoiled(certificate: Certificate, problem: CertificateProblem): Certificate {
  switch (problem) {
    case 'expired':
      return { ...certificate, notAfter: certificate.notBefore + DAY_MS }
    case 'not-yet-valid':
      return { ...certificate, notBefore: certificate.notAfter - DAY_MS }
    case 'wrong-name':
      return { ...certificate, commonName: OTHER_NAME, alternativeNames: [OTHER_NAME] }
    case 'common-name-only':
      return { ...certificate, alternativeNames: [] }
    case 'unknown-issuer':
      return { ...certificate, ...OTHER_AUTHORITY }
    case 'wrong-key':
      return { ...certificate, holderHasKey: false }
    case 'revoked':
      return { ...certificate, revoked: true }
    default:
      return unreachable(problem)
  }
}

const invalid = (reason: string): CertificateStatus => ({ state: 'invalid', text: `Invalid (${reason})` })
