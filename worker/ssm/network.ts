// The second address of a dual-stack server or pair. With one, products may call by either address, so
// the certificate must be for a name (SSM-40).

import type { Change, Row, Tables } from './postgres.ts'

const KEY = 'ipv6-address'

type Setting = Row & { readonly value: string }

/** The IPv6 address at which the server or the pair answers beside its IPv4 address; '' for none. */
export const ipv6Of = (tables: Tables): string =>
  ((tables.settings ?? []) as readonly Setting[]).find(({ id }) => id === KEY)?.value ?? ''

export const putIpv6 = (value: string): Change => ({
  table: 'settings',
  id: KEY,
  row: value === '' ? null : ({ id: KEY, value } as Row),
})

const IPV6 = /^(?=.*:)(?!.*:::)(?!.*::.*::)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$/i

export const isIpv6 = (text: string): boolean => IPV6.test(text)

/** Whether a Host Common Name is an address and no name. */
export const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(':')
