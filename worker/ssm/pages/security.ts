// Security: the Certificates tab with the Host Common Name, and the Event Log (SSM-31, SSM-40).

import type { Json } from '../../kernel/machine.ts'
import type { Page, Refusal } from '../../kernel/surface.ts'
import { eventsOf, logEvent } from '../accounts.ts'
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

export function security({ database: { tables } }: HaState): Page {
  return page('security', 'Security', {
    fields: [{ ...asked('host_common_name', 'Host Common Name', 'Product Certificate'), value: hostCommonName(tables) }],
    tables: [
      table(
        'browser-certificates',
        'Browser Certificate',
        ['Name', 'EXPIRATION DATE'],
        [{ cells: ['localhost (Default Certificate)', '2022-JUN-06'] }],
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
      { tone: 'info', text: 'The tabs Account and Password, Add and Generate CSR are not modelled.' },
    ],
  })
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
