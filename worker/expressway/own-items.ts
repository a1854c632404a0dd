// The items of one peer alone that can be edited: what they are called on pages and command line, and
// what they may hold. They carry the mark † and are never replicated. EX-02, EX-03.

import { isName, leadsNowhere, versionOf } from './address.ts'
import { isPlain } from './configuration.ts'
import { hasAdvancedNetworking, type Identity } from './identity.ts'
import { SPEEDS, type Speed } from './interfaces.ts'
import { OWN_SETTINGS } from './own-settings.ts'
import { TIME_ZONES, zoneNamed } from './time-zone.ts'

export type OwnItem = {
  readonly key: string
  readonly page: string
  readonly label: string
  readonly path: string // on the command line
  readonly valueSpace: string
  readonly mandatory: boolean
  readonly section?: string // of its page; absent: none
  readonly initial?: string // as it comes from the factory; absent: ''
  readonly place?: 'page' | 'console' // where alone it is found; absent: on both
  readonly options?: readonly string[] // of a choice; absent: a text
  /** Which systems have it; absent: all. */
  isFor?(identity: Identity): boolean
  read(identity: Identity): string
  write(identity: Identity, value: string): Identity
  /** What is wrong with a value, in words, or null. */
  judge(value: string): string | null
}

const SERVERS_MAX = 5

const isMask = (value: string): boolean => {
  const bits = value
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
  return versionOf(value) === 'IPv4' && /^1+0*$/.test(bits)
}
const isIpv4 = (value: string): boolean => versionOf(value) === 'IPv4'
const MASK = 'enter an IPv4 subnet mask such as 255.255.255.0'
const HOST = 'enter the IPv4 address of a host'
const isHost = (value: string): boolean => isIpv4(value) && !leadsNowhere(value, 'IPv4')
const judgeNat = (value: string): string | null =>
  value === '' || isIpv4(value) ? null : 'enter an IPv4 address, or nothing for none'

const NETWORK: readonly OwnItem[] = [
  {
    key: 'ipv4_gateway', page: 'ip', label: 'IPv4 gateway', path: 'IP Gateway', valueSpace: '<S: 7,15>', mandatory: true,
    read: ({ gateway }) => gateway,
    write: (identity, gateway) => ({ ...identity, gateway }),
    judge: (value) => (isIpv4(value) ? null : 'enter an IPv4 address'),
  },
  {
    key: 'lan1_ipv4_address', page: 'ip', label: 'IPv4 address', path: 'Ethernet 1 IP V4 Address', valueSpace: '<S: 7,15>', mandatory: true,
    read: ({ lan1 }) => lan1.address,
    write: (identity, address) => ({ ...identity, lan1: { ...identity.lan1, address } }),
    judge: (value) => (isHost(value) ? null : HOST),
  },
  {
    key: 'lan1_ipv4_subnet_mask', page: 'ip', label: 'IPv4 subnet mask', path: 'Ethernet 1 IP V4 SubnetMask', valueSpace: '<S: 7,15>', mandatory: true,
    read: ({ lan1 }) => lan1.mask,
    write: (identity, mask) => ({ ...identity, lan1: { ...identity.lan1, mask } }),
    judge: (value) => (isMask(value) ? null : MASK),
  },
  {
    key: 'lan1_ipv6_address', page: 'ip', label: 'IPv6 address', path: 'Ethernet 1 IP V6 Address', valueSpace: '<S: 0,39>', mandatory: false,
    read: ({ lan1 }) => lan1.ipv6,
    write: (identity, ipv6) => ({ ...identity, lan1: { ...identity.lan1, ipv6 } }),
    judge: (value) => (value === '' || (versionOf(value) === 'IPv6' && !leadsNowhere(value, 'IPv6')) ? null : 'enter the IPv6 address of a host, or nothing for none'),
  },
  {
    key: 'lan1_static_nat_address', page: 'ip', label: 'IPv4 static NAT address', path: 'Ethernet 1 IP V4 StaticNAT Address', valueSpace: '<S: 0,15>', mandatory: false,
    isFor: (identity) => identity.series === 'Expressway-E' && identity.lan2 === null && hasAdvancedNetworking(identity),
    read: ({ lan2, staticNat }) => (lan2 === null ? staticNat : ''),
    write: (identity, staticNat) => ({ ...identity, staticNat }),
    judge: judgeNat,
  },
  {
    key: 'lan2_ipv4_address', page: 'ip', label: 'IPv4 address', path: 'Ethernet 2 IP V4 Address', valueSpace: '<S: 7,15>', mandatory: true,
    isFor: ({ lan2 }) => lan2 !== null,
    read: ({ lan2 }) => lan2?.address ?? '',
    write: (identity, address) => (identity.lan2 === null ? identity : { ...identity, lan2: { ...identity.lan2, address } }),
    judge: (value) => (isHost(value) ? null : HOST),
  },
  {
    key: 'lan2_ipv4_subnet_mask', page: 'ip', label: 'IPv4 subnet mask', path: 'Ethernet 2 IP V4 SubnetMask', valueSpace: '<S: 7,15>', mandatory: true,
    isFor: ({ lan2 }) => lan2 !== null,
    read: ({ lan2 }) => lan2?.mask ?? '',
    write: (identity, mask) => (identity.lan2 === null ? identity : { ...identity, lan2: { ...identity.lan2, mask } }),
    judge: (value) => (isMask(value) ? null : MASK),
  },
  {
    key: 'lan2_static_nat_address', page: 'ip', label: 'IPv4 static NAT address', path: 'Ethernet 2 IP V4 StaticNAT Address', valueSpace: '<S: 0,15>', mandatory: false,
    isFor: ({ lan2 }) => lan2 !== null,
    read: ({ lan2, staticNat }) => (lan2 === null ? '' : staticNat),
    write: (identity, staticNat) => ({ ...identity, staticNat }),
    judge: judgeNat,
  },
  speed(1),
  speed(2),
] // biome-ignore format: one item a block

function speed(lan: 1 | 2): OwnItem {
  return {
    key: `lan${lan}_speed`,
    page: 'ethernet',
    label: `LAN ${lan} speed`,
    path: `Ethernet ${lan} Speed`,
    valueSpace: `<${SPEEDS.join('/')}>`,
    mandatory: true,
    initial: 'Auto',
    options: SPEEDS,
    isFor: ({ lan2 }) => lan === 1 || lan2 !== null,
    read: ({ speeds }) => speeds?.[lan - 1] ?? 'Auto',
    write: (identity, value) => ({
      ...identity,
      speeds: ([1, 2] as const).map((each) => (each === lan ? (value as Speed) : (identity.speeds?.[each - 1] ?? 'Auto'))),
    }),
    judge: (value) => (SPEEDS.some((each) => each === value) ? null : `choose one of ${SPEEDS.join(', ')}`),
  }
}

export const OWN_ITEMS: readonly OwnItem[] = [
  {
    key: 'system_name',
    page: 'system',
    label: 'System name',
    path: 'SystemUnit Name',
    valueSpace: '<S: 0, 50>',
    mandatory: false,
    read: (identity) => identity.systemName,
    write: (identity, systemName) => ({ ...identity, systemName }),
    judge: (value) =>
      value.length <= 50 && isPlain(value) ? null : 'use at most 50 characters, without quotation marks and control characters',
  },
  {
    key: 'system_host_name',
    page: 'dns',
    label: 'System host name',
    path: 'DNS Hostname',
    valueSpace: '<S: 0, 63>',
    mandatory: false,
    read: (identity) => identity.hostName,
    write: (identity, hostName) => ({ ...identity, hostName }),
    judge: (value) =>
      value === '' || (isName(value) && !value.includes('.'))
        ? null
        : 'use letters, digits, hyphens and underscores, without dots',
  },
  {
    key: 'domain_name',
    page: 'dns',
    label: 'Domain name',
    path: 'IP DNS Domain Name',
    valueSpace: '<S: 0, 128>',
    mandatory: false,
    read: (identity) => identity.domain,
    write: (identity, domain) => ({ ...identity, domain }),
    judge: (value) => (value === '' || isName(value) ? null : 'enter a domain name such as example.com'),
  },
  ...servers(
    'dns',
    'Address',
    'IP DNS Server',
    'dns_server',
    'dnsServers',
    (value) => versionOf(value) !== null,
    'an IP address',
  ),
  ...NETWORK,
  ...servers(
    'time',
    'NTP server',
    'NTP Server',
    'ntp_server',
    'ntpServers',
    (value) => versionOf(value) !== null || isName(value),
    'an IP address or a name',
  ),
  {
    key: 'time_zone',
    page: 'time',
    label: 'Time zone',
    path: 'TimeZone Name',
    valueSpace: '<S: 0, 64>',
    mandatory: false,
    options: Object.keys(TIME_ZONES),
    read: ({ timeZone }) => timeZone.name,
    write: (identity, name) => ({ ...identity, timeZone: zoneNamed(name || 'GMT') ?? identity.timeZone }),
    judge: (value) => (value === '' || zoneNamed(value) !== null ? null : `choose one of ${Object.keys(TIME_ZONES).join(', ')}`),
  },
  ...OWN_SETTINGS,
]

function servers(
  page: string,
  label: string,
  path: string,
  key: string,
  list: 'dnsServers' | 'ntpServers',
  fits: (value: string) => boolean,
  wanted: string,
): OwnItem[] {
  return Array.from({ length: SERVERS_MAX }, (_, index) => ({
    key: `${key}_${index + 1}`,
    page,
    label: `${label} ${index + 1}`,
    path: `${path} ${index + 1} Address`,
    valueSpace: '<S: 0, 128>',
    mandatory: false,
    read: (identity) => identity[list][index] ?? '',
    write: (identity, value) => {
      const lines = Array.from({ length: SERVERS_MAX }, (_each, line) => (line === index ? value : (identity[list][line] ?? '')))
      while (lines.at(-1) === '') lines.pop()
      return { ...identity, [list]: lines }
    },
    judge: (value) => (value === '' || fits(value) ? null : `enter ${wanted}`),
  }))
}
