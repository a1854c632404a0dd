// Whether a certificate is to be believed: its chain up to a trusted root, at a given time.

import type { Instant } from '../time.ts'
import { type Certificate, isIssuedBy, SERVER_AUTHENTICATION } from './certificate.ts'
import { isSameName } from './name.ts'

/** Why it is not to be believed; the words of each product are its own. */
export type Flaw =
  | 'unknown-issuer'
  | 'not-an-authority'
  | 'wrong-purpose'
  | 'unknown-critical-extension'
  | 'not-yet-valid'
  | 'expired'

/** The greatest number of certificates looked at between a server and its root. */
const DEPTH_MAX = 8

/**
 * The first flaw of the chain that begins with `presented[0]` at the time `at`, or null where there is none. The chain
 * must end in one of `trusted` that signed itself, as OpenSSL asks.
 */
export function flawOf(presented: readonly Certificate[], trusted: readonly Certificate[], at: Instant): Flaw | null {
  const path = pathOf(presented, trusted)
  return typeof path === 'string' ? path : flawAt(path, at)
}

/** The chain from `presented[0]` to its root, or what is wrong with it at any time. */
export function pathOf(presented: readonly Certificate[], trusted: readonly Certificate[]): readonly Certificate[] | Flaw {
  const [leaf, ...more] = presented
  if (leaf === undefined) return 'unknown-issuer'
  const chain = chainOf(leaf, more, trusted)
  if (chain === null) return 'unknown-issuer'
  if (chain.some(({ unknownCritical }) => unknownCritical.length > 0)) return 'unknown-critical-extension'
  for (const [index, each] of chain.entries()) {
    if (each.purposes !== null && !each.purposes.includes(SERVER_AUTHENTICATION)) return 'wrong-purpose'
    if (index > 0 && !mayIssue(each, index - 1)) return 'not-an-authority'
  }
  return chain
}

/** The first flaw that a chain has at the time `at`, from its root down, or null where there is none. */
export function flawAt(chain: readonly Certificate[], at: Instant): 'not-yet-valid' | 'expired' | null {
  const flawed = chain.findLast((each) => at < each.notBefore || at > each.notAfter)
  if (flawed === undefined) return null
  return at < flawed.notBefore ? 'not-yet-valid' : 'expired'
}

function chainOf(
  leaf: Certificate,
  more: readonly Certificate[],
  trusted: readonly Certificate[],
): readonly Certificate[] | null {
  const chain = [leaf]
  for (let last = leaf; chain.length <= DEPTH_MAX; ) {
    if (isSameName(last.subject, last.issuer) && isIssuedBy(last, last))
      return trusted.some((each) => isSame(each, last)) ? chain : null
    const issuer = [...trusted, ...more].find((each) => isIssuedBy(last, each))
    if (issuer === undefined) return null
    chain.push(issuer)
    last = issuer
  }
  return null
}

const isSame = (one: Certificate, other: Certificate): boolean => one.fingerprint === other.fingerprint

// `below`: how many authorities stand between it and the server.
function mayIssue(certificate: Certificate, below: number): boolean {
  if (certificate.isAuthority !== true && !(certificate.isAuthority === null && certificate.version === 1)) return false
  if (certificate.keyUsage !== null && !certificate.keyUsage.includes('keyCertSign')) return false
  return certificate.pathLength === null || below <= certificate.pathLength
}
