// `certs/…` of the REST interface: the server certificate, the authorities trusted and the signing request, as PEM. What
// is uploaded comes as the file of a form, with or without its boundary said in a header. EX-14, EX-63.

import { pemOf } from '../../kernel/bytes.ts'
import { type HttpRequest, type HttpResponse, textResponse } from '../../kernel/http.ts'
import type { Json } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { certificateOfReference, requestOf } from '../material.ts'
import { act } from '../pages/actions.ts'
import type { Draft, PeerState } from '../state.ts'
import { shownCertificate } from '../status.ts'
import { type Body, DONE, message } from './message.ts'

export const CERTIFICATE_METHODS: { readonly [resource: string]: readonly string[] } = {
  'certs/generate_csr': ['GET', 'POST'],
  'certs/root': ['GET', 'POST'],
  'certs/server': ['GET', 'POST'],
}

const pem = (text: string, missing: string): HttpResponse =>
  text === '' ? message(404, missing) : textResponse(200, 'text/plain', text)

const textOf = (chain: Parameters<typeof certificateOfReference>[0][]): string =>
  chain.flatMap((each) => pemOf('CERTIFICATE', certificateOfReference(each)?.der ?? new Uint8Array())).join('')

/** GET of one of them. */
export function readCertificates(state: PeerState, name: string): HttpResponse {
  if (name === 'certs/server') return pem(textOf([...(shownCertificate(state)?.chain ?? [])]), 'There is no server certificate')
  if (name === 'certs/root') return pem(textOf([...state.identity.trust]), 'No authority is trusted')
  const request = requestOf(state.certificateRequest ?? null)
  return pem(
    request === null ? '' : pemOf('CERTIFICATE REQUEST', request.der),
    'There is no certificate signing request in progress',
  )
}

/** POST of one of them. */
export function writeCertificates(draft: Draft, name: string, request: HttpRequest, body: Body | null): HttpResponse {
  if (name === 'certs/generate_csr') return body === null ? message(400, 'The body is no JSON object') : generate(draft, body)
  const sent = request.body !== null && 'text' in request.body ? request.body.text : ''
  const file = /-----BEGIN [\s\S]*-----END [A-Z ]+-----/.exec(sent)?.[0]
  if (file === undefined) return message(400, 'There is no certificate in the file')
  const text = `${file.replaceAll('\r\n', '\n')}\n`
  if (name === 'certs/server')
    return told(act(draft, 'upload-certificate', { certificate: text, key: '' }), 'Server Certificate updated.')
  return told(act(draft, 'upload-trusted-ca', { certificates: text, mode: 'append' }), 'Root Certificate updated.')
}

const FIELDS: { readonly [name: string]: string } = {
  Country: 'country', Province: 'province', Locality: 'locality', Organization: 'organization', OrganizationalUnit: 'organizational_unit',
} // biome-ignore format: one list

function generate(draft: Draft, body: Body): HttpResponse {
  const { Additional_FQDNS: names = [], KeyLength = '', DigestAlgorithm = '', Email = '' } = body
  if (!Array.isArray(names)) return message(400, 'Additional_FQDNS must be a list')
  if (Email !== '') return message(400, 'Email: the subject of a request holds no address here')
  const given: Record<string, Json> = {
    subject_alternative_names: names as Json,
    key_length: String(KeyLength),
    digest_algorithm: String(DigestAlgorithm)
      .toUpperCase()
      .replace(/^SHA-?/, 'SHA-'),
  }
  for (const [name, field] of Object.entries(FIELDS)) if (typeof body[name] === 'string') given[field] = body[name]
  return told(act(draft, 'generate-csr', given), DONE)
}

function told(answer: Answer, done: string): HttpResponse {
  if (answer.is === 'acted') return message(200, done)
  if (answer.is === 'refused') return message(400, answer.messages.join(' '))
  return message(400, answer.is === 'malformed' ? answer.errors.map(({ pointer, message: why }) => `${pointer.slice(1)} ${why}`).join('; ') : 'The request could not be carried out')
} // biome-ignore format: one outcome a line
