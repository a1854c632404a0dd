// The two RAS messages that peers send each other, in the packed encoding of H.225.0 (aligned PER): an
// indication of service control, by which a neighbour is kept, and a request for the location of an alias.

import { type Bytes, joined, u8, u16 } from './bytes.ts'

/** ServiceControlIndication with an empty list: choice beyond the extension mark, so it comes as an open type. */
export const serviceControlIndication = (sequence: number): Bytes =>
  joined([Uint8Array.of(0x85, 5), Uint8Array.of(0, 0), u16(sequence - 1), u8(0)])

/** LocationRequest for `alias` (an H.323 ID of 1 to 255 characters), to be answered at `replyTo`. */
export function locationRequest(sequence: number, alias: string, replyTo: { readonly ip: Bytes; readonly port: number }): Bytes {
  const letters = [...alias].map((letter) => u16(letter.charCodeAt(0)))
  return joined([
    Uint8Array.of(0x48, 0x00), // choice 18, no endpoint identifier, nothing that is not standard
    u16(sequence - 1),
    Uint8Array.of(1, 0x40), // one alias, an H.323 ID
    u8(letters.length - 1),
    ...letters,
    u8(0), // an IP address
    replyTo.ip,
    u16(replyTo.port),
  ])
}
