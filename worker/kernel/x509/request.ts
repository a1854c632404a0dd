// Certificate signing requests (PKCS #10, RFC 2986).

import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr'
import { AsnConvert } from '@peculiar/asn1-schema'
import { Attribute, Extensions, SubjectAlternativeName } from '@peculiar/asn1-x509'
import { type Bytes, bufferOf, bytesOf } from '../bytes.ts'
import { type AlternativeName, alternativeNameExtension, alternativeNamesIn } from './certificate.ts'
import {
  algorithmFor,
  type Digest,
  isSigned,
  type PrivateKey,
  type PublicKey,
  publicKeyIn,
  publicKeyInfo,
  publicKeyOf,
  sign,
} from './key.ts'
import { asnName, type Name, nameIn } from './name.ts'

export type Request = {
  readonly der: Bytes
  readonly subject: Name
  readonly alternativeNames: readonly AlternativeName[]
  readonly publicKey: PublicKey
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'
const ALTERNATIVE_NAME = '2.5.29.17'

/** A request for a certificate of this name and these alternative names, signed with the key it is for. */
export function request(
  subject: Name,
  alternativeNames: readonly AlternativeName[],
  key: PrivateKey,
  digest: Digest = 'SHA-256',
): Bytes {
  const attributes =
    alternativeNames.length === 0
      ? []
      : [
          new Attribute({
            type: EXTENSION_REQUEST,
            values: [AsnConvert.serialize(new Extensions([alternativeNameExtension(alternativeNames)]))],
          }),
        ]
  const info = new CertificationRequestInfo({
    version: 0,
    subject: asnName(subject),
    subjectPKInfo: publicKeyInfo(publicKeyOf(key)),
    attributes: new Attributes(attributes),
  })
  return bytesOf(
    AsnConvert.serialize(
      new CertificationRequest({
        certificationRequestInfo: info,
        signatureAlgorithm: algorithmFor(key, digest),
        signature: bufferOf(sign(key, digest, bytesOf(AsnConvert.serialize(info)))),
      }),
    ),
  )
}

/** The request in these bytes; null where they are none, or where it was not signed with the key it is for. */
export function requestIn(der: Bytes): Request | null {
  try {
    const outer = AsnConvert.parse(der, CertificationRequest)
    const info = outer.certificationRequestInfo
    const publicKey = publicKeyIn(info.subjectPKInfo)
    const over = bytesOf(outer.certificationRequestInfoRaw ?? AsnConvert.serialize(info))
    if (publicKey === null || !isSigned(publicKey, outer.signatureAlgorithm.algorithm, over, bytesOf(outer.signature)))
      return null
    const wanted = (info.attributes ?? []).find(({ type }) => type === EXTENSION_REQUEST)?.values[0]
    const found =
      wanted === undefined ? undefined : AsnConvert.parse(wanted, Extensions).find(({ extnID }) => extnID === ALTERNATIVE_NAME)
    const names = found === undefined ? null : AsnConvert.parse(found.extnValue.buffer, SubjectAlternativeName)
    return { der, subject: nameIn(info.subject), alternativeNames: alternativeNamesIn(names), publicKey }
  } catch {
    return null
  }
}
