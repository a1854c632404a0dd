// Certificate revocation lists: read and issued (RFC 5280, section 5).

import { AsnConvert } from '@peculiar/asn1-schema'
import { CertificateList, CRLNumber, RevokedCertificate, TBSCertList, Time } from '@peculiar/asn1-x509'
import { type Bytes, bufferOf, bytesOf, fromHex, hexOf } from '../bytes.ts'
import { dateOf, type Instant } from '../time.ts'
import { authorityKeyExtension, type Certificate, extension, type Signer } from './certificate.ts'
import { algorithmFor, digestFor, isSigned, sign } from './key.ts'
import { asnName, isSameName, type Name, nameIn } from './name.ts'

export type RevocationList = {
  readonly issuer: Name
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant | null
  readonly serials: readonly string[] // hexadecimal, as certificates have them
  readonly signature: { readonly algorithm: string; readonly over: Bytes; readonly value: Bytes }
}

/** What a list shall say: the serial numbers (hexadecimal) of certificates that were revoked at `thisUpdate`. */
export type ListTerms = {
  readonly number: number
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly serials: readonly string[]
}

const CRL_NUMBER = '2.5.29.20'

/** A list on these terms, signed by the authority whose certificates it revokes; the same bytes each time. */
export function revocationList(terms: ListTerms, signer: Signer): Bytes {
  const digest = digestFor(signer.key)
  const algorithm = algorithmFor(signer.key, digest)
  const list = new TBSCertList({
    version: 1,
    signature: algorithm,
    issuer: asnName(signer.name),
    thisUpdate: new Time(dateOf(terms.thisUpdate)),
    nextUpdate: new Time(dateOf(terms.nextUpdate)),
    revokedCertificates: terms.serials.map(
      (serial) =>
        new RevokedCertificate({
          userCertificate: bufferOf(fromHex(serial)),
          revocationDate: new Time(dateOf(terms.thisUpdate)),
        }),
    ),
    crlExtensions: [authorityKeyExtension(signer.publicKey), extension(CRL_NUMBER, false, new CRLNumber(terms.number))],
  })
  const signature = bufferOf(sign(signer.key, digest, bytesOf(AsnConvert.serialize(list))))
  return bytesOf(AsnConvert.serialize(new CertificateList({ tbsCertList: list, signatureAlgorithm: algorithm, signature })))
}

/** The list in these bytes, or null where they are none. */
export function revocationListIn(der: Bytes): RevocationList | null {
  try {
    const outer = AsnConvert.parse(der, CertificateList)
    const list = outer.tbsCertList
    return {
      issuer: nameIn(list.issuer),
      thisUpdate: list.thisUpdate.getTime().getTime(),
      nextUpdate: list.nextUpdate?.getTime().getTime() ?? null,
      serials: (list.revokedCertificates ?? []).map(({ userCertificate }) =>
        hexOf(bytesOf(userCertificate))
          .replace(/^(?:00)+(?=..)/, '')
          .toUpperCase(),
      ),
      signature: {
        algorithm: outer.signatureAlgorithm.algorithm,
        over: bytesOf(outer.tbsCertListRaw ?? AsnConvert.serialize(list)),
        value: bytesOf(outer.signature),
      },
    }
  } catch {
    return null
  }
}

/** Whether the holder of `authority` signed this list. */
export const isListOf = (list: RevocationList, authority: Certificate): boolean =>
  isSameName(list.issuer, authority.subject) &&
  authority.publicKey !== null &&
  isSigned(authority.publicKey, list.signature.algorithm, list.signature.over, list.signature.value)

/** Whether a list of its issuer names this certificate. Whose list it is was asked with `isListOf`. */
export const isRevoked = (certificate: Certificate, list: RevocationList): boolean =>
  isSameName(certificate.issuer, list.issuer) && list.serials.includes(certificate.serial)
