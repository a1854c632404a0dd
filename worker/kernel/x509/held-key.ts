// Private keys that somebody uploads. A machine has to know which certificate a key belongs to and nothing else of it: of
// each, the public half alone goes into acts, states and documents.

import { AsnConvert } from '@peculiar/asn1-schema'
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509'
import { type Block, blocksOf, bytesOf, pemOf } from '../bytes.ts'
import { keyId, type PublicKey, privateKeyIn, publicKeyIn, publicKeyInfo, publicKeyOf } from './key.ts'

/** How a state refers to a private key that it does not hold: this, and the print of its public half. */
const MARK = 'public:'

/** The print behind such a reference, or null for any other. */
export const printBehind = (reference: string): string | null =>
  reference.startsWith(MARK) ? reference.slice(MARK.length) : null

const PUBLIC = 'PUBLIC KEY'
const ARMOURED = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----\n?|$)/g
// What cannot be read here is not kept either; that it was there goes on showing.
const nothing = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`

/** A text with the public half in the place of every private key in it, as PEM. */
export function withoutPrivateKeys(text: string): string {
  if (text.includes('-----BEGIN'))
    return text.replaceAll(
      ARMOURED,
      (found, label: string) => (label.startsWith('ENCRYPTED') ? null : publicHalf(found)) ?? nothing(label),
    )
  const isLikely = text.length >= BARE_LENGTH_MIN && text.length <= BARE_LENGTH_MAX
  return (isLikely && publicHalf(text)) || text
}

/** No private key in bare base64 is shorter, or longer. */
const BARE_LENGTH_MIN = 60
const BARE_LENGTH_MAX = 16_384

function publicHalf(text: string): string | null {
  const [key] = blocksOf(text).flatMap((block) => privateKeyIn(block) ?? [])
  return key === undefined ? null : pemText(publicKeyOf(key))
}

/** A public key as a PEM text. */
export const pemText = (key: PublicKey): string => pemOf(PUBLIC, bytesOf(AsnConvert.serialize(publicKeyInfo(key))))

/** How a state is to refer to the private key of a text, which holds it or its public half; null where it holds neither. */
export function heldKeyIn(text: string): string | null {
  const [key] = blocksOf(text).flatMap((block) => {
    const found = privateKeyIn(block)
    return found === null ? (publicIn(block) ?? []) : publicKeyOf(found)
  })
  return key === undefined ? null : `${MARK}${keyId(key)}`
}

function publicIn({ label, der }: Block): PublicKey | null {
  if (label !== PUBLIC) return null
  try {
    return publicKeyIn(AsnConvert.parse(der, SubjectPublicKeyInfo))
  } catch {
    return null
  }
}
