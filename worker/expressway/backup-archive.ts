// The file of a backup: a .tar.gz under its password, as base64. `openssl enc -d -a -aes-256-cbc -pbkdf2` opens it. EX-21.
//
// In it: the bootstrap key, the configuration, the clustering configuration, local accounts, server certificate and
// key, trusted authorities, revocation lists, and call detail records, of which a sandbox has none; no logs.

import { decrypted, encrypted } from '../kernel/aes.ts'
import { base64Of, blocksOf, fromBase64, pemOf, sha256Of, utf8 } from '../kernel/bytes.ts'
import type { Json } from '../kernel/machine.ts'
import { type Instant, instant, iso } from '../kernel/time.ts'
import { certificateIn } from '../kernel/x509/certificate.ts'
import { heldKeyIn, pemText, printBehind } from '../kernel/x509/held-key.ts'
import { pkcs8Of, privateKeyIn } from '../kernel/x509/key.ts'
import { ACCOUNTS } from './accounts.ts'
import { keyForFile, keyForNew } from './backup-key.ts'
import type { ServerCertificate } from './certificate.ts'
import { isPlain } from './configuration.ts'
import { tarGz, unpacked } from './diagnostics/archive.ts'
import { certificateOfReference, keyOfReference, keyReferenceFor, listOfText, type Reference, referenceFor } from './material.ts'
import type { Fields } from './saving.ts'
import type { PeerState } from './state.ts'

/** What a backup holds, as the pages hold it. */
export type Content = {
  readonly version: string
  readonly serialNumber: string
  readonly takenAt: Instant | null // by its own clock; null in a file of before that was written down
  readonly pages: { readonly [page: string]: Fields }
  readonly clustering: Fields
  readonly certificate: ServerCertificate | null
  readonly trust: readonly Reference[]
  readonly revocations: readonly string[] // base64 of their DER
  readonly timeZone: PeerState['identity']['timeZone']
}

const ACCOUNT_PAGE = 'administrator-accounts'
const NAMES = {
  about: 'backup.json',
  bootstrap: 'bootstrap.key',
  pages: 'configuration.json',
  clustering: 'clustering.json',
  accounts: 'accounts.json',
  records: 'cdr.json',
  certificate: 'certs/server.pem',
  key: 'certs/privkey.pem',
  trust: 'certs/ca.pem',
  revocations: 'certs/crl.pem',
} as const

/** The text of the file; the same entropy gives the same one. */
export function archiveOf(content: Content, password: string, entropy: string, at: Instant): string {
  const { version, serialNumber, takenAt, timeZone, pages, clustering, certificate, trust, revocations } = content
  const { [ACCOUNT_PAGE]: accounts = {}, ...others } = pages
  const texts: readonly (readonly [string, string])[] = [
    [NAMES.about, json({ version, serialNumber, takenAt: takenAt === null ? null : iso(takenAt), timeZone })],
    [NAMES.bootstrap, bootstrapOf(serialNumber)],
    [NAMES.pages, json(others)],
    [NAMES.clustering, json(clustering)],
    [NAMES.accounts, json(accounts[ACCOUNTS] ?? [])],
    [NAMES.records, json([])],
    ...(certificate === null
      ? []
      : ([
          [NAMES.certificate, chainText(certificate.chain)],
          [NAMES.key, keyText(certificate)],
        ] as const)),
    [NAMES.trust, chainText(trust)],
    [NAMES.revocations, revocations.map((list) => pemOf('X509 CRL', fromBase64(list) ?? new Uint8Array())).join('')],
  ]
  const archive = tarGz(
    texts.map(([name, text]) => ({ name, bytes: utf8(text) })),
    at,
  )
  const bytes = encrypted(new Uint8Array(archive), keyForNew(password, entropy))
  return `${(base64Of(bytes).match(/.{1,64}/g) ?? []).join('\n')}\n`
}

const json = (value: Json | object): string => `${JSON.stringify(value, null, 2)}\n`

/** The key that each system has of its own; here its print, which protects nothing outside a sandbox. */
const bootstrapOf = (serialNumber: string): string => `${sha256Of(`bootstrap ${serialNumber}`)}\n`

const chainText = (chain: readonly Reference[]): string =>
  chain.flatMap((each) => pemOf('CERTIFICATE', certificateOfReference(each)?.der ?? new Uint8Array())).join('')

// Of a key that was uploaded there is the public half alone, which the certificate bears.
function keyText({ key: reference, chain: [leaf = ''] }: ServerCertificate): string {
  const key = keyOfReference(reference)
  if (key !== null) return pemOf('PRIVATE KEY', pkcs8Of(key))
  const publicKey = printBehind(reference) === null ? null : (certificateOfReference(leaf)?.publicKey ?? null)
  return publicKey === null ? '' : pemText(publicKey)
}

/** What the file holds; null where the password is another one, or the file is none of these or damaged. */
export function opened(file: string, password: string): Content | null {
  const bytes = fromBase64(file)
  const key = bytes === null ? null : keyForFile(password, bytes)
  const archive = bytes === null || key === null ? null : decrypted(bytes, key)
  const files = archive === null ? null : unpacked(archive)
  if (files === null) return null
  const texts = new Map(files.map((each) => [each.name, new TextDecoder().decode(each.bytes)]))
  const about = parse(texts.get(NAMES.about))
  const pages = parse(texts.get(NAMES.pages))
  const clustering = parse(texts.get(NAMES.clustering))
  const accounts = parse(texts.get(NAMES.accounts))
  if (!isRecord(about) || !isRecord(pages) || !isRecord(clustering) || !Object.values(pages).every(isRecord)) return null
  const { version, serialNumber, takenAt = null, timeZone } = about
  if (!isMoment(takenAt)) return null
  if (typeof version !== 'string' || typeof serialNumber !== 'string' || !isTimeZone(timeZone)) return null
  if (!Array.isArray(accounts) || texts.get(NAMES.bootstrap) !== bootstrapOf(serialNumber)) return null
  const trust = chainIn(texts.get(NAMES.trust) ?? '')
  const certificate = certificateOf(texts.get(NAMES.certificate), texts.get(NAMES.key) ?? '')
  const revocations = blocksOf(texts.get(NAMES.revocations) ?? '').map(({ der }) => base64Of(der))
  if (trust === null || certificate === 'unreadable' || revocations.some((each) => listOfText(each) === null)) return null
  return {
    version,
    serialNumber,
    takenAt: takenAt === null ? null : instant(takenAt),
    timeZone: timeZone as unknown as Content['timeZone'],
    pages: { ...(pages as { readonly [page: string]: Fields }), [ACCOUNT_PAGE]: { [ACCOUNTS]: accounts.map(withPassword) } },
    clustering,
    certificate,
    trust,
    revocations,
  }
}

// Archives of before accounts had passwords say nothing of one.
const withPassword = (account: Json): Json => (isRecord(account) ? { password: '', ...account } : account)

function certificateOf(chainPem: string | undefined, keyPem: string): ServerCertificate | null | 'unreadable' {
  if (chainPem === undefined) return null
  const chain = chainIn(chainPem)
  const [key] = blocksOf(keyPem).map(privateKeyIn)
  const reference = key ? keyReferenceFor(base64Of(pkcs8Of(key))) : heldKeyIn(keyPem)
  return chain === null || chain.length === 0 || reference === null ? 'unreadable' : { chain, key: reference }
}

function chainIn(text: string): readonly Reference[] | null {
  const found = blocksOf(text).map(({ der }) => certificateIn(der))
  return found.every((each) => each !== null) ? found.map((each) => referenceFor(each)) : null
}

function parse(text: string | undefined): Json {
  try {
    return JSON.parse(text ?? '') as Json
  } catch {
    return null
  }
}

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isMoment = (value: Json): value is string | null =>
  value === null || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && Number.isFinite(instant(value)))

const isTimeZone = (value: Json | undefined): boolean =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  isPlain(value.name) &&
  Number.isInteger(value.offsetMinutes) &&
  Math.abs(Number(value.offsetMinutes)) <= 840 &&
  Object.keys(value).length === 2
