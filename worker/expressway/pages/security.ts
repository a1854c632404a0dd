// Maintenance > Security: Server certificate and Trusted CA certificate. EX-60.

import { nameText } from '../../kernel/x509/name.ts'
import { certificateFacts, dateText, hostsIn, leafOf, present } from '../certificate.ts'
import { certificateOfReference, requestOf } from '../material.ts'
import { CSR_OPTIONS } from '../server-certificate.ts'
import { SIGN_ACTION } from '../signing.ts'
import { clockOf, type PeerState } from '../state.ts'
import { shownCertificate } from '../status.ts'
import { ask, asking, type Body, button, listed, told } from './parts.ts'

const DATA = 'Server certificate data'
const REQUEST = 'Certificate signing request (CSR)'

export function serverCertificate(state: PeerState): Body {
  const certificate = shownCertificate(state)
  const leaf = certificate === null ? null : leafOf(certificate)
  const facts = leaf === null ? null : certificateFacts(leaf)
  const held = state.certificateRequest ?? null
  const request = requestOf(held)
  return {
    fields:
      certificate === null || facts === null
        ? [told('certificate', 'Server certificate', 'None', DATA), ...requestFields()]
        : [
            told('subject', 'Subject', facts.subject, DATA),
            told('issuer', 'Issuer', facts.issuer, DATA),
            told('not_before', 'Valid from', dateText(facts.notBefore), DATA),
            told('not_after', 'Currently loaded certificate expires on', dateText(facts.notAfter), DATA),
            told('alternative_names', 'Subject alternative names', facts.alternativeNames.join(', '), DATA),
            told('serial', 'Serial number', facts.serial, DATA),
            told('fingerprint', 'SHA-256 fingerprint', facts.fingerprint, DATA),
            told(
              'private_key',
              'Private key',
              present(certificate).proven ? 'Matches the certificate' : 'Does not match the certificate',
              DATA,
            ),
            ...requestFields(),
          ],
    actions: [
      ...(facts === null ? [] : [button('download-certificate', 'Show (PEM file)')]),
      ...(request === null
        ? []
        : [
            button('download-csr', 'Download'),
            button(SIGN_ACTION, "Have it signed by this sandbox's authority"),
            button(
              'discard-csr',
              'Discard CSR',
              {},
              'Are you sure you want to discard the certificate signing request and its key?',
            ),
          ]),
      asking('generate-csr', 'Generate CSR', [
        ask('common_name', 'Common name', 'choice', [CSR_OPTIONS.own, CSR_OPTIONS.ofCluster]),
        ask('subject_names', 'Subject alternative names', 'choice', ['None', CSR_OPTIONS.ofPeers]),
        ask('subject_alternative_names', 'Additional alternative names (comma separated)'),
        ask('key_length', 'Key length (in bits)', 'choice', CSR_OPTIONS.keyLengths),
        ask('digest_algorithm', 'Digest algorithm', 'choice', CSR_OPTIONS.digests),
        ask('country', 'Country'),
        ask('province', 'State or province'),
        ask('locality', 'Locality (town name)'),
        ask('organization', 'Organization (company name)'),
        ask('organizational_unit', 'Organizational unit'),
      ]),
      asking('upload-certificate', 'Upload server certificate data', [
        ask('certificate', 'Select the server certificate file', 'file'),
        ask('key', 'Select the server private key file', 'file'),
      ]),
    ],
    messages: state.certificateInUse
      ? [{ tone: 'warning', text: 'The certificate was changed; the one before it is in use until the system is restarted.' }]
      : [],
  }

  function requestFields() {
    if (held === null || request === null)
      return [told('csr', 'Certificate request', 'There is no certificate signing request in progress', REQUEST)]
    return [
      told('csr_subject', 'Subject', nameText(request.subject), REQUEST),
      told('csr_alternative_names', 'Subject alternative names', hostsIn(request).join(', '), REQUEST),
      told('csr_generated', 'Generated on', dateText(clockOf(state, held.at)), REQUEST),
    ]
  }
}

const AUTHORITY_COLUMNS = ['Issuer', 'Subject', 'Valid from', 'Expiration date', 'Serial number', 'SHA-256 fingerprint']

/** The authorities that are trusted, and forms for more of them or others. */
export function trustedCa(state: PeerState): Body {
  const facts = state.identity.trust.flatMap((each) => {
    const found = certificateOfReference(each)
    return found === null ? [] : [certificateFacts(found)]
  })
  const rows = facts.map((each) => [
    each.issuer,
    each.subject,
    dateText(each.notBefore),
    dateText(each.notAfter),
    each.serial,
    each.fingerprint,
  ])
  return {
    tables: [listed('trusted', 'Trusted CA certificate', AUTHORITY_COLUMNS, rows)],
    actions: [
      {
        ...asking('upload-trusted-ca', 'Append CA certificate', [
          ask('certificates', 'Select the file containing trusted CA certificates', 'file'),
        ]),
        body: { mode: 'append' },
      },
      {
        ...asking(
          'upload-trusted-ca',
          'Replace all CA certificates',
          [ask('certificates', 'Select the file containing trusted CA certificates', 'file')],
          'Are you sure you want to replace all trusted CA certificates?',
        ),
        body: { mode: 'replace' },
      },
      ...(facts.length === 0 ? [] : [button('download-trusted-ca', 'Show all (PEM file)')]),
    ],
  }
}
