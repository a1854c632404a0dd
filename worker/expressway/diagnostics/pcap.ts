// A capture file (libpcap format, microseconds, Ethernet) from the messages that a peer remembered. EX-64.
//
// Each direction is a TCP connection of its own, from a port of 30000 to 35999 to port 4372, as the product's
// port table has it; sequence numbers count what was sent, so an analyser follows the streams. Times are the
// peer's clock.

import { pad } from '../../kernel/time.ts'
import { versionOf } from '../address.ts'
import type { Identity } from '../identity.ts'
import { type Bytes, ipBytes, joined, scatter, u8, u16, u32 } from './bytes.ts'
import type { Record } from './capture.ts'
import { locationRequest, serviceControlIndication } from './ras.ts'

const CLUSTER_PORT = 4372
const RAS_PORT = 1719
const SEGMENT_MAX = 1448

const [FIN, SYN, PSH, ACK] = [1, 2, 8, 16] as const

type Host = { readonly mac: Bytes; readonly ip: Bytes; readonly text: string }
type Stream = { next: number; heard: number; isOpen: boolean }
type Packet = { readonly at: number; readonly bytes: Bytes } // at: microseconds

/** The whole file. The own address is that of LAN 1, in the IP version of the other side's. */
export function pcap(records: readonly Record[], identity: Identity): Bytes {
  const own = (address: string): Host => ({ mac: macBytes(identity.lan1.mac), ip: ipBytes(address), text: address })
  const [four, six] = [own(identity.lan1.address), own(identity.lan1.ipv6 || '::')]
  const packets: Packet[] = []
  const streams = new Map<string, Stream>()
  let last = 0
  for (const record of records) {
    // Two messages of one millisecond still come one after the other.
    let at = Math.max(record.at * 1000, last + 1)
    const there: Host = { mac: macOf(record.address), ip: ipBytes(record.address), text: record.address }
    const here = versionOf(record.address) === 'IPv6' ? six : four
    const [from, to] = record.direction === '>' ? [here, there] : [there, here]
    const add = (bytes: Bytes) => {
      packets.push({ at, bytes })
      last = at
      at += 40
    }
    if (record.what === 'sci' || record.what === 'lrq')
      add(
        udp(
          from,
          to,
          record.what === 'sci'
            ? serviceControlIndication(record.length)
            : locationRequest(record.length, `keepalive@${to.text}`, { ip: from.ip, port: RAS_PORT }),
        ),
      )
    else for (const bytes of segments(record, from, to, streams)) add(bytes)
  }
  return joined([
    u32(0xa1b2c3d4), u16(2), u16(4), u32(0), u32(0), u32(65_535), u32(1),
    ...packets.flatMap(({ at, bytes }) => [
      u32(Math.floor(at / 1_000_000)), u32(at % 1_000_000), u32(bytes.length), u32(bytes.length), bytes,
    ]),
  ]) // biome-ignore format: the fields of a file header and of a packet header
}

/** The port that the sending side of a connection has. */
const sourcePort = (from: string, to: string): number => 30_000 + (scatter(`${from}>${to}`) % 6_000)

// One message as TCP segments: opened by a handshake where it introduces itself, acknowledged where it was heard.
function segments(record: Record, from: Host, to: Host, streams: Map<string, Stream>): readonly Bytes[] {
  const key = `${from.text}>${to.text}`
  const ports = { source: sourcePort(from.text, to.text), destination: CLUSTER_PORT }
  const first = scatter(`${key}:${ports.source}`)
  const stream = streams.get(key) ?? { next: first, heard: scatter(`${key}:answer`), isOpen: record.what !== 'open' }
  streams.set(key, stream)
  const out: Bytes[] = []
  const forth = (flags: number, payload: Bytes = EMPTY) => {
    out.push(tcp(from, to, ports.source, ports.destination, stream.next, flags & ACK ? stream.heard : 0, flags, payload))
    stream.next = (stream.next + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0
  }
  const back = (flags: number) => {
    out.push(tcp(to, from, ports.destination, ports.source, stream.heard, stream.next, flags, EMPTY))
    if (flags & (SYN | FIN)) stream.heard = (stream.heard + 1) >>> 0
  }
  const isHeard = record.direction === '<'
  if (record.what === 'open') {
    // An introduction that this side sends may never be answered: then only the attempt is seen.
    stream.next = first
    forth(SYN)
    if (!isHeard) return out
    back(SYN | ACK)
    forth(ACK)
  }
  for (const payload of tlsRecords(record, key)) forth(PSH | ACK, payload)
  if (record.what === 'close') forth(FIN | ACK)
  if (isHeard) back(ACK)
  return out
}

const EMPTY = new Uint8Array(0)

// Application data of TLS 1.2: type, version, length, and bytes that say nothing to anybody.
function tlsRecords(record: Record, key: string): readonly Bytes[] {
  const length = record.length + 24 // nonce and authentication tag
  const body = new Uint8Array(length)
  let noise = scatter(`${key}:${record.at}`)
  for (let at = 0; at < length; at += 1) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0
    body[at] = noise >>> 24
  }
  const whole = joined([Uint8Array.of(0x17, 3, 3), u16(length), body])
  const parts: Bytes[] = []
  for (let at = 0; at < whole.length; at += SEGMENT_MAX) parts.push(whole.subarray(at, at + SEGMENT_MAX))
  return parts
}

function tcp(
  from: Host, to: Host, source: number, destination: number, sequence: number, acknowledged: number, flags: number, payload: Bytes,
): Bytes {
  const header = (sum: number) =>
    joined([u16(source), u16(destination), u32(sequence), u32(acknowledged), u8(5 << 4), u8(flags), u16(64_240), u16(sum), u16(0)])
  const sum = checksum([pseudo(from, to, 6, 20 + payload.length), header(0), payload])
  return frame(from, to, 6, joined([header(sum), payload]))
} // biome-ignore format: the fields of a segment

function udp(from: Host, to: Host, payload: Bytes): Bytes {
  const header = (sum: number) => joined([u16(RAS_PORT), u16(RAS_PORT), u16(8 + payload.length), u16(sum)])
  const sum = checksum([pseudo(from, to, 17, 8 + payload.length), header(0), payload]) || 0xffff
  return frame(from, to, 17, joined([header(sum), payload]))
}

function frame(from: Host, to: Host, protocol: number, content: Bytes): Bytes {
  if (from.ip.length === 16)
    return joined([to.mac, from.mac, u16(0x86dd), u32(0x60000000), u16(content.length), u8(protocol), u8(64), from.ip, to.ip, content])
  const header = (sum: number) =>
    joined([u8(0x45), u8(0), u16(20 + content.length), u16(scatter(`${from.text}${content.length}`)), u16(0x4000), u8(64), u8(protocol), u16(sum), from.ip, to.ip])
  return joined([to.mac, from.mac, u16(0x0800), header(checksum([header(0)])), content])
} // biome-ignore format: the fields of a frame

const pseudo = (from: Host, to: Host, protocol: number, length: number): Bytes =>
  from.ip.length === 16
    ? joined([from.ip, to.ip, u32(length), u32(protocol)])
    : joined([from.ip, to.ip, u8(0), u8(protocol), u16(length)])

/** The internet checksum (RFC 1071). */
export function checksum(parts: readonly Bytes[]): number {
  const bytes = joined(parts)
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

const macBytes = (mac: string): Bytes => Uint8Array.from(mac.split(':').map((part) => Number.parseInt(part, 16)))

// A peer does not tell its hardware address; its neighbours see one of VMware's, as every virtual machine has.
function macOf(address: string): Bytes {
  if (versionOf(address) !== 'IPv4') return joined([Uint8Array.of(0, 0x50, 0x56), u32(scatter(address)).subarray(1)])
  const [, second = 0, third = 0, fourth = 0] = address.split('.').map(Number)
  return macBytes(`00:50:56:${[second, third, fourth].map((part) => pad(part % 100)).join(':')}`)
}
