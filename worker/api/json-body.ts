// What the validators would pass over in silence, or lose themselves in, is told here before they see it.

import { DEPTH_MAX } from './sizes.ts'

/** What is wrong with the text of a JSON body, in words that go on from "The body"; null where it can be read. */
export function objectionTo(body: string): string | null {
  if (/"__proto__"\s*:/.test(plain(body))) return 'holds a field called __proto__'
  let depth = 0
  for (const [mark] of body.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[{\]}]/g)) {
    depth += mark === '[' || mark === '{' ? 1 : -1
    if (depth > DEPTH_MAX) return `is nested more than ${DEPTH_MAX} deep`
  }
  return null
}

// A name may be written with escapes: those of letters and of the underscore alone can make it.
const plain = (body: string): string =>
  body.includes('\\u00')
    ? body.replaceAll(/\\u00(5f|[67][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : body
