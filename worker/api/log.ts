// What the service writes down of itself: one line of JSON a request. A line names the pattern of a
// route and never an address, since an address holds a sandbox's id, which is its view link, and may
// hold whatever else a client put there.

/** One request that was answered. `began` is when it came, in wall milliseconds. */
export function logRequest(route: string, method: string, status: number, began: number): void {
  console.log(JSON.stringify({ event: 'request', route, method, status, ms: Date.now() - began }))
}

/** A request that failed by our own mistake: what was thrown, and where. */
export function logFailure(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  console.error(JSON.stringify({ event: 'internal-error', message, stack }))
}
