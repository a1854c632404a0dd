// Where a line typed on a node of the pair holds passwords: those of a fence device, of pcs, of a database user. A
// seal stands in their place when the line is written down; no model needs the words themselves (SSM-14).

import type { Product } from '../kernel/product.ts'
import type { Sealer } from '../kernel/seal.ts'

const VALUE = `("[^"]*"?|'[^']*'?|\\S+)`

/** `passwd=…`, `PGPASSWORD=…`, `--password=…`, `--password …`. */
const NAMED = new RegExp(`([\\w-]*(?:passw(?:or)?d|secret)\\s*=|--passw(?:or)?d\\s)(\\s*)${VALUE}`, 'gi')
/** `-p …` of pcs, of a fence agent started by hand and of sshpass. */
const SHORT = new RegExp(`(\\s-p)(\\s*)${VALUE}`, 'g')
const TAKES_SHORT = /^\s*(?:\S+=\S*\s+)*(?:sudo\s+)?(?:pcs|sshpass|fence_\w+)\s/
/** `curl -u name:password`, and `ALTER USER … PASSWORD '…'` in a query. */
const USER = new RegExp(`(\\s(?:-u|--user)\\s)(\\s*[^\\s:]+:)${VALUE}`, 'g')
const IN_QUERY = /(\bpassword)(\s+)('[^']*'?)/gi

/** The operation with a seal for each password in it; whose it is, is not known from a line. */
export const sealed: NonNullable<Product['sealed']> = (operation, seal) =>
  operation.op === 'console' ? { ...operation, line: lineSealed(operation.line, seal) } : operation

function lineSealed(line: string, seal: Sealer): string {
  const hide = (_: string, before: string, between: string, value: string): string =>
    `${before}${between}${seal('', value.replace(/^(["'])(.*?)\1?$/, '$2'))}`
  const named = line.replaceAll(NAMED, hide).replaceAll(USER, hide).replaceAll(IN_QUERY, hide)
  return TAKES_SHORT.test(line) ? named.replaceAll(SHORT, hide) : named
}
