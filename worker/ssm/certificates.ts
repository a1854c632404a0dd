// The name under which products reach the server, and the certificates issued for it (SSM-40).
//
// A certificate holds the Host Common Name that stood in its request. Changing the name changes no
// certificate: only the next synchronisation of an account brings one for the new name.

import type { Instant } from '../kernel/time.ts'
import { DAY_MS } from '../kernel/time.ts'
import type { Change, Row, Tables } from './postgres.ts'

/** What the upstream's authority issued for one local account. */
export type Certificate = {
  readonly commonName: string
  readonly serial: number
  readonly notBefore: Instant
  readonly notAfter: Instant
}

/** How long a product certificate lasts; assumed. */
export const CERTIFICATE_MS = 365 * DAY_MS

const KEY = 'host-common-name'

type Setting = Row & { readonly value: string }

/** The name as it is set now; '' where none ever was. */
export const hostCommonName = (tables: Tables): string =>
  ((tables.settings ?? []) as readonly Setting[]).find(({ id }) => id === KEY)?.value ?? ''

export const putHostCommonName = (value: string): Change => ({ table: 'settings', id: KEY, row: { id: KEY, value } })

/** The settings a server begins with. */
export const settingsWith = (commonName: string): readonly Row[] => [{ id: KEY, value: commonName }]

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i
const IPV6 = /^[0-9a-f:]{2,39}$/i

/** Why this cannot be a Host Common Name, or null. */
export const whyNoCommonName = (value: string): string | null =>
  NAME.test(value) || (value.includes(':') && IPV6.test(value))
    ? null
    : 'must be a host name, a fully qualified domain name or an IP address, without a scheme and without a port'

/** Why a product that calls this server `host` does not accept the certificate it is shown at `at` by the server's clock, or null. */
export function whyNotTrusted(
  host: string,
  commonName: string,
  certificate: Certificate | null,
  account: string,
  at: Instant,
): string | null {
  if (certificate === null)
    return `local account ${account} has no certificate for products yet: synchronize it with Cisco Smart Software Manager.`
  if (at < certificate.notBefore)
    return `the certificate of local account ${account} is not valid yet: the server's clock is behind, set it right.`
  if (certificate.notAfter < at) return `the certificate of local account ${account} has expired: synchronize the account.`
  if (sameName(certificate.commonName, host)) return null
  return sameName(commonName, host)
    ? `the Host Common Name was changed to ${commonName}, but local account ${account} still has a certificate for ${certificate.commonName}: synchronize the account.`
    : `the URL says ${host}, and the certificate is for ${certificate.commonName}: the Host Common Name (${commonName}) must equal the address in the product's URL.`
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
