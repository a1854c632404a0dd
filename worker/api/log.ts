// What the service writes down of itself: one line of JSON for each request that changes something, or fails.
// A line names the pattern of a route and never an address, since an address holds a sandbox's id, which is its
// view link, and may hold whatever else a client put there.

/**
 * One request that was answered. `began` is when it came, in wall milliseconds. Of reads that went well nothing is
 * written: the runtime counts them, each sandbox counts its own, and a line would cost more than the read.
 */
export function logRequest(route: () => string, method: string, status: number, began: number): void {
  if (status < FAILED && READS.has(method)) return
  console.log(JSON.stringify({ event: 'request', route: route(), method, status, ms: Date.now() - began }))
}

const FAILED = 400
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A request that failed by our own mistake: what was thrown, and where. */
export function logFailure(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  console.error(JSON.stringify({ event: 'internal-error', message, stack }))
}
