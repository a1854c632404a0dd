// The sandbox's certificate authority at work: it signs the request of a peer, as the authority of an organization
// would after the request was sent to it. No part of the product, and offered beside its pages alone.

import { base64Of, pemOf } from '../kernel/bytes.ts'
import type { Answer } from '../kernel/surface.ts'
import { DAY_MS, SECOND_MS } from '../kernel/time.ts'
import { issue } from '../kernel/x509/certificate.ts'
import { commonNameOf } from '../kernel/x509/name.ts'
import { ISSUING, issuingAuthority, serialOf } from './authority.ts'
import { dateText } from './certificate.ts'
import { certificateOfReference, type Reference, referenceTo, requestOf } from './material.ts'
import { type Draft, note, type PeerState, put } from './state.ts'

/** The file that the authority sends back: the certificate, and that of the authority which issued it. */
export const SIGNED_NAME = 'certificate.pem'

/** The action, which the product's own web interface does not have. */
export const SIGN_ACTION = 'sign-csr'

/** For how long the authority certifies what it is sent. */
const VALID_MS = 365 * DAY_MS

/** Has the authority of the sandbox sign the request in progress. The file then stands among those of this peer. */
export function signRequest(draft: Draft): Answer {
  const request = requestOf(draft.state.certificateRequest ?? null)
  if (request === null)
    return { is: 'refused', messages: ['There is no certificate signing request in progress: generate one first.'] }
  const notBefore = draft.at - (draft.at % SECOND_MS) // certificates count seconds
  const notAfter = notBefore + VALID_MS
  const der = issue(
    {
      serial: serialOf(`${base64Of(request.der)} ${draft.at}`),
      subject: request.subject,
      publicKey: request.publicKey,
      notBefore,
      notAfter,
      alternativeNames: request.alternativeNames,
      authority: null,
    },
    issuingAuthority(),
  )
  put(draft, { signed: base64Of(der) })
  const subject = commonNameOf(request.subject)
  note(draft, 'certificate', `The authority of this sandbox signed the request of ${subject}.`)
  return {
    is: 'acted',
    message: `The authority of this sandbox issued a certificate for ${subject}, valid until ${dateText(notAfter)}: ${SIGNED_NAME}.`,
    files: [{ name: SIGNED_NAME, type: 'application/x-pem-file', text: signedText(draft.state) ?? '' }],
  }
}

/** What the authority sent back last, as PEM; null while it was sent nothing. */
export function signedText({ signed }: PeerState): string | null {
  if (!signed) return null
  const chain: readonly Reference[] = [signed, referenceTo(ISSUING)]
  return chain.map((each) => pemOf('CERTIFICATE', certificateOfReference(each)?.der ?? new Uint8Array())).join('')
}
