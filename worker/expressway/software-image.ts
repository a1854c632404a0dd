// The software of a release as a file: a short text stands for it here, so that its checksums are those of bytes that
// everybody can have: `printf 'Clusterbook: X14.0.3\n' | md5sum`. EX-19.

import { md5Of, sha1Of, utf8 } from '../kernel/bytes.ts'

/** The bytes that stand for the software of a release. */
const imageOf = (version: string): Uint8Array => utf8(`Clusterbook: ${version}\n`)

/** What a page of the product shows of a file to compare it by, hexadecimal. */
export const checksumsOf = (version: string): { readonly md5: string; readonly sha1: string } => ({
  md5: md5Of(imageOf(version)),
  sha1: sha1Of(imageOf(version)),
})
