// The authority of Cisco Smart Software Manager as this sandbox has it, and what it issued to the prepared
// systems: made when the project is built, the same bytes each time, and read from dist/ssm-certificates.json.

import { type Bytes, base64Of, sha256Of } from '../kernel/bytes.ts'
import { DAY_MS, type Instant } from '../kernel/time.ts'
import { type AlternativeName, issue, type Signer } from '../kernel/x509/certificate.ts'
import { ecKeyFrom, keyId, type PrivateKey, type PublicKey, pkcs8Of, publicKeyOf } from '../kernel/x509/key.ts'
import type { Name } from '../kernel/x509/name.ts'
import type { Built } from '../kernel/x509/reference.ts'
import { IDENTITY_MS } from './periods.ts'
import { CERTIFICATE_MS, IDENTITIES, SITES } from './sites.ts'

/** Under which name states refer to the authority of Cisco Smart Software Manager (SSM-40). */
export const ROOT = 'root'
/** An authority that no product trusts, for the fault `unknown-issuer` (SSM-29). */
export const STRANGER = 'stranger'
/** A key that belongs to nobody's certificate, for the fault `wrong-key` (SSM-29). */
export const OTHER_KEY = 'other'

// The name is assumed; so is the key.
const ROOT_NAME: Name = [
  { type: 'O', value: 'Cisco' },
  { type: 'CN', value: 'Cisco Licensing Root CA' },
]
const STRANGER_NAME: Name = [
  { type: 'O', value: 'Example' },
  { type: 'CN', value: 'Example Test CA' },
]
const ROOT_FROM = SITES.lab1.synced - 7 * 365 * DAY_MS
const ROOT_UNTIL = SITES.lab1.synced + 18 * 365 * DAY_MS

const keyFor = (name: string): PrivateKey => ecKeyFrom(sha256Of(`clusterbook ssm ${name}`))
const signerOf = (name: Name, key: PrivateKey): Signer => ({ name, key, publicKey: publicKeyOf(key) })

/** Who signs with the key of the authority, or with that of the stranger. */
export const signerWith = (key: PrivateKey, who: typeof ROOT | typeof STRANGER = ROOT): Signer =>
  signerOf(who === ROOT ? ROOT_NAME : STRANGER_NAME, key)

/** The subject of a product certificate. */
export const subjectOf = (commonName: string): Name => [{ type: 'CN', value: commonName }]

/** The Host Common Name as a certificate has it beside its subject. */
export const alternativeNameOf = (commonName: string): AlternativeName => ({
  kind: /^[\d.]+$/.test(commonName) || commonName.includes(':') ? 'IP Address' : 'DNS',
  value: commonName,
})

/**
 * What goes into a product certificate: whom it is for, its names and key, its serial number, and the moment from which it
 * is valid (SSM-40).
 */
export type Wanted = {
  readonly subject: Name
  readonly alternativeNames: readonly AlternativeName[]
  readonly publicKey: PublicKey
  readonly serial: number
  readonly at: Instant
}

/** A product certificate as the authority issues it at `at`. */
export const productCertificate = (
  { subject, alternativeNames, publicKey, serial, at }: Wanted,
  signer: Signer,
  lasts = CERTIFICATE_MS,
): Bytes =>
  issue(
    {
      serial: serial.toString(16),
      subject,
      notBefore: at,
      notAfter: at + lasts,
      publicKey,
      alternativeNames,
      authority: null,
    },
    signer,
  )

/** How long the authority of a server lasts, which signs the identities of products; assumed. */
const AUTHORITY_MS = 3 * CERTIFICATE_MS

/** A server as the authority that signs the identities of its products. Named after its key, so that no two are alike. */
export const serverSigner = (key: PrivateKey): Signer => {
  const publicKey = publicKeyOf(key)
  return { name: serverAuthorityName(publicKey), key, publicKey }
}

const serverAuthorityName = (publicKey: PublicKey): Name => [
  { type: 'O', value: 'Cisco' },
  { type: 'CN', value: `SSM On-Prem ${keyId(publicKey).slice(0, 12)}` },
]

/** What makes a server with this key an authority, from `at` on. */
export const serverAuthority = (publicKey: PublicKey, serial: number, at: Instant, signer: Signer): Bytes =>
  issue(
    {
      serial: `40${serial.toString(16).padStart(6, '0')}`,
      subject: serverAuthorityName(publicKey),
      notBefore: at,
      notAfter: at + AUTHORITY_MS,
      publicKey,
      alternativeNames: [],
      authority: { pathLength: 0 },
    },
    signer,
  )

/** A serial number that follows from what was asked: positive, and without a byte of zeros before it. */
export const identitySerial = (asked: string): string => `15${sha256Of(asked).slice(0, 14).toUpperCase()}`

/** The identity of a product as a server issues it. */
export const productIdentity = (
  name: string,
  publicKey: PublicKey,
  serial: string,
  at: Instant,
  lasts: number,
  signer: Signer,
): Bytes =>
  issue(
    {
      serial,
      subject: [{ type: 'CN', value: name }],
      notBefore: at,
      notAfter: at + lasts,
      publicKey,
      alternativeNames: [],
      authority: null,
    },
    signer,
  )

const root = (signer: Signer): Bytes =>
  issue(
    {
      serial: '01',
      subject: signer.name,
      notBefore: ROOT_FROM,
      notAfter: ROOT_UNTIL,
      publicKey: signer.publicKey,
      alternativeNames: [],
      authority: { pathLength: null },
    },
    signer,
  )

/** The name of what makes the server of a prepared system an authority. */
export const authorityOf = (site: string): string => `${site}/authority`

/** Everything that the prepared systems begin with. */
export function material(): Built {
  const authority = signerWith(keyFor(ROOT))
  const certificates: Record<string, string> = { [ROOT]: base64Of(root(authority)) }
  const keys: Record<string, string> = {}
  for (const name of [ROOT, STRANGER, OTHER_KEY, ...Object.keys(SITES)]) keys[name] = base64Of(pkcs8Of(keyFor(name)))
  for (const [name, { commonName, synced, serial }] of Object.entries(SITES)) {
    const subject = subjectOf(commonName)
    const publicKey = publicKeyOf(keyFor(name))
    const wanted = { subject, alternativeNames: [alternativeNameOf(commonName)], publicKey, serial, at: synced }
    certificates[name] = base64Of(productCertificate(wanted, authority))
    certificates[authorityOf(name)] = base64Of(serverAuthority(publicKey, serial, synced, authority))
  }
  for (const [product, { name, at }] of Object.entries(IDENTITIES)) {
    const key = keyFor(product)
    keys[product] = base64Of(pkcs8Of(key))
    certificates[product] = base64Of(
      productIdentity(name, publicKeyOf(key), identitySerial(product), at, IDENTITY_MS, serverSigner(keyFor('lab2'))),
    )
  }
  return { certificates, keys }
}
