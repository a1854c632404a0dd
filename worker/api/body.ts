// Bodies as they come and go: read no further than they may be long, text where they are text.

import { base64Of } from '../kernel/bytes.ts'
import type { Content } from '../kernel/http.ts'
import { Problem } from './problem.ts'

/** The bytes of a body as a machine takes them, null where there are none: text where they are valid UTF-8, else base64. */
export function contentOf(bytes: Uint8Array): Content | null {
  if (bytes.length === 0) return null
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { base64: base64Of(bytes) }
  }
}

/** A request's body, read no further than `most` bytes. Throws a problem on one that is larger. */
export async function bytesOf(request: Request, most: number): Promise<Uint8Array> {
  const tooLarge = () => new Problem('body-too-large', `A body may hold at most ${most} bytes here.`)
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge()
  if (request.body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > most) throw tooLarge()
    chunks.push(chunk)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** The bytes of what a machine hands over. */
export const bytesIn = (content: Content): Uint8Array<ArrayBuffer> =>
  'text' in content
    ? (new TextEncoder().encode(content.text) as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(atob(content.base64), (letter) => letter.charCodeAt(0))
