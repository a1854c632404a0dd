// Certificates: read, printed and issued (RFC 5280).

import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  Certificate as AsnCertificate,
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509'
import { type Bytes, bufferOf, bytesOf, fromHex, hexOf } from '../bytes.ts'
import { dateOf, type Instant } from '../time.ts'
import { algorithmFor, digestFor, isSigned, type PrivateKey, type PublicKey, publicKeyIn, publicKeyInfo, sign } from './key.ts'
import { asnName, isSameName, type Name, nameIn } from './name.ts'

export type AlternativeName = { readonly kind: 'DNS' | 'IP Address' | 'email' | 'URI'; readonly value: string }

export type Certificate = {
  readonly der: Bytes
  readonly version: number // 1 to 3
  readonly serial: string // hexadecimal, as OpenSSL prints it
  readonly subject: Name
  readonly issuer: Name
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly alternativeNames: readonly AlternativeName[]
  readonly isAuthority: boolean | null // null: does not say
  readonly pathLength: number | null // how many authorities may stand below it
  readonly keyUsage: readonly KeyUse[] | null
  readonly purposes: readonly string[] | null // object identifiers of the extended key usage
  readonly keyIdentifier: string // '' for none
  readonly issuerKeyIdentifier: string // '' for none
  readonly publicKey: PublicKey | null // null: of a kind not known here
  readonly fingerprint: string // SHA-256, as OpenSSL prints it
  readonly unknownCritical: readonly string[]
  readonly signature: { readonly algorithm: string; readonly over: Bytes; readonly value: Bytes }
}

export type KeyUse = keyof typeof KeyUsageFlags

export const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'

const ALTERNATIVE_NAME = '2.5.29.17'
const BASIC_CONSTRAINTS = '2.5.29.19'
const KEY_USAGE = '2.5.29.15'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14'
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35'
const KNOWN: readonly string[] = [
  ALTERNATIVE_NAME,
  BASIC_CONSTRAINTS,
  KEY_USAGE,
  EXTENDED_KEY_USAGE,
  SUBJECT_KEY_IDENTIFIER,
  AUTHORITY_KEY_IDENTIFIER,
]

/** The certificate in these bytes, or null where they are none. */
export function certificateIn(der: Bytes): Certificate | null {
  try {
    return read(der)
  } catch {
    return null
  }
}

function read(der: Bytes): Certificate {
  const outer = AsnConvert.parse(der, AsnCertificate)
  const tbs = outer.tbsCertificate
  const extensions: readonly Extension[] = tbs.extensions ?? []
  const inside = <T>(oid: string, type: new () => T): T | null => {
    const found = extensions.find(({ extnID }) => extnID === oid)
    return found === undefined ? null : AsnConvert.parse(found.extnValue.buffer, type)
  }
  const constraints = inside(BASIC_CONSTRAINTS, BasicConstraints)
  const uses = inside(KEY_USAGE, KeyUsage)
  const flags = uses === null ? 0 : uses.toNumber()
  return {
    der,
    version: tbs.version + 1,
    serial: plainHex(bytesOf(tbs.serialNumber)),
    subject: nameIn(tbs.subject),
    issuer: nameIn(tbs.issuer),
    notBefore: tbs.validity.notBefore.getTime().getTime(),
    notAfter: tbs.validity.notAfter.getTime().getTime(),
    alternativeNames: alternativeNamesIn(inside(ALTERNATIVE_NAME, SubjectAlternativeName)),
    isAuthority: constraints === null ? null : constraints.cA,
    pathLength: constraints?.pathLenConstraint ?? null,
    keyUsage:
      uses === null ? null : (Object.keys(KeyUsageFlags) as KeyUse[]).filter((use) => (flags & Number(KeyUsageFlags[use])) !== 0),
    purposes: inside(EXTENDED_KEY_USAGE, ExtendedKeyUsage)?.map(String) ?? null,
    keyIdentifier: hexIn(inside(SUBJECT_KEY_IDENTIFIER, SubjectKeyIdentifier)),
    issuerKeyIdentifier: hexIn(inside(AUTHORITY_KEY_IDENTIFIER, AuthorityKeyIdentifier)?.keyIdentifier ?? null),
    publicKey: publicKeyIn(tbs.subjectPublicKeyInfo),
    fingerprint: (hexOf(sha256(der)).toUpperCase().match(/../g) ?? []).join(':'),
    unknownCritical: extensions.filter(({ critical, extnID }) => critical && !KNOWN.includes(extnID)).map(({ extnID }) => extnID),
    signature: {
      algorithm: outer.signatureAlgorithm.algorithm,
      over: bytesOf(outer.tbsCertificateRaw ?? AsnConvert.serialize(tbs)),
      value: bytesOf(outer.signatureValue),
    },
  }
}

const hexIn = (octets: OctetString | null): string => (octets === null ? '' : hexOf(bytesOf(octets.buffer)))

const plainHex = (bytes: Bytes): string =>
  hexOf(bytes)
    .replace(/^(?:00)+(?=..)/, '')
    .toUpperCase()

/** The alternative names of an extension; kinds that identify no host are left out. */
export function alternativeNamesIn(names: readonly GeneralName[] | null): readonly AlternativeName[] {
  // What is read from a certificate is an array of a class of its own, and so would be all that is mapped from it.
  return [...(names ?? [])].flatMap((name): AlternativeName[] => {
    if (name.dNSName !== undefined) return [{ kind: 'DNS', value: name.dNSName }]
    if (name.iPAddress !== undefined) return [{ kind: 'IP Address', value: name.iPAddress }]
    if (name.rfc822Name !== undefined) return [{ kind: 'email', value: name.rfc822Name }]
    return name.uniformResourceIdentifier === undefined ? [] : [{ kind: 'URI', value: name.uniformResourceIdentifier }]
  })
}

/** Whether the holder of `issuer` signed this certificate. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!isSameName(certificate.issuer, issuer.subject) || issuer.publicKey === null) return false
  // A signature takes milliseconds to verify, and the same few are asked about again and again.
  const pair = `${certificate.fingerprint} ${issuer.fingerprint}`
  const known = verdicts.get(pair)
  if (known !== undefined) return known
  const { algorithm, over, value } = certificate.signature
  const verdict = isSigned(issuer.publicKey, algorithm, over, value)
  if (verdicts.size >= VERDICTS_MAX) verdicts.clear()
  verdicts.set(pair, verdict)
  return verdict
}

// Follows from the bytes alone, so forgetting any of it changes nothing but the time it takes.
const verdicts = new Map<string, boolean>()
const VERDICTS_MAX = 2_000

/** What a certificate shall say. */
export type Terms = {
  readonly serial: string // hexadecimal
  readonly subject: Name
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly publicKey: PublicKey
  readonly alternativeNames: readonly AlternativeName[]
  readonly authority: { readonly pathLength: number | null } | null // null: of a server
}

/** Who signs: an authority's name and key. */
export type Signer = { readonly name: Name; readonly key: PrivateKey; readonly publicKey: PublicKey }

/** A certificate on these terms; the same bytes each time. `signer` may be the subject itself. */
export function issue(terms: Terms, signer: Signer): Bytes {
  const digest = digestFor(signer.key)
  const algorithm = algorithmFor(signer.key, digest)
  const uses = terms.authority
    ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
    : KeyUsageFlags.digitalSignature | (terms.publicKey.kind === 'rsa' ? KeyUsageFlags.keyEncipherment : 0)
  const constraints = new BasicConstraints({ cA: terms.authority !== null })
  if (terms.authority !== null && terms.authority.pathLength !== null) constraints.pathLenConstraint = terms.authority.pathLength
  const extensions = [
    extension(BASIC_CONSTRAINTS, true, constraints),
    extension(KEY_USAGE, true, new KeyUsage(uses)),
    ...(terms.authority
      ? []
      : [extension(EXTENDED_KEY_USAGE, false, new ExtendedKeyUsage([SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION]))]),
    ...(terms.alternativeNames.length === 0 ? [] : [alternativeNameExtension(terms.alternativeNames)]),
    extension(SUBJECT_KEY_IDENTIFIER, false, new SubjectKeyIdentifier(identifierOf(terms.publicKey))),
    authorityKeyExtension(signer.publicKey),
  ]
  const serial = terms.serial.padStart(terms.serial.length + (terms.serial.length % 2), '0')
  const tbs = new TBSCertificate({
    version: 2,
    serialNumber: bufferOf(fromHex(Number.parseInt(serial.slice(0, 2), 16) >= 0x80 ? `00${serial}` : serial)),
    signature: algorithm,
    issuer: asnName(signer.name),
    validity: new Validity({ notBefore: dateOf(terms.notBefore), notAfter: dateOf(terms.notAfter) }),
    subject: asnName(terms.subject),
    subjectPublicKeyInfo: publicKeyInfo(terms.publicKey),
    extensions: new Extensions(extensions),
  })
  const signatureValue = bufferOf(sign(signer.key, digest, bytesOf(AsnConvert.serialize(tbs))))
  return bytesOf(AsnConvert.serialize(new AsnCertificate({ tbsCertificate: tbs, signatureAlgorithm: algorithm, signatureValue })))
}

/** Names the key with which a certificate or a revocation list was signed. */
export const authorityKeyExtension = (key: PublicKey): Extension =>
  extension(AUTHORITY_KEY_IDENTIFIER, false, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(identifierOf(key)) }))

/** Any extension, from what the schema of its kind makes of it. */
export function extension(extnID: string, critical: boolean, value: unknown): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) })
}

export const alternativeNameExtension = (names: readonly AlternativeName[]): Extension =>
  extension(ALTERNATIVE_NAME, false, new SubjectAlternativeName(names.map(asGeneralName)))

function asGeneralName({ kind, value }: AlternativeName): GeneralName {
  switch (kind) {
    case 'DNS':
      return new GeneralName({ dNSName: value })
    case 'IP Address':
      return new GeneralName({ iPAddress: value })
    case 'email':
      return new GeneralName({ rfc822Name: value })
    case 'URI':
      return new GeneralName({ uniformResourceIdentifier: value })
  }
}

// Method 1 of RFC 5280, 4.2.1.2.
const identifierOf = (key: PublicKey): ArrayBuffer => bufferOf(sha1(bytesOf(publicKeyInfo(key).subjectPublicKey)))
