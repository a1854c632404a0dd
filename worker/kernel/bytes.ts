// Bytes as text and back: hexadecimal, base64 and the armour of PEM (RFC 7468).

import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

export type Bytes = Uint8Array<ArrayBuffer>

export { bytesToHex as hexOf, concatBytes as joined, hexToBytes as fromHex, utf8ToBytes as utf8 } from '@noble/hashes/utils.js'

export const bytesOf = (buffer: ArrayBuffer | ArrayBufferView): Bytes =>
  buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength) as ArrayBuffer)

/** For the ASN.1 library, which takes whole buffers. */
export const bufferOf = (bytes: Uint8Array): ArrayBuffer => bytesOf(bytes).buffer

/** The base64 of some bytes, on one line. */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** The bytes of a base64 text, white space aside; null where it is none. */
export function fromBase64(text: string): Bytes | null {
  const dense = text.replaceAll(/\s+/g, '')
  if (dense === '' || dense.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(dense)) return null
  return Uint8Array.from(atob(dense), (letter) => letter.charCodeAt(0))
}

/** One block of a PEM text: `label` is what stands after BEGIN. */
export type Block = { readonly label: string; readonly der: Bytes }

const ARMOUR = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g

/** The blocks of a PEM text in their order; of a bare base64 text its one block, without a label. Others are left out. */
export function blocksOf(text: string): readonly Block[] {
  if (!text.includes('-----BEGIN')) {
    const der = fromBase64(text)
    return der === null ? [] : [{ label: '', der }]
  }
  return [...text.matchAll(ARMOUR)].flatMap(([, label = '', body = '']): Block[] => {
    const der = fromBase64(body)
    return der === null ? [] : [{ label, der }]
  })
}

/** A PEM text of one block, its lines 64 characters long. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines = base64Of(der).match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** MD5 and SHA-1 of some bytes, hexadecimal: what older products have files compared by. */
export const md5Of = (bytes: Uint8Array): string => bytesToHex(md5(bytes))
export const sha1Of = (bytes: Uint8Array): string => bytesToHex(sha1(bytes))

/** The SHA-256 of a text, hexadecimal. */
export const sha256Of = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))
