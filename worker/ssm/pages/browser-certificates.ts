// The lower half of Security, Certificates: Browser Certificate and CA Certificates. What their forms ask is ours.

import { pemOf } from '../../kernel/bytes.ts'
import type { Json } from '../../kernel/machine.ts'
import type { Answer, Ask, Button, Refusal } from '../../kernel/surface.ts'
import type { Name } from '../../kernel/x509/name.ts'
import { logEvent } from '../accounts.ts'
import { addedCertificates, BROWSER_CERTIFICATES_MAX, entryFor, generateRequest } from '../browser-certificates.ts'
import { addedAuthorities, authoritiesOf, dropAuthority } from '../ca-certificates.ts'
import { whyNoCommonName } from '../certificates.ts'
import { writeLogged } from '../event-log.ts'
import { write } from '../replication.ts'
import { fileIn } from '../sync-file.ts'
import type { Turn } from '../turn.ts'
import { button } from './parts.ts'
import { strangerIn, texts } from './validation.ts'

type Body = { readonly [name: string]: Json }

const SUBJECT = [
  ['country', 'C', 'Country'],
  ['organization', 'O', 'Organization'],
  ['organizational_unit', 'OU', 'Organizational Unit'],
] as const

const blank = (name: string, label: string, kind: Ask['kind'] = 'text'): Ask => ({ name, label, kind, options: [], value: '' })

/** The buttons of both. */
export const browserActions = (): readonly Button[] => [
  {
    ...button('generate-browser-csr', 'Generate CSR'),
    asks: [
      blank('common_name', 'Common Name'),
      blank('subject_alternative_names', 'Subject Alternative Names'),
      ...SUBJECT.map(([name, , label]) => blank(name, label)),
    ],
  },
  {
    ...button('add-browser-certificate', 'Add Browser Certificate'),
    asks: [
      blank('certificate', 'Certificate with its chain (PEM)', 'file'),
      blank('key', 'Private key, unless it is of the CSR', 'file'),
    ],
  },
  {
    ...button('add-ca-certificate', 'Add CA Certificate'),
    asks: [blank('certificate', 'CA certificate (PEM)', 'file')],
  },
]

/** Generate CSR under Browser Certificate. */
export function generateBrowserRequest(turn: Turn, body: Body): Answer {
  const { country = '', organization = '', organizational_unit = '', subject_alternative_names: more = '' } = body
  const given = texts(
    {
      ...body,
      country: country === '' ? 'none' : country,
      organization: organization === '' ? 'none' : organization,
      organizational_unit: organizational_unit === '' ? 'none' : organizational_unit,
      subject_alternative_names: more === '' ? 'none' : more,
    },
    ['common_name', 'subject_alternative_names', ...SUBJECT.map(([name]) => name)],
  )
  if (given.is !== 'texts') return given
  const { values } = given
  const names = [
    ...new Set([
      values.common_name,
      ...values.subject_alternative_names.split(/[,\s]+/).filter((each) => each !== '' && each !== 'none'),
    ]),
  ]
  const strange = names.find((each) => whyNoCommonName(each) !== null)
  if (strange !== undefined)
    return {
      is: 'malformed',
      errors: [
        {
          pointer: strange === values.common_name ? '/common_name' : '/subject_alternative_names',
          message: `"${strange}" ${whyNoCommonName(strange)}`,
        },
      ],
    }
  if (values.country !== 'none' && !/^[A-Za-z]{2}$/.test(values.country))
    return { is: 'malformed', errors: [{ pointer: '/country', message: 'must be the two letters of ISO 3166' }] }
  const subject: Name = [
    ...SUBJECT.flatMap(([name, type]) => {
      const value = values[name]
      return value === 'none' ? [] : [{ type, value: type === 'C' ? value.toUpperCase() : value }]
    }),
    { type: 'CN', value: values.common_name },
  ]
  const text = pemOf('CERTIFICATE REQUEST', generateRequest(turn, subject, names))
  logged(turn, `A signing request for a browser certificate for ${values.common_name} was generated.`)
  return {
    is: 'acted',
    message: 'Have the request signed, then add the certificate.',
    files: [{ name: 'browser.csr', type: 'application/x-pem-file', text }],
  }
}

/** Add under Browser Certificate: a certificate for the signing request, or one with its private key. */
export function addBrowserCertificate(turn: Turn, body: Body): string | Refusal {
  const stranger = strangerIn(body, ['certificate', 'key'])
  if (stranger !== null) return stranger
  const certificate = fileIn(body, 'certificate')
  if (typeof certificate !== 'string') return certificate
  const { key = '' } = body
  const keyText = key === '' || key === null ? '' : fileIn(body, 'key')
  if (typeof keyText !== 'string') return keyText
  const entry = entryFor(turn, certificate, keyText)
  if (typeof entry === 'string') return { is: 'refused', messages: [entry] }
  const others = addedCertificates(turn.state).filter((each) => each.name !== entry.name)
  if (others.length >= BROWSER_CERTIFICATES_MAX)
    return { is: 'refused', messages: [`There are ${BROWSER_CERTIFICATES_MAX} browser certificates already.`] }
  const isOfRequest = entry.key === turn.state.browserRequest?.key
  turn.set({ browserCertificates: [...others, entry], ...(isOfRequest ? { browserRequest: null } : {}) })
  logged(turn, `Browser certificate for ${entry.name} added.`)
  turn.note('certificate', `${turn.name} has a browser certificate for ${entry.name}.`)
  return `Browser certificate for ${entry.name} added.`
}

const logged = (turn: Turn, text: string): void =>
  write(turn, logEvent(turn.state.database.tables, 'security', turn.moment, text))

/** Add under CA Certificates. */
export function addAuthority(turn: Turn, body: Body): string | Refusal {
  const stranger = strangerIn(body, ['certificate'])
  if (stranger !== null) return stranger
  const text = fileIn(body, 'certificate')
  if (typeof text !== 'string') return text
  const changes = addedAuthorities(turn.state.database.tables, text)
  if (typeof changes === 'string') return { is: 'refused', messages: [changes] }
  writeLogged(turn, 'security', changes, 'CA certificates were added.')
  return 'The CA certificates were added.'
}

/** Delete under CA Certificates. */
export function deleteAuthority(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['id'])
  if (given.is !== 'texts') return given
  const { id } = given.values
  if (!authoritiesOf(turn.state.database.tables).some((each) => each.id === id))
    return { is: 'refused', messages: ['There is no such CA certificate.'] }
  writeLogged(turn, 'security', [dropAuthority(id)], 'A CA certificate was deleted.')
  return 'The CA certificate was deleted.'
}
