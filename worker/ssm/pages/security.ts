// Security: the Certificates tab with the Host Common Name, and the Event Log (SSM-31, SSM-40).

import { pemOf } from '../../kernel/bytes.ts'
import type { Json } from '../../kernel/machine.ts'
import type { Answer, Page, Refusal } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { commonNameOf, nameText } from '../../kernel/x509/name.ts'
import { requestOfText } from '../../kernel/x509/reference.ts'
import { accountsOf, eventsOf, findAccount, logEvent } from '../accounts.ts'
import { addedCertificates } from '../browser-certificates.ts'
import { authoritiesOf } from '../ca-certificates.ts'
import { certificateHeld, hostCommonName, putHostCommonName, signingRequest, whyNoCommonName } from '../certificates.ts'
import { guiTime } from '../clock.ts'
import { ipv6Of, isAddress, isFullyQualified } from '../network.ts'
import { write } from '../replication.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { browserActions } from './browser-certificates.ts'
import { NEEDS_NAME } from './network.ts'
import { asked, button, page, table } from './parts.ts'
import { texts } from './validation.ts'

// In our words, with what the page of the product says.
const NOTE =
  'NOTE: The server certificate that products are shown is issued for this name, so it must equal the address in the URL set on the products. After a change, synchronize every local account, so that Cisco issues a certificate for the new name.'

const PEM_TYPE = 'application/x-pem-file'

/** `2022-JUN-06`: how this page writes an expiration date. */
const expiration = (at: Instant): string => guiTime(at).slice(0, 'YYYY-Mon-DD'.length).toUpperCase()

/** The Security widget: certificates and its Event Log (SSM-31, SSM-40). */
export function security(state: HaState): Page {
  const { tables } = state.database
  const name = hostCommonName(tables)
  return page('security', 'Security', {
    fields: [
      {
        ...asked('host_common_name', 'Host Common Name', 'Product Certificate'),
        value: name,
        status: whyUnresolved(state, name).map((text) => ({ tone: 'warning', text })),
      },
    ],
    actions: [{ ...button('download-csr', 'Download CSR'), asks: [] }, ...browserActions()],
    tables: [
      table(
        'product-certificates',
        'Product Certificate',
        ['Account', 'Issued for', 'Issuer', 'Serial', 'Valid from', 'EXPIRATION DATE', 'Actions'],
        accountsOf(tables).map((account) => {
          const held = certificateHeld(account)
          return held === null
            ? { cells: [account.id, '', '', '', '', '', 'Actions'] }
            : {
                cells: [
                  account.id,
                  commonNameOf(held.subject),
                  nameText(held.issuer),
                  held.serial,
                  expiration(held.notBefore),
                  expiration(held.notAfter),
                  'Actions',
                ],
                actions: [button('download-product-certificate', 'Download', { account: account.id })],
              }
        }),
      ),
      table(
        'browser-certificates',
        'Browser Certificate',
        ['Name', 'EXPIRATION DATE'],
        [
          { cells: ['localhost (Default Certificate)', '2022-JUN-06'] },
          ...addedCertificates(state).map((each) => ({ cells: [each.name, expiration(each.notAfter)] })),
        ],
      ),
      table(
        'ca-certificates',
        'CA Certificates',
        ['Name', 'EXPIRATION DATE', 'Actions'],
        authoritiesOf(tables).map(({ id, certificate }) => ({
          cells: [commonNameOf(certificate.subject), expiration(certificate.notAfter), 'Actions'],
          actions: [button('delete-ca-certificate', 'Delete', { id })],
        })),
      ),
      table(
        'event-log',
        'Event Log',
        ['Time', 'Message'],
        [...eventsOf(tables, 'security')].reverse().map(({ when, text }) => ({ cells: [guiTime(when.stamp), text] })),
      ),
    ],
    messages: [
      { tone: 'info', text: NOTE },
      { tone: 'info', text: 'The tabs Account and Password are not modelled.' },
    ],
  })
}

// The name must resolve on the server itself (practitioner notes); an address needs no resolving.
const whyUnresolved = ({ surroundings }: HaState, name: string): readonly string[] =>
  name === '' || isAddress(name) || surroundings.names[name.toLowerCase()] !== undefined
    ? []
    : [`${name} has no address in the DNS that this server asks. Products cannot reach it by this name either.`]

type Body = { readonly [name: string]: Json }

/** Save: the name is set, and no certificate follows it before the accounts are synchronised. */
export function setHostCommonName(turn: Turn, body: Body): string | Refusal {
  const given = texts(body, ['host_common_name'])
  if (given.is !== 'texts') return given
  const name = given.values.host_common_name
  const why = whyNoCommonName(name)
  if (why !== null) return { is: 'malformed', errors: [{ pointer: '/host_common_name', message: why }] }
  const { tables } = turn.state.database
  if (ipv6Of(tables) !== '' && !isFullyQualified(name)) return { is: 'refused', messages: [NEEDS_NAME] }
  const before = hostCommonName(tables)
  if (before === name) return `The Host Common Name is ${name} already.`
  write(turn, [
    putHostCommonName(name),
    ...logEvent(tables, 'security', turn.moment, `Host Common Name changed from ${before} to ${name}.`),
  ])
  turn.note('certificate', `The Host Common Name is ${name} now. Certificates follow when the accounts are synchronised.`)
  const warned = whyUnresolved(turn.state, name).map((text) => ` Warning: ${text}`)
  return `Host Common Name saved. Synchronize every local account with Cisco Smart Software Manager now.${warned.join('')}`
}

const pem = (message: string, name: string, label: string, der: Uint8Array): Answer => ({
  is: 'acted',
  message,
  files: [{ name, type: PEM_TYPE, text: pemOf(label, der) }],
})

/** Download CSR: the signing request that goes along with the next synchronisation. */
export function downloadRequest(turn: Turn, body: Body): Answer {
  const given = texts(body, [])
  if (given.is !== 'texts') return given
  const request = requestOfText(signingRequest(turn.state.database.tables))
  return request === null
    ? { is: 'refused', messages: ['There is no Host Common Name to request a certificate for.'] }
    : pem('The signing request for product certificates.', 'csr.pem', 'CERTIFICATE REQUEST', request.der)
}

/** Download of the certificate that an account shows to products. */
export function downloadCertificate(turn: Turn, body: Body): Answer {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return given
  const { account } = given.values
  const found = findAccount(turn.state.database.tables, account)
  if (found === undefined) return { is: 'refused', messages: [`There is no local account named ${account}.`] }
  const held = certificateHeld(found)
  return held === null
    ? { is: 'refused', messages: [`Local account ${account} has no product certificate yet: synchronize it.`] }
    : pem(`The product certificate of ${account}.`, `${account}.pem`, 'CERTIFICATE', held.der)
}
