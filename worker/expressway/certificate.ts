// What a server certificate says, and whether a peer may be believed to be who its address says.

import { unreachable } from '../kernel/machine.ts'
import { derived, remembered } from '../kernel/remembered.ts'
import { civil, type Instant, pad } from '../kernel/time.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { type Flaw, flawAt, pathOf } from '../kernel/x509/chain.ts'
import { commonNameOf, nameText } from '../kernel/x509/name.ts'
import { isRevoked } from '../kernel/x509/revocation.ts'
import { ISSUING, OTHER_KEY } from './authority.ts'
import { belongs, certificateOfReference, isOnList, listOfText, type Reference, referenceTo } from './material.ts'
import { DOMAIN } from './sites.ts'

/** The server certificate of a system: the certificate, those above it that were uploaded with it, and its key. */
export type ServerCertificate = { readonly chain: readonly Reference[]; readonly key: Reference }

/** What a system shows of it to another: never the key, only whether it proved to have the one that belongs to it. */
export type Presented = { readonly chain: readonly Reference[]; readonly proven: boolean }

/** As the Clustering page puts it beside a peer's address. */
export type CertificateStatus = { readonly state: 'valid' | 'invalid' | 'unknown'; readonly text: string }

export const CERTIFICATE_UNKNOWN: CertificateStatus = { state: 'unknown', text: 'Unknown' }

/** How releases before this one held a certificate: as what it says. All of those were made with a template. */
export type FormerCertificate = { readonly commonName: string; readonly holderHasKey: boolean }

/** The server certificate that a state holds; for one of a former release, what is made at build now stands in. */
export const heldCertificate = (held: ServerCertificate | FormerCertificate | null): ServerCertificate | null =>
  held === null || 'chain' in held ? held : { chain: formerChain(held), key: referenceTo(held.commonName) }

/** What another system showed, as a state or message holds it; likewise. */
export const heldPresented = (held: Presented | FormerCertificate | null): Presented | null =>
  held === null || 'chain' in held ? held : { chain: formerChain(held), proven: held.holderHasKey }

const formerChain = derived(({ commonName }: FormerCertificate): readonly Reference[] => [
  referenceTo(commonName),
  referenceTo(ISSUING),
])

export const present = derived(({ chain, key }: ServerCertificate): Presented => {
  const [leaf] = chain
  return { chain, proven: leaf !== undefined && belongs(key, leaf) }
})

/** The certificate of the system itself, without those above it. */
export function leafOf({ chain: [first] }: { readonly chain: readonly Reference[] }): Certificate | null {
  return first === undefined ? null : certificateOfReference(first)
}

const readAll = (references: readonly Reference[]): readonly Certificate[] =>
  references.map(certificateOfReference).filter((each) => each !== null)

/** What is found of a certificate whatever the time: the path to its root, and the verdict while all of that is in its time. */
export type Finding = { readonly path: readonly Certificate[]; readonly inTime: CertificateStatus }

// The same few chains are judged at every synchronisation, by the same trust and lists, for the same addresses.
const findings = derived((chain: readonly Reference[]) => {
  const certificates = readAll(chain)
  return derived((trusted: readonly Reference[]) => {
    const path = pathOf(certificates, readAll(trusted))
    if (typeof path === 'string') return () => () => untimely(FLAWS[path])
    return derived((revocations: readonly string[]) => {
      const isBad = path.some((each) => isOnList(each) || isListed(each, revocations))
      return remembered((address: string): Finding => {
        if (isBad) return { path, inTime: invalid('Certificate has been revoked') }
        const isNamed = certificates[0] !== undefined && bears(certificates[0], address)
        return { path, inTime: isNamed ? VALID : invalid('Common Name in certificate does not match') }
      })
    })
  })
})

const NO_LISTS: readonly string[] = []
const VALID: CertificateStatus = { state: 'valid', text: 'Valid' }

// Invalid at any time.
const untimely = (reason: string): Finding => ({ path: [], inTime: invalid(reason) })

/** What a system judges the certificates of others by: the authorities it trusts, and revocation lists of them. */
export type Judgement = { readonly trust: readonly Reference[]; readonly revocations?: readonly string[] }

/**
 * What a system that judges by `by` finds of what was presented by the peer that is listed as `address`. EX-10, EX-14.
 * The wording of a name that does not match is the product's; the other reasons are worded like it.
 */
export function findingOn(held: Presented | null, address: string, { trust, revocations }: Judgement): Finding {
  const presented = heldPresented(held)
  if (presented === null || leafOf(presented) === null) return untimely('No server certificate')
  return presented.proven ? findings(presented.chain)(trust)(revocations ?? NO_LISTS)(address) : untimely(FOREIGN_KEY)
}

/** The verdict that follows from it on a system whose own clock shows `clock`. */
export function verdictOn({ path, inTime }: Finding, clock: Instant): CertificateStatus {
  const flaw = flawAt(path, clock)
  return flaw === null ? inTime : invalid(FLAWS[flaw])
}

/** Whether what was presented identifies that peer at that time. */
export const verify = (held: Presented | null, address: string, by: Judgement, clock: Instant): CertificateStatus =>
  verdictOn(findingOn(held, address, by), clock)

const isListed = (certificate: Certificate, lists: readonly string[]): boolean =>
  lists.map(listOfText).some((list) => list !== null && isRevoked(certificate, list))

export const FOREIGN_KEY = 'Private key does not match the certificate'

const FLAWS: { readonly [flaw in Flaw]: string } = {
  'unknown-issuer': 'Certificate issuer is not trusted',
  'not-an-authority': 'Certificate issuer is not a certificate authority',
  'wrong-purpose': 'Certificate is not for server authentication',
  'unknown-critical-extension': 'Certificate has an unknown critical extension',
  'not-yet-valid': 'Certificate is not yet valid',
  expired: 'Certificate has expired',
}

/** Whether a certificate bears a name, as its common name or as one of its alternative names. */
export const bears = (certificate: Certificate, name: string): boolean =>
  commonNameOf(certificate.subject).toLowerCase() === name.toLowerCase() || bearsAlternative(certificate, name)

/** Whether one of the alternative names is this one; the common name does not count. */
export const bearsAlternative = (certificate: Certificate, name: string): boolean =>
  hostsIn(certificate).some((each) => each.toLowerCase() === name.toLowerCase())

/** The DNS names and addresses among its alternative names. */
export const hostsIn = ({ alternativeNames }: Pick<Certificate, 'alternativeNames'>): readonly string[] =>
  alternativeNames.filter(({ kind }) => kind === 'DNS' || kind === 'IP Address').map(({ value }) => value)

/** Whether it has no common name, without which some services do not work; alarm 40052. */
export const lacksCommonName = (certificate: { readonly chain: readonly Reference[] } | null): boolean => {
  const leaf = certificate === null ? null : leafOf(certificate)
  return leaf !== null && commonNameOf(leaf.subject) === ''
}

/** What a certificate says of itself, as views and pages show it; times in ms of virtual time. */
export type CertificateFacts = {
  readonly commonName: string
  readonly subject: string
  readonly alternativeNames: readonly string[]
  readonly issuer: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly serial: string
  readonly fingerprint: string // SHA-256
}

export const certificateFacts = (certificate: Certificate): CertificateFacts => ({
  commonName: commonNameOf(certificate.subject),
  subject: nameText(certificate.subject),
  alternativeNames: hostsIn(certificate),
  issuer: nameText(certificate.issuer),
  notBefore: certificate.notBefore,
  notAfter: certificate.notAfter,
  serial: certificate.serial,
  fingerprint: certificate.fingerprint,
})

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment of a certificate as decoded certificates print it: `Jul 11 14:00:00 2023 GMT`. */
export function dateText(at: Instant): string {
  const { year, month, day, hour, minute, second } = civil(at)
  return `${MONTHS[month - 1]} ${String(day).padStart(2)} ${[hour, minute, second].map((part) => pad(part)).join(':')} ${year} GMT`
}

export const CERTIFICATE_PROBLEMS = [
  'expired', 'not-yet-valid', 'wrong-name', 'common-name-only', 'unknown-issuer', 'wrong-key', 'revoked',
] as const // biome-ignore format: one list
export type CertificateProblem = (typeof CERTIFICATE_PROBLEMS)[number]

/** What stands in the place of a prepared system's certificate while this is wrong with it. EX-14. */
export function spoiled(certificate: ServerCertificate, node: string, problem: CertificateProblem): ServerCertificate {
  const fqdn = `${node}.${DOMAIN}`
  switch (problem) {
    case 'wrong-key':
      return { chain: certificate.chain, key: referenceTo(OTHER_KEY) }
    case 'unknown-issuer':
      return { chain: [referenceTo(`${fqdn}/${problem}`)], key: referenceTo(fqdn) }
    case 'expired':
    case 'not-yet-valid':
    case 'wrong-name':
    case 'common-name-only':
    case 'revoked':
      return { chain: [referenceTo(`${fqdn}/${problem}`), referenceTo(ISSUING)], key: referenceTo(fqdn) }
    default:
      return unreachable(problem)
  }
}

const invalid = (reason: string): CertificateStatus => ({ state: 'invalid', text: `Invalid (${reason})` })
