// The Network widget, as far as the name that products use depends on it (SSM-31, SSM-40).

import type { Json } from '../../kernel/machine.ts'
import type { Page, Refusal } from '../../kernel/surface.ts'
import { hostCommonName } from '../certificates.ts'
import { writeLogged } from '../event-log.ts'
import { ipv6Of, isFullyQualified, isIpv6, putIpv6 } from '../network.ts'
import { type HaState, isPaired } from '../state.ts'
import type { Turn } from '../turn.ts'
import { asked, page, shown } from './parts.ts'
import { texts } from './validation.ts'

/** The Network widget, as far as a second address needs it. */
export function network(state: HaState): Page {
  const { deployment, database } = state
  const ipv4 = isPaired(state) ? deployment.virtualIp : deployment.publicAddress
  const needsName = ipv6Of(database.tables) !== '' && !isFullyQualified(hostCommonName(database.tables))
  return page('network', 'Network', {
    fields: [
      shown('ipv4_address', isPaired(state) ? 'Virtual IPv4 Address' : 'IPv4 Address', 'General', ipv4),
      { ...asked('ipv6_address', 'IPv6 Address', 'General'), mandatory: false, value: ipv6Of(database.tables) },
    ],
    messages: [
      ...(needsName ? [{ tone: 'warning' as const, text: NEEDS_NAME }] : []),
      { tone: 'info', text: 'Interfaces, routes, DNS, proxy and syslog are not modelled.' },
    ],
  })
}

/** Why an address is refused as Host Common Name with both address families in use (SSM-40). */
export const NEEDS_NAME =
  'IPv4 and IPv6 are both in use, so the Host Common Name must be a fully qualified domain name and not an IP address.'

/** Save: the second address is set, or taken away when the field is empty. */
export function setIpv6(turn: Turn, body: { readonly [name: string]: Json }): string | Refusal {
  const given = texts({ ...body, ipv6_address: body.ipv6_address === '' ? 'none' : (body.ipv6_address ?? '') }, ['ipv6_address'])
  if (given.is !== 'texts') return given
  const address = given.values.ipv6_address === 'none' ? '' : given.values.ipv6_address.toLowerCase()
  if (address !== '' && !isIpv6(address))
    return { is: 'malformed', errors: [{ pointer: '/ipv6_address', message: 'must be an IPv6 address, or empty' }] }
  writeLogged(turn, 'security', [putIpv6(address)], `The IPv6 address was ${address === '' ? 'removed' : `set to ${address}`}.`)
  return 'Network settings saved.'
}
