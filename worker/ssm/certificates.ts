// The name under which products reach the server, and the certificates issued for it (SSM-40).
//
// A server has one key for products. With every synchronisation of an account a signing request for the Host
// Common Name of that moment goes to Cisco Smart Software Manager, and what it issues is what the account shows
// to products. Changing the name changes no certificate: only the next synchronisation brings one for it.

import { base64Of } from '../kernel/bytes.ts'
import { remembered } from '../kernel/remembered.ts'
import type { Instant } from '../kernel/time.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { flawOf } from '../kernel/x509/chain.ts'
import { commonNameOf } from '../kernel/x509/name.ts'
import { referenceTo } from '../kernel/x509/reference.ts'
import { request } from '../kernel/x509/request.ts'
import { alternativeNameOf, subjectOf } from './authority.ts'
import { certificateOf, keyOf, type Reference, trusted } from './material.ts'
import { isAddress, isIpv4, isIpv6, isSameHost } from './network.ts'
import type { Change, Row, Tables } from './postgres.ts'
import { putSetting, settingOf, settingRow } from './settings.ts'
import type { SiteName } from './sites.ts'

const NAME_KEY = 'host-common-name'
const PRODUCT_KEY = 'product-key'

/** The name as it is set now; '' where none ever was. */
export const hostCommonName = (tables: Tables): string => settingOf(tables, NAME_KEY)

/** The row that writes the Host Common Name. */
export const putHostCommonName = (value: string): Change => putSetting(NAME_KEY, value)

/** The settings that the server of a prepared system begins with. */
export const settingsWith = (commonName: string, site: SiteName): readonly Row[] => [
  settingRow(NAME_KEY, commonName),
  settingRow(PRODUCT_KEY, referenceTo(site)),
]

/** The private key of the certificates for products. It lies in the database, so both nodes of a pair have it. */
export const productKey = (tables: Tables): Reference => settingOf(tables, PRODUCT_KEY) || referenceTo('lab1')

/** The signing request for the Host Common Name as it is now: base64 of its DER, '' while there is no name. */
export function signingRequest(tables: Tables): string {
  const name = hostCommonName(tables)
  return name === '' ? '' : requestFor(`${productKey(tables)} ${name}`)
}

const requestFor = remembered((keyAndName: string): string => {
  const cut = keyAndName.indexOf(' ')
  const key = keyOf(keyAndName.slice(0, cut))
  const name = keyAndName.slice(cut + 1)
  return key === null ? '' : base64Of(request(subjectOf(name), [alternativeNameOf(name)], key))
})

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

/** Why this cannot be a Host Common Name, or null. */
export const whyNoCommonName = (value: string): string | null =>
  (isAddress(value) ? isIpv4(value) || isIpv6(value) : NAME.test(value))
    ? null
    : 'must be a host name, a fully qualified domain name or an IP address, without a scheme and without a port'

/** The certificate an account holds, or null. What a former release held was none. */
export const certificateHeld = ({ certificate }: { readonly certificate: Reference | null }): Certificate | null =>
  typeof certificate === 'string' ? certificateOf(certificate) : null

/** The name a certificate is for, as this product shows it; null for none. */
export const nameInCertificate = (certificate: Certificate | null): string | null =>
  certificate === null ? null : commonNameOf(certificate.subject)

/** What a product is shown. */
export type Presented = {
  readonly certificate: Certificate
  readonly isOfAccount: boolean // it is the one that the account was issued, and no other in its place
  readonly hasKey: boolean // the server has the key to it
  readonly isRevoked: boolean
}

/** Why a product that calls this server `host` does not accept what it is shown at `at`, or null. */
export function whyNotTrusted(
  host: string,
  commonName: string,
  presented: Presented | null,
  account: string,
  at: Instant,
): string | null {
  if (presented === null)
    return `local account ${account} has no certificate for products yet: synchronize it with Cisco Smart Software Manager.`
  const { certificate, isOfAccount, hasKey, isRevoked } = presented
  const the = `the certificate of local account ${account}`
  if (!hasKey) return `${the} does not belong to the server's private key.`
  switch (flawOf([certificate], trusted(), at)) {
    case null:
      break
    case 'not-yet-valid':
      return `${the} is not valid yet: the server's clock is behind, set it right.`
    case 'expired':
      return `${the} has expired: synchronize the account.`
    default:
      return `${the} was issued by an authority that the product does not trust.`
  }
  if (isRevoked) return `${the} has been revoked.`
  const names = namesOf(certificate)
  if (names.some((each) => isSameHost(each, host))) return null
  const [shown = ''] = names
  if (!isOfAccount) return `${the} is for another name, ${shown}, than the one in the URL, ${host}.`
  return isSameHost(commonName, host)
    ? `the Host Common Name was changed to ${commonName}, but local account ${account} still has a certificate for ${shown}: synchronize the account.`
    : `the URL says ${host}, and the certificate is for ${shown}: the Host Common Name (${commonName}) must equal the address in the product's URL.`
}

// Alternative names decide; the common name does where there are none (RFC 6125, 6.4.4).
const namesOf = ({ alternativeNames, subject }: Certificate): readonly string[] => {
  const names = alternativeNames.filter(({ kind }) => kind === 'DNS' || kind === 'IP Address').map(({ value }) => value)
  return names.length > 0 ? names : [commonNameOf(subject)]
}
