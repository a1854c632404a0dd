// The certificates and keys that states of this product speak of.

import compiled from '../../dist/ssm-certificates.json' with { type: 'json' }
import type { Certificate, Signer } from '../kernel/x509/certificate.ts'
import { type Built, keptIn, type Reference, referenceTo } from '../kernel/x509/reference.ts'
import { ROOT, type STRANGER, signerWith } from './authority.ts'

/** How a state names a certificate or key that was made at build, or holds one that was made later. */
export type { Reference } from '../kernel/x509/reference.ts'

const built: Built = compiled

/**
 * The certificate and the key that a reference stands for, null for one that stands for none; whether two belong together;
 * and the reference of a certificate.
 */
export const { certificateOf, keyOf, belongs, referenceFor } = keptIn(built)

/** What products and servers trust: the authority of Cisco Smart Software Manager. */
export const trusted = (): readonly Certificate[] => {
  const root = certificateOf(referenceTo(ROOT))
  return root === null ? [] : [root]
}

/** Signs as the authority does, or as one that nobody trusts. */
export function signer(who: typeof ROOT | typeof STRANGER = ROOT): Signer {
  const key = keyOf(referenceTo(who) as Reference)
  if (key === null) throw new Error(`no key of ${who} was made at build`)
  return signerWith(key, who)
}
