// Maintenance > Security: the signing request, the server certificate and the trusted authorities, and what their
// buttons do. EX-02, EX-14, EX-60.

import { type Block, base64Of, blocksOf, pemOf } from '../kernel/bytes.ts'
import type { Json } from '../kernel/machine.ts'
import type { Answer } from '../kernel/surface.ts'
import { bundleIn } from '../kernel/x509/bundle.ts'
import type { AlternativeName, Certificate } from '../kernel/x509/certificate.ts'
import { flawOf } from '../kernel/x509/chain.ts'
import { heldKeyIn } from '../kernel/x509/held-key.ts'
import { type Digest, pkcs8Of, RSA_BITS, rsaKeyFrom } from '../kernel/x509/key.ts'
import { commonNameOf, type Name } from '../kernel/x509/name.ts'
import { request } from '../kernel/x509/request.ts'
import { isName, versionOf } from './address.ts'
import { turnOutInvalid } from './admission.ts'
import { dateText, FOREIGN_KEY, heldCertificate } from './certificate.ts'
import { isPlain } from './configuration.ts'
import { fqdnOf } from './identity.ts'
import { belongs, certificateOfReference, isSameHeld, type Reference, referenceFor, requestOf } from './material.ts'
import { greetFailed } from './mesh.ts'
import { SIGN_ACTION, SIGNED_NAME, signedText, signRequest } from './signing.ts'
import { clockOf, type Draft, isListed, note, type PeerState, put } from './state.ts'
import { shownCertificate } from './status.ts'

type Body = { readonly [name: string]: Json }

const PEM = 'application/x-pem-file'
const DIGESTS: readonly Digest[] = ['SHA-256', 'SHA-384', 'SHA-512']

/** How much a peer keeps: its state is small, and so are chains and trust stores in the field. */
const CHAIN_MAX = 4
const TRUST_MAX = 20
const DER_BYTES_MAX = 3_000
const NAMES_MAX = 20
const COMMON_NAME_MAX = 64 // X.520

/** The fields of a signing request beside its names, as its subject holds them. */
const SUBJECT = [
  ['country', 'C', 'Country'],
  ['province', 'ST', 'State or province'],
  ['locality', 'L', 'Locality (town name)'],
  ['organization', 'O', 'Organization (company name)'],
  ['organizational_unit', 'OU', 'Organizational unit'],
] as const

/** Which fields the buttons take. */
export const CERTIFICATE_PARAMETERS: { readonly [action: string]: readonly string[] } = {
  'generate-csr': [
    'common_name',
    'subject_names',
    'subject_alternative_names',
    'key_length',
    'digest_algorithm',
    ...SUBJECT.map(([name]) => name),
  ],
  'upload-certificate': ['certificate', 'key'],
  'upload-trusted-ca': ['certificates', 'mode'],
}

const refused = (...messages: string[]): Answer => ({ is: 'refused', messages })
const malformed = (pointer: string, message: string): Answer => ({ is: 'malformed', errors: [{ pointer, message }] })
const acted = (message: string, name?: string, text?: string): Answer => ({
  is: 'acted',
  message,
  files: name === undefined || text === undefined ? [] : [{ name, type: PEM, text }],
})

/** What each of the buttons does. */
export const CERTIFICATE_ACTIONS: { readonly [action: string]: (draft: Draft, body: Body) => Answer } = {
  'generate-csr': generate,
  'download-csr': (draft) => {
    const held = draft.state.certificateRequest
    return held ? acted('Certificate signing request.', 'csr.pem', armoured(held.request)) : refused(NO_REQUEST)
  },
  'discard-csr': (draft) => {
    if (!draft.state.certificateRequest) return refused(NO_REQUEST)
    put(draft, { certificateRequest: null, requestedAt: null })
    note(draft, 'certificate', 'The certificate signing request was discarded, and its key with it.')
    return acted('The certificate signing request was discarded.')
  },
  [SIGN_ACTION]: signRequest,
  'upload-certificate': uploadCertificate,
  'download-certificate': (draft) => {
    const certificates = (shownCertificate(draft.state)?.chain ?? []).map(certificateOfReference)
    const text = certificates.flatMap((each) => (each === null ? [] : [pemOf('CERTIFICATE', each.der)])).join('')
    return text === '' ? refused('There is no server certificate.') : acted('Server certificate.', 'server.pem', text)
  },
  'upload-trusted-ca': uploadTrusted,
  'download-trusted-ca': (draft) => {
    const certificates = draft.state.identity.trust.map(certificateOfReference)
    const text = certificates.flatMap((each) => (each === null ? [] : [pemOf('CERTIFICATE', each.der)])).join('')
    return text === '' ? refused('No authority is trusted.') : acted('Trusted CA certificates.', 'ca.pem', text)
  },
}

const NO_REQUEST = 'There is no certificate signing request in progress.'

const armoured = (request: string): string => {
  const der = requestOf({ request })?.der
  return der === undefined ? '' : pemOf('CERTIFICATE REQUEST', der)
}

// `Generate CSR`. The new key waits beside the one in use until a certificate for it is uploaded.
function generate(draft: Draft, body: Body): Answer {
  const fqdn = fqdnOf(draft.state.identity)
  // A blank that was left empty is one that was not filled in.
  const { common_name = '', key_length = '' } = body
  const digest_algorithm = body.digest_algorithm || 'SHA-256'
  if (typeof common_name !== 'string') return malformed('/common_name', 'must be a text')
  const asked = namesIn(body.subject_alternative_names ?? '')
  if (asked === null) return malformed('/subject_alternative_names', 'must be names with commas between them, or a list of texts')
  const subjectNames = body.subject_names || 'None'
  if (subjectNames !== 'None' && subjectNames !== CSR_OPTIONS.ofPeers)
    return malformed('/subject_names', `must be "None" or "${CSR_OPTIONS.ofPeers}"`)
  if (subjectNames === CSR_OPTIONS.ofPeers && !isListed(draft.state))
    return refused('Subject alternative names: this system is in no cluster whose names could be taken.')
  const { clusterName } = draft.state.saved
  if (subjectNames === CSR_OPTIONS.ofPeers && clusterName !== '' && !isQualified(clusterName))
    return refused(`Subject alternative names: the cluster name "${clusterName}" is no FQDN.`)
  const more = [...(subjectNames === 'None' ? [] : clusterNames(draft.state, fqdn)), ...asked]
  const keyLength = String(key_length || RSA_BITS)
  if (!CSR_OPTIONS.keyLengths.includes(keyLength))
    return refused(`Key length: choose ${CSR_OPTIONS.keyLengths.join(' or ')}; upload a certificate with its key for any other.`)
  if (!DIGESTS.some((each) => each === digest_algorithm))
    return malformed('/digest_algorithm', `must be one of ${DIGESTS.join(', ')}`)
  const isOfCluster = common_name === CSR_OPTIONS.ofCluster
  if (isOfCluster && !isQualified(clusterName))
    return refused('Common name: this system is in no cluster with an FQDN as its name; enter it on the Clustering page first.')
  const commonName = isOfCluster ? clusterName : common_name === CSR_OPTIONS.own ? fqdn : common_name.trim() || fqdn
  if (commonName === '')
    return refused('Common name: this system has no FQDN; enter its System host name and Domain name on the DNS page first.')
  if (!isQualified(commonName) || commonName.length > COMMON_NAME_MAX)
    return refused(`Common name: "${commonName}" is not an FQDN of at most ${COMMON_NAME_MAX} characters.`)
  const strange = more.find((each) => !isQualified(each) && versionOf(each) === null)
  if (strange !== undefined) return refused(`Subject alternative names: "${strange}" is neither an FQDN nor an IP address.`)
  if (more.length > NAMES_MAX) return refused(`Subject alternative names: at most ${NAMES_MAX}.`)
  const subject: { type: string; value: string }[] = []
  for (const [name, type, label] of SUBJECT) {
    const value = body[name] ?? ''
    if (typeof value !== 'string') return malformed(`/${name}`, 'must be a text')
    if (value.trim() === '') continue
    if (name === 'country' && !/^[A-Za-z]{2}$/.test(value.trim())) return refused(`${label}: use the two letters of ISO 3166.`)
    if (value.length > 64 || !isPlain(value))
      return refused(`${label}: use at most 64 characters, without quotation marks and control characters.`)
    subject.push({ type, value: name === 'country' ? value.trim().toUpperCase() : value.trim() })
  }
  const key = rsaKeyFrom(draft.entropy, Number(keyLength))
  const names = [...new Set([commonName, ...more].map((each) => each.toLowerCase()))]
  const wanted: Name = [...subject, { type: 'CN', value: commonName }]
  const der = request(wanted, names.map(alternativeName), key, digest_algorithm as Digest)
  put(draft, { certificateRequest: { request: base64Of(der), key: base64Of(pkcs8Of(key)), at: draft.at }, requestedAt: draft.at })
  note(draft, 'certificate', `A certificate signing request was generated for ${commonName}.`)
  return acted(
    'The certificate signing request was generated. Have it signed, then upload the certificate.',
    'csr.pem',
    pemOf('CERTIFICATE REQUEST', der),
  )
}

// The cluster's name and the FQDNs of all its peers, this one's own among them. An address is no FQDN.
const clusterNames = ({ saved }: PeerState, own: string): readonly string[] =>
  [saved.clusterName, own, ...saved.addresses].filter(isQualified)

const alternativeName = (value: string): AlternativeName => ({
  kind: versionOf(value) === null ? 'DNS' : 'IP Address',
  value,
})

const isQualified = (name: string): boolean => name.includes('.') && versionOf(name) === null && isName(name)

function namesIn(value: Json): readonly string[] | null {
  const list = typeof value === 'string' ? value.split(/[,\s]+/) : value
  if (!Array.isArray(list) || !list.every((each) => typeof each === 'string')) return null
  return (list as readonly string[]).map((each) => each.trim()).filter((each) => each !== '')
}

type Found = { readonly certificates: readonly Certificate[]; readonly blocks: readonly Block[] }

// The certificates of a PEM file, or what is wrong with it.
function certificatesIn(text: string, max: number): Found | string {
  const { certificates, unreadable, blocks } = bundleIn(text)
  if (certificates.length === 0) return 'The file holds no certificate in PEM format.'
  if (unreadable > 0) return 'The file holds a certificate that cannot be read.'
  if (certificates.length > max) return `The file holds ${certificates.length} certificates; at most ${max} are taken.`
  if (certificates.some(({ der }) => der.length > DER_BYTES_MAX))
    return `A certificate in the file is larger than ${DER_BYTES_MAX} bytes.`
  return { certificates, blocks }
}

// `Upload server certificate data`. Without a key it is the one of the request, or the one in use.
function uploadCertificate(draft: Draft, body: Body): Answer {
  if (typeof body.certificate !== 'string') return malformed('/certificate', 'must be the text of a certificate in PEM format')
  if (body.key !== undefined && body.key !== null && typeof body.key !== 'string')
    return malformed('/key', 'must be the text of a private key in PEM format')
  // A file that this peer offers may be named in the place of its text.
  const text = body.certificate === SIGNED_NAME ? signedText(draft.state) : body.certificate
  if (text === null) return refused(`There is no file ${SIGNED_NAME} here; have the signing request signed first.`)
  const found = certificatesIn(text, CHAIN_MAX)
  if (typeof found === 'string') return refused(found)
  const [leaf] = found.certificates as readonly [Certificate, ...Certificate[]]
  const clock = clockOf(draft.state, draft.at)
  if (leaf.publicKey === null) return refused('The certificate is for a kind of key that this system does not know.')
  if (leaf.isAuthority === true) return refused('The certificate is that of a certificate authority, not of a server.')
  if (clock > leaf.notAfter) return refused(`The certificate expired at ${dateText(leaf.notAfter)}.`)
  const key = keyFor(draft, leaf, typeof body.key === 'string' ? body.key : '')
  if (key.is === 'wrong') return refused(key.why)
  const { state } = draft
  const before = heldCertificate(state.identity.certificate)
  const chain = found.certificates.map(referenceFor)
  // What is in use stays so until the restart; the same one again asks for none.
  const inUse = state.certificateInUse ?? { certificate: before }
  const isInUse = JSON.stringify(inUse.certificate) === JSON.stringify({ chain, key: key.reference })
  put(draft, {
    identity: { ...state.identity, certificate: { chain, key: key.reference } },
    certificateInUse: isInUse ? null : inUse,
    ...requestAfter(state, key, before?.key),
  })
  note(draft, 'certificate', `A server certificate for ${commonNameOf(leaf.subject) || 'no common name'} was uploaded.`)
  const trusted = state.identity.trust.map(certificateOfReference).filter((each) => each !== null)
  const advice = [
    ...(clock < leaf.notBefore ? [`It is not valid before ${dateText(leaf.notBefore)}.`] : []),
    ...(flawOf(found.certificates, trusted, clock) === 'unknown-issuer'
      ? ['Its issuer is not among the trusted CA certificates of this system.']
      : []),
  ]
  return acted(['The server certificate was uploaded. Restart the system for it to take effect.', ...advice].join(' '))
}

// The request in progress is answered by a certificate for its key; another key was not asked for here.
function requestAfter(
  { certificateRequest }: PeerState,
  { isOfRequest, reference }: Extract<KeyFound, { is: 'found' }>,
  before: Reference | undefined,
): Partial<PeerState> {
  if (isOfRequest) return { certificateRequest: null }
  return certificateRequest || reference === before ? {} : { requestedAt: null }
}

type KeyFound =
  | { readonly is: 'found'; readonly reference: Reference; readonly isOfRequest: boolean }
  | { readonly is: 'wrong'; readonly why: string }

function keyFor(draft: Draft, leaf: Certificate, text: string): KeyFound {
  const { certificateRequest, identity } = draft.state
  const current = [certificateRequest?.key, heldCertificate(identity.certificate)?.key].filter((each) => each !== undefined)
  if (text.trim() === '') {
    const own = current.find((each) => belongs(each, referenceFor(leaf)))
    if (own !== undefined) return { is: 'found', reference: own, isOfRequest: own === certificateRequest?.key }
    return {
      is: 'wrong',
      why: `${FOREIGN_KEY}: it is neither for the signing request of this system nor for the key in use. Upload its private key with it.`,
    }
  }
  const blocks = blocksOf(text)
  if (blocks.some(({ label }) => label === 'ENCRYPTED PRIVATE KEY'))
    return { is: 'wrong', why: 'The private key is encrypted; upload it without a passphrase.' }
  const held = heldKeyIn(text)
  if (held === null) return { is: 'wrong', why: 'The file holds no private key in PEM format.' }
  if (!belongs(held, referenceFor(leaf))) return { is: 'wrong', why: `${FOREIGN_KEY}.` }
  const known = current.find((each) => isSameHeld(each, held))
  return { is: 'found', reference: known ?? held, isOfRequest: known !== undefined && known === certificateRequest?.key }
}

// `Append CA certificate`, or another set in the place of the present one. In force at once.
function uploadTrusted(draft: Draft, body: Body): Answer {
  const { certificates } = body
  const mode = body.mode || 'append'
  if (typeof certificates !== 'string') return malformed('/certificates', 'must be the text of certificates in PEM format')
  if (mode !== 'append' && mode !== 'replace') return malformed('/mode', 'must be "append" or "replace"')
  const found = certificatesIn(certificates, TRUST_MAX)
  if (typeof found === 'string') return refused(found)
  const server = found.certificates.find(({ isAuthority, version }) => !(isAuthority ?? version === 1))
  if (server !== undefined)
    return refused(
      `The certificate of ${commonNameOf(server.subject) || 'no common name'} is not that of a certificate authority.`,
    )
  const clock = clockOf(draft.state, draft.at)
  const expired = found.certificates.find(({ notAfter }) => clock > notAfter)
  if (expired !== undefined)
    return refused(`The certificate of ${commonNameOf(expired.subject)} expired at ${dateText(expired.notAfter)}.`)
  const { identity } = draft.state
  const before = mode === 'append' ? identity.trust : []
  const trust = [...new Set([...before, ...found.certificates.map(referenceFor)])]
  if (trust.length > TRUST_MAX || trust.join('').length > DER_BYTES_MAX * 3)
    return refused('There is no room for so many trusted CA certificates; replace those that are not needed.')
  if (JSON.stringify(trust) === JSON.stringify(identity.trust))
    return acted('These CA certificates are trusted already; nothing was changed.')
  put(draft, { identity: { ...identity, trust } })
  note(
    draft,
    'certificate',
    mode === 'append' ? 'A trusted CA certificate was added.' : 'The trusted CA certificates were replaced.',
  )
  turnOutInvalid(draft)
  greetFailed(draft)
  return acted(mode === 'append' ? 'The CA certificates were added.' : 'The CA certificates were replaced.')
}

/** What the page offers to choose from. */
export const CSR_OPTIONS = {
  digests: DIGESTS,
  keyLengths: [String(RSA_BITS), '4096'] as readonly string[],
  own: 'FQDN of Expressway',
  ofCluster: 'FQDN of Expressway cluster',
  ofPeers: 'FQDN of Expressway cluster plus FQDNs of all peers in the cluster',
} as const
