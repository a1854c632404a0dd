// Keys: read from what tools write, made from entropy, and what is signed and verified with them.
//
// RSA and the NIST curves, since these are what authorities issue for servers.

import { p256, p384, p521 } from '@noble/curves/nist.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { ECParameters, ECPrivateKey, ecdsaWithSHA256, ecdsaWithSHA384, ecdsaWithSHA512, id_ecPublicKey } from '@peculiar/asn1-ecc'
import { PrivateKeyInfo, PrivateKey as PrivateKeyOctets } from '@peculiar/asn1-pkcs8'
import {
  id_rsaEncryption,
  id_sha256WithRSAEncryption,
  id_sha384WithRSAEncryption,
  id_sha512WithRSAEncryption,
  RSAPrivateKey,
  RSAPublicKey,
} from '@peculiar/asn1-rsa'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509'
import { bailliePSW } from 'micro-rsa-dsa-dh/primality.js'
import { PKCS1_SHA256, PKCS1_SHA384, PKCS1_SHA512 } from 'micro-rsa-dsa-dh/rsa.js'
import { type Block, type Bytes, bufferOf, bytesOf, fromHex, hexOf, joined, utf8 } from '../bytes.ts'
import type { Entropy } from '../random.ts'
import { derived, remembered } from '../remembered.ts'

export type Curve = 'P-256' | 'P-384' | 'P-521'

export type PublicKey =
  | { readonly kind: 'rsa'; readonly n: bigint; readonly e: bigint }
  | { readonly kind: 'ec'; readonly curve: Curve; readonly point: Bytes }

export type PrivateKey =
  | { readonly kind: 'rsa'; readonly n: bigint; readonly e: bigint; readonly d: bigint; readonly p: bigint; readonly q: bigint }
  | { readonly kind: 'ec'; readonly curve: Curve; readonly secret: Bytes }

export type Digest = 'SHA-256' | 'SHA-384' | 'SHA-512'

const CURVES = {
  'P-256': { oid: '1.2.840.10045.3.1.7', curve: p256 },
  'P-384': { oid: '1.3.132.0.34', curve: p384 },
  'P-521': { oid: '1.3.132.0.35', curve: p521 },
} as const

// Not the library's ready-made identifiers: its sha256WithRSAEncryption is that of SHA-512/256.
const withRsa = (algorithm: string): AlgorithmIdentifier => new AlgorithmIdentifier({ algorithm, parameters: null })

/** By object identifier: with which key a signature of this kind is made, over which digest. */
const SIGNATURES = [
  { algorithm: withRsa(id_sha256WithRSAEncryption), kind: 'rsa', digest: 'SHA-256' },
  { algorithm: withRsa(id_sha384WithRSAEncryption), kind: 'rsa', digest: 'SHA-384' },
  { algorithm: withRsa(id_sha512WithRSAEncryption), kind: 'rsa', digest: 'SHA-512' },
  { algorithm: ecdsaWithSHA256, kind: 'ec', digest: 'SHA-256' },
  { algorithm: ecdsaWithSHA384, kind: 'ec', digest: 'SHA-384' },
  { algorithm: ecdsaWithSHA512, kind: 'ec', digest: 'SHA-512' },
] as const

const HASHES = { 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const
const PKCS1 = { 'SHA-256': PKCS1_SHA256, 'SHA-384': PKCS1_SHA384, 'SHA-512': PKCS1_SHA512 } as const

/** How long an RSA key made here is, in bits. */
export const RSA_BITS = 2_048
const RSA_EXPONENT = 65_537n

export const bitsOf = (key: PublicKey): number =>
  key.kind === 'rsa' ? key.n.toString(2).length : { 'P-256': 256, 'P-384': 384, 'P-521': 521 }[key.curve]

const curveBy = (oid: string | undefined): Curve | null =>
  (Object.keys(CURVES) as Curve[]).find((name) => CURVES[name].oid === oid) ?? null

const numberOf = (buffer: ArrayBuffer): bigint => BigInt(`0x${hexOf(bytesOf(buffer)) || '0'}`)

/** The bytes of a DER INTEGER that is not negative. */
function integer(value: bigint): ArrayBuffer {
  const hex = value.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return bufferOf(fromHex(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even))
}

/** The key in a SubjectPublicKeyInfo, or null for a kind that is not known here. */
export function publicKeyIn(info: SubjectPublicKeyInfo): PublicKey | null {
  if (info.algorithm.algorithm === id_rsaEncryption) {
    const { modulus, publicExponent } = AsnConvert.parse(info.subjectPublicKey, RSAPublicKey)
    return { kind: 'rsa', n: numberOf(modulus), e: numberOf(publicExponent) }
  }
  if (info.algorithm.algorithm !== id_ecPublicKey || !info.algorithm.parameters) return null
  const curve = curveBy(AsnConvert.parse(info.algorithm.parameters, ECParameters).namedCurve)
  return curve === null ? null : { kind: 'ec', curve, point: bytesOf(info.subjectPublicKey) }
}

/** A public key as certificates and requests hold it (RFC 5280, RFC 5480). */
export function publicKeyInfo(key: PublicKey): SubjectPublicKeyInfo {
  if (key.kind === 'rsa')
    return new SubjectPublicKeyInfo({
      algorithm: new AlgorithmIdentifier({ algorithm: id_rsaEncryption, parameters: null }),
      subjectPublicKey: AsnConvert.serialize(new RSAPublicKey({ modulus: integer(key.n), publicExponent: integer(key.e) })),
    })
  return new SubjectPublicKeyInfo({
    algorithm: new AlgorithmIdentifier({
      algorithm: id_ecPublicKey,
      parameters: AsnConvert.serialize(new ECParameters({ namedCurve: CURVES[key.curve].oid })),
    }),
    subjectPublicKey: bufferOf(key.point),
  })
}

/** The public half of a key. */
export function publicKeyOf(key: PrivateKey): PublicKey {
  if (key.kind === 'rsa') return { kind: 'rsa', n: key.n, e: key.e }
  return { kind: 'ec', curve: key.curve, point: bytesOf(CURVES[key.curve].curve.getPublicKey(key.secret, false)) }
}

export const isSameKey = (one: PublicKey, other: PublicKey): boolean =>
  hexOf(bytesOf(AsnConvert.serialize(publicKeyInfo(one)))) === hexOf(bytesOf(AsnConvert.serialize(publicKeyInfo(other))))

/** The SHA-256 of a public key, hexadecimal: names the key, whatever certificate it stands in. */
export const keyId = (key: PublicKey): string => hexOf(sha256(bytesOf(AsnConvert.serialize(publicKeyInfo(key)))))

/** A private key as PKCS #8, PKCS #1 or SEC 1 hold it, or null where the block is none of these. */
export function privateKeyIn(block: Block): PrivateKey | null {
  const readers = [fromPkcs8, fromPkcs1, fromSec1]
  for (const read of readers) {
    try {
      const key = read(block.der)
      if (key !== null) return key
    } catch {
      // Not of this kind: the next one may know it.
    }
  }
  return null
}

function fromPkcs8(der: Bytes): PrivateKey | null {
  const info = AsnConvert.parse(der, PrivateKeyInfo)
  const octets = bytesOf(info.privateKey.buffer)
  if (info.privateKeyAlgorithm.algorithm === id_rsaEncryption) return fromPkcs1(octets)
  if (info.privateKeyAlgorithm.algorithm !== id_ecPublicKey || !info.privateKeyAlgorithm.parameters) return null
  const curve = curveBy(AsnConvert.parse(info.privateKeyAlgorithm.parameters, ECParameters).namedCurve)
  return curve === null ? null : ecKey(curve, AsnConvert.parse(octets, ECPrivateKey))
}

function fromPkcs1(der: Bytes): PrivateKey | null {
  const key = AsnConvert.parse(der, RSAPrivateKey)
  const [n, e, d, p, q] = [key.modulus, key.publicExponent, key.privateExponent, key.prime1, key.prime2].map(numberOf) as [
    bigint, bigint, bigint, bigint, bigint,
  ] // biome-ignore format: five of one kind
  return p * q === n && (d * e) % (p - 1n) === 1n && (d * e) % (q - 1n) === 1n ? { kind: 'rsa', n, e, d, p, q } : null
}

function fromSec1(der: Bytes): PrivateKey | null {
  const key = AsnConvert.parse(der, ECPrivateKey)
  const curve = curveBy(key.parameters?.namedCurve)
  return curve === null ? null : ecKey(curve, key)
}

function ecKey(curve: Curve, key: ECPrivateKey): PrivateKey | null {
  const secret = bytesOf(key.privateKey.buffer)
  return CURVES[curve].curve.utils.isValidSecretKey(secret) ? { kind: 'ec', curve, secret } : null
}

/** A private key as PKCS #8, which every tool reads. */
export function pkcs8Of(key: PrivateKey): Bytes {
  if (key.kind === 'rsa') {
    const { n, e, d, p, q } = key
    const inner = new RSAPrivateKey({
      version: 0,
      modulus: integer(n),
      publicExponent: integer(e),
      privateExponent: integer(d),
      prime1: integer(p),
      prime2: integer(q),
      exponent1: integer(d % (p - 1n)),
      exponent2: integer(d % (q - 1n)),
      coefficient: integer(inverse(q, p)),
    })
    return wrapped(new AlgorithmIdentifier({ algorithm: id_rsaEncryption, parameters: null }), AsnConvert.serialize(inner))
  }
  const publicKey = publicKeyOf(key)
  const inner = new ECPrivateKey({
    version: 1,
    privateKey: new OctetString(bufferOf(key.secret)),
    ...(publicKey.kind === 'ec' ? { publicKey: bufferOf(publicKey.point) } : {}),
  })
  return wrapped(publicKeyInfo(publicKey).algorithm, AsnConvert.serialize(inner))
}

function wrapped(algorithm: AlgorithmIdentifier, key: ArrayBuffer): Bytes {
  const info = new PrivateKeyInfo({ privateKeyAlgorithm: algorithm, privateKey: new PrivateKeyOctets(key) })
  return bytesOf(AsnConvert.serialize(info))
}

/** The key of a curve that follows from 32 bytes. */
export function ecKeyFrom(entropy: Entropy): PrivateKey {
  for (let round = 0; ; round += 1) {
    const secret = bytesOf(sha256(utf8(`${entropy} P-256 ${round}`)))
    if (p256.utils.isValidSecretKey(secret)) return { kind: 'ec', curve: 'P-256', secret }
  }
}

/**
 * The RSA key of so many bits that follows from 32 bytes. Takes some tenths of a second for 2,048 bits and some
 * seconds for 4,096, for the first time.
 */
export function rsaKeyFrom(entropy: Entropy, bits: number = RSA_BITS): PrivateKey {
  const wanted = `${entropy} ${bits}`
  const known = made.get(wanted)
  if (known !== undefined) return known
  const key = newRsaKey(entropy, bits)
  made.set(wanted, key)
  for (const oldest of made.keys()) if (made.size > MADE_MAX) made.delete(oldest)
  return key
}

// Whoever replays a journal, or repeats a turn, asks for the same keys again.
const made = new Map<string, PrivateKey>()
const MADE_MAX = 64

function newRsaKey(entropy: Entropy, bits: number): PrivateKey {
  const p = primeFrom(`${entropy} p`, bits / 2)
  const q = primeFrom(`${entropy} q`, bits / 2)
  return { kind: 'rsa', n: p * q, e: RSA_EXPONENT, d: inverse(RSA_EXPONENT, (p - 1n) * (q - 1n)), p, q }
}

// The first prime from a start that follows from the words; its two highest bits are set, so that a product of two
// has the full length.
function primeFrom(words: string, bits: number): bigint {
  const length = bits / 8
  const rounds = Array.from({ length: length / 32 }, (_, round) => sha256(utf8(`${words} ${round}`)))
  const bytes = joined(...rounds)
  bytes[0] = (bytes[0] ?? 0) | 0xc0
  bytes[length - 1] = (bytes[length - 1] ?? 0) | 1
  for (let start = numberOf(bufferOf(bytes)); ; start += 2n * BigInt(WINDOW)) {
    const divisible = sieved(start)
    for (let index = 0; index < WINDOW; index += 1) {
      if (divisible[index] === 1) continue
      const candidate = start + 2n * BigInt(index)
      if ((candidate - 1n) % RSA_EXPONENT !== 0n && bailliePSW(candidate)) return candidate
    }
  }
}

/** So many odd numbers are looked at together. */
const WINDOW = 8_192

// Which of the odd numbers from `start` on are multiples of a small prime: nine tenths of them, for which the costly
// test is spared.
function sieved(start: bigint): Uint8Array {
  const divisible = new Uint8Array(WINDOW)
  for (const prime of smallPrimes()) {
    const past = Number(start % BigInt(prime))
    const first = (prime - past) % prime
    for (let index = (first % 2 === 0 ? first : first + prime) / 2; index < WINDOW; index += prime) divisible[index] = 1
  }
  return divisible
}

let primes: readonly number[] | null = null
function smallPrimes(): readonly number[] {
  primes ??= Array.from({ length: WINDOW - 1 }, (_, index) => 2 * index + 3).filter((odd) => {
    for (let factor = 3; factor * factor <= odd; factor += 2) if (odd % factor === 0) return false
    return true
  })
  return primes
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return x < 0n ? x + modulus : x
}

/** The identifier under which a signature with this key stands. */
export function algorithmFor(key: PrivateKey, digest: Digest): AlgorithmIdentifier {
  const found = SIGNATURES.find((each) => each.kind === key.kind && each.digest === digest)
  if (found === undefined) throw new Error(`no signature with ${key.kind} and ${digest}`)
  return found.algorithm
}

/** What every certificate signed with this key is signed over, unless asked otherwise. */
export const digestFor = (key: PrivateKey): Digest => (key.kind === 'ec' && key.curve !== 'P-256' ? 'SHA-384' : 'SHA-256')

/** A signature that is the same each time: PKCS #1 v1.5, or ECDSA with the nonce of RFC 6979. */
export function sign(key: PrivateKey, digest: Digest, message: Uint8Array): Bytes {
  if (key.kind === 'rsa') return signed(key)(`${digest} ${hexOf(message)}`).slice()
  const { curve } = CURVES[key.curve]
  return bytesOf(curve.sign(HASHES[digest](message), key.secret, { prehash: false, format: 'der', lowS: false }))
}

// Whoever replays a journal, or repeats a turn, signs the same again.
const signed = derived(({ n, d }: Extract<PrivateKey, { kind: 'rsa' }>) =>
  remembered((digestAndMessage: string): Bytes => {
    const [digest = ''] = digestAndMessage.split(' ', 1)
    return bytesOf(PKCS1[digest as Digest].sign({ n, d }, fromHex(digestAndMessage.slice(digest.length + 1))))
  }),
)

/** Whether `signature` over `message` was made with the private key of `key`; false too for a kind not known here. */
export function isSigned(key: PublicKey, algorithm: string, message: Uint8Array, signature: Uint8Array): boolean {
  const kind = SIGNATURES.find((each) => each.algorithm.algorithm === algorithm)
  if (kind === undefined || kind.kind !== key.kind) return false
  try {
    if (key.kind === 'rsa') return PKCS1[kind.digest].verify({ n: key.n, e: key.e }, message, signature)
    const { curve } = CURVES[key.curve]
    return curve.verify(signature, HASHES[kind.digest](message), key.point, { prehash: false, format: 'der', lowS: false })
  } catch {
    return false
  }
}
