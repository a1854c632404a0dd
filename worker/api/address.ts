// Who is who on the internet, as far as limits go.

const GROUPS = 8
const NETWORK_GROUPS = 4

/** What a rate limit counts by: an IPv4 address, or the /64 of an IPv6 address, since one subscriber has all of it. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [front = '', back] = address.split('::')
  const groups = front === '' ? [] : front.split(':')
  const rest = back === undefined || back === '' ? [] : back.split(':')
  const missing = back === undefined ? 0 : Math.max(0, GROUPS - groups.length - rest.length)
  const whole = [...groups, ...Array.from({ length: missing }, () => '0'), ...rest]
  return whole
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')
}

/** Whether this is an address by which a machine reaches itself. */
export const isOwnMachine = (address: string): boolean => /^(?:::ffff:)?127\.|^::1$/i.test(address)
