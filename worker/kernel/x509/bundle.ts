// Certificates in a text file, as people upload them: PEM, one or many, or one bare base64.

import { type Block, blocksOf } from '../bytes.ts'
import { type Certificate, certificateIn } from './certificate.ts'

export type Bundle = {
  readonly certificates: readonly Certificate[] // in the order of the file
  readonly unreadable: number // blocks that should be certificates and are none
  readonly blocks: readonly Block[] // all there are, keys too
}

/** What a file holds. */
export function bundleIn(text: string): Bundle {
  const blocks = blocksOf(text)
  const candidates = blocks.filter(({ label }) => label === '' || label === 'CERTIFICATE' || label === 'X509 CERTIFICATE')
  const certificates = candidates.map(({ der }) => certificateIn(der)).filter((each) => each !== null)
  return { certificates, unreadable: candidates.length - certificates.length, blocks }
}
