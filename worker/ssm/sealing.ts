// Where a line typed on a node of the pair holds passwords: those of a fence device, of pcs, of a database user, of whoever
// calls an interface. A seal stands in their place when the line is written down; no model needs the words themselves (SSM-14).
// Of a private key that is uploaded the public half is written down.

import { keyless } from '../kernel/keyless.ts'
import type { Product } from '../kernel/product.ts'
import type { Sealer } from '../kernel/seal.ts'

const DOUBLE = String.raw`"(?:\\.|[^"\\])*`
const SINGLE = "'[^']*"
/** One word as a shell reads it, quotes and backslashes in it included; a quote that is not closed goes on to the end. */
const WORD = String.raw`(${DOUBLE}"?|${SINGLE}'?|(?:\\.|${DOUBLE}"|${SINGLE}'|[^\s\\])+)`

/** Each finds what stands before a password, the blanks between, and the password. */
const PLACES: readonly RegExp[] = [
  // `passwd=…`, `PGPASSWORD=…`, `client_secret=…`, `--password=…`, `--password …`.
  new RegExp(String.raw`([\w-]*(?:passw(?:or)?d|secret)\s*=|--passw(?:or)?d\s)(\s*)${WORD}`, 'gi'),
  // `curl -u name:password`, and the two of them in quotes.
  new RegExp(String.raw`(\s(?:-u|--user)[\s=])(\s*[^\s:"']+:)${WORD}`, 'g'),
  /(\s(?:-u|--user)[\s=])(\s*"[^":]+:)([^"]+)/g,
  /(\s(?:-u|--user)[\s=])(\s*'[^':]+:)([^']+)/g,
  // `ALTER USER … PASSWORD '…'` in a query.
  /(\bpassword)(\s+)('[^']*'?)/gi,
  // `"client_secret": "…"` in a body, whose quotes may be escaped.
  /(\\?"[\w-]*(?:passw(?:or)?d|secret)\\?"\s*:)(\s*)(\\".*?\\"|"(?:\\.|[^"\\])*"?)/gi,
  // `Authorization: Bearer …`, and `https://name:password@host`.
  /(\bbearer\s)(\s*)([^\s"']+)/gi,
  /(\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s:@/]*:)()([^\s@/]+)(?=@)/gi,
  // `echo … | passwd --stdin`, and what else takes a password so.
  /(\becho\s)((?:-n\s)?\s*)("[^"|]*"|'[^'|]*'|[^\s|"']+)(?=\s*\|\s*(?:sudo\s+)?(?:passwd|chpasswd|sudo\s+-S)\b)/g,
]

/** `-p …` of pcs, of a fence agent started by hand and of sshpass. */
const SHORT = new RegExp(String.raw`(\s-p)(\s*)${WORD}`, 'g')
const TAKES_SHORT = /^\s*(?:\S+=\S*\s+)*(?:sudo\s+)?(?:pcs|sshpass|fence_\w+)\s/

/** The operation with a seal for each password in it; whose it is, is not known from a line. */
export const sealed: NonNullable<Product['sealed']> = (operation, seal) =>
  operation.op === 'console' ? { ...operation, line: lineSealed(operation.line, seal) } : keyless(operation)

function lineSealed(line: string, seal: Sealer): string {
  const hide = (_: string, before: string, between: string, value: string): string =>
    `${before}${between}${seal('', value.replace(/^(["'])(.*?)\1?$/, '$2'))}`
  const places = TAKES_SHORT.test(line) ? [...PLACES, SHORT] : PLACES
  return places.reduce((each, place) => each.replaceAll(place, hide), line)
}
