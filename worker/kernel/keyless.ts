// An operation as it may be written down: of every private key in it the public half. Asked of each operation, whatever
// its product, before it is done or journalled. See x509/held-key.ts.

import { type Content, formOf, type HttpRequest } from './http.ts'
import type { Json } from './plain.ts'
import type { Operation } from './surface.ts'
import { withoutPrivateKeys } from './x509/held-key.ts'

/** The operation without private keys. */
export function keyless(operation: Operation): Operation {
  switch (operation.op) {
    case 'act':
      return { ...operation, body: keylessJson(operation.body) as typeof operation.body }
    case 'upload':
      return { ...operation, file: { ...operation.file, content: keylessContent(operation.file.content) } }
    case 'http':
      return { ...operation, request: { ...operation.request, body: keylessBody(operation.request) } }
    default:
      return operation
  }
} // biome-ignore format: one kind of operation a line

const keylessContent = (content: Content): Content => ('text' in content ? { text: withoutPrivateKeys(content.text) } : content)

function keylessJson(value: Json): Json {
  if (typeof value === 'string') return withoutPrivateKeys(value)
  if (Array.isArray(value)) return value.map(keylessJson)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, keylessJson(each)]))
}

// What holds none goes on as it came, byte for byte.
function keylessBody(request: HttpRequest): Content | null {
  const { body, headers } = request
  if (body === null || !('text' in body)) return body
  if ((headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    const fields = formOf(request)
    const kept = fields.map(([name, value]): [string, string] => [name, withoutPrivateKeys(value)])
    return kept.every(([, value], index) => value === fields[index]?.[1]) ? body : { text: new URLSearchParams(kept).toString() }
  }
  const read = jsonIn(body.text)
  if (read === undefined) return { text: withoutPrivateKeys(body.text) }
  const kept = JSON.stringify(keylessJson(read))
  return kept === JSON.stringify(read) ? body : { text: kept }
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
