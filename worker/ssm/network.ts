// The second address of a dual-stack server or pair. With one, products may call by either address, so
// the certificate must be for a name (SSM-40).

import type { Change, Tables } from './postgres.ts'
import { putSetting, settingOf } from './settings.ts'

const KEY = 'ipv6-address'

/** The IPv6 address at which the server or the pair answers beside its IPv4 address; '' for none. */
export const ipv6Of = (tables: Tables): string => settingOf(tables, KEY)

/** The row that writes the second address. */
export const putIpv6 = (value: string): Change => putSetting(KEY, value)

const GROUP = '[0-9a-f]{1,4}'
const WHOLE = new RegExp(`^(?:${GROUP}:){7}${GROUP}$`, 'i')
// A double colon stands for one group of zeros or more.
const SHORT = new RegExp(`^(?:${GROUP}(?::${GROUP})*)?::(?:${GROUP}(?::${GROUP})*)?$`, 'i')
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/

/** Whether a text is an IPv6 address. */
export const isIpv6 = (text: string): boolean =>
  WHOLE.test(text) || (SHORT.test(text) && text.split(':').filter((group) => group !== '').length < 8)
/** Whether a text is an IPv4 address. */
export const isIpv4 = (text: string): boolean => IPV4.test(text)

/** Whether a Host Common Name is an address and no name. */
export const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(':')

/** Whether it is a name with a domain, as dual stack needs one. */
export const isFullyQualified = (name: string): boolean => !isAddress(name) && /[^.]\.[^.]/.test(name)

/** Whether two names or addresses are one: an IPv6 address can be written in more ways than one. */
export const isSameHost = (one: string, other: string): boolean => canonical(one) === canonical(other)

const canonical = (host: string): string => {
  if (!host.includes(':')) return host.toLowerCase()
  const [head = '', tail] = host.toLowerCase().split('::')
  const groups = (text: string) => text.split(':').filter((each) => each !== '')
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].map((each) => each.replace(/^0+(?=.)/, '')).join(':')
}
