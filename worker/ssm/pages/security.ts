// Security: the Certificates tab with the Host Common Name, and the Event Log (SSM-31, SSM-40).

import type { Json } from '../../kernel/machine.ts'
import type { Page, Refusal } from '../../kernel/surface.ts'
import { type Instant, instant, iso } from '../../kernel/time.ts'
import { eventsOf, logEvent } from '../accounts.ts'
import { addedCertificates, BROWSER_CERTIFICATES_MAX } from '../browser-certificates.ts'
import { hostCommonName, putHostCommonName, whyNoCommonName } from '../certificates.ts'
import { guiTime } from '../clock.ts'
import { ipv6Of, isAddress } from '../network.ts'
import { write } from '../replication.ts'
import type { HaState } from '../state.ts'
import type { Turn } from '../turn.ts'
import { NEEDS_NAME } from './network.ts'
import { asked, page, table } from './parts.ts'
import { texts } from './validation.ts'

// In our words, with what the page of the product says.
const NOTE =
  'NOTE: The server certificate that products are shown is issued for this name, so it must equal the address in the URL set on the products. After a change, synchronize every local account, so that Cisco issues a certificate for the new name.'

/** `2022-JUN-06`: how this page writes an expiration date. */
const expiration = (at: Instant): string => guiTime(at).slice(0, 'YYYY-Mon-DD'.length).toUpperCase()

export function security(state: HaState): Page {
  const { tables } = state.database
  return page('security', 'Security', {
    fields: [{ ...asked('host_common_name', 'Host Common Name', 'Product Certificate'), value: hostCommonName(tables) }],
    tables: [
      table(
        'browser-certificates',
        'Browser Certificate',
        ['Name', 'EXPIRATION DATE'],
        [
          { cells: ['localhost (Default Certificate)', '2022-JUN-06'] },
          ...addedCertificates(state).map(({ name, notAfter }) => ({ cells: [name, expiration(notAfter)] })),
        ],
      ),
      table('ca-certificates', 'CA Certificates', ['Name', 'EXPIRATION DATE'], []),
      table(
        'event-log',
        'Event Log',
        ['Time', 'Message'],
        [...eventsOf(tables, 'security')].reverse().map(({ when, text }) => ({ cells: [guiTime(when.stamp), text] })),
      ),
    ],
    messages: [
      { tone: 'info', text: NOTE },
      { tone: 'info', text: 'The tabs Account and Password and Generate CSR are not modelled.' },
    ],
  })
}

function dayOf(date: string): Instant | null {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(date)) return null
  const at = instant(`${date}T00:00:00Z`)
  return iso(at).startsWith(date) ? at : null
}

/** Add under Browser Certificate. A certificate is kept as its name and its last day, `2021-09-01`; the form is ours. */
export function addBrowserCertificate(turn: Turn, body: { readonly [name: string]: Json }): string | Refusal {
  const given = texts(body, ['name', 'expiration_date'])
  if (given.is !== 'texts') return given
  const { name, expiration_date: date } = given.values
  const why = whyNoCommonName(name)
  if (why !== null) return { is: 'malformed', errors: [{ pointer: '/name', message: why }] }
  const notAfter = dayOf(date)
  if (notAfter === null)
    return { is: 'malformed', errors: [{ pointer: '/expiration_date', message: 'must be a date such as 2021-09-01' }] }
  if (notAfter <= turn.local)
    return { is: 'refused', messages: [`The certificate for ${name} has expired on ${expiration(notAfter)}.`] }
  const others = addedCertificates(turn.state).filter((each) => each.name !== name)
  if (others.length >= BROWSER_CERTIFICATES_MAX)
    return { is: 'refused', messages: [`There are ${BROWSER_CERTIFICATES_MAX} browser certificates already.`] }
  turn.set({ browserCertificates: [...others, { name, notAfter }] })
  write(turn, logEvent(turn.state.database.tables, 'security', turn.moment, `Browser certificate for ${name} added.`))
  turn.note('certificate', `${turn.name} has a browser certificate for ${name}.`)
  return `Browser certificate for ${name} added.`
}

/** Save: the name is set, and no certificate follows it before the accounts are synchronised. */
export function setHostCommonName(turn: Turn, body: { readonly [name: string]: Json }): string | Refusal {
  const given = texts(body, ['host_common_name'])
  if (given.is !== 'texts') return given
  const name = given.values.host_common_name
  const why = whyNoCommonName(name)
  if (why !== null) return { is: 'malformed', errors: [{ pointer: '/host_common_name', message: why }] }
  const { tables } = turn.state.database
  if (ipv6Of(tables) !== '' && isAddress(name)) return { is: 'refused', messages: [NEEDS_NAME] }
  const before = hostCommonName(tables)
  if (before === name) return `The Host Common Name is ${name} already.`
  write(turn, [
    putHostCommonName(name),
    ...logEvent(tables, 'security', turn.moment, `Host Common Name changed from ${before} to ${name}.`),
  ])
  turn.note('certificate', `The Host Common Name is ${name} now. Certificates follow when the accounts are synchronised.`)
  return `Host Common Name saved. Synchronize every local account with Cisco Smart Software Manager now.`
}
