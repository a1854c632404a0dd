// How much one address may ask for, beside the bounds that every sandbox has of its own.

import type { Env } from '../objects/env.ts'
import { isOwnMachine, networkOf } from './address.ts'
import { Problem } from './problem.ts'

/** The rate limits by address, as wrangler.toml binds them, and what each of them counts. */
export const ALLOWANCES = {
  READS: 'calls that read',
  ACTS: 'calls that act',
  SOCKETS: 'sockets opened',
} as const
export type Allowance = keyof typeof ALLOWANCES

/** The platform counts by the minute, and says no more than that it was too much. */
const RETRY_AFTER_S = 60

/** Which count a request goes to. */
export function allowanceOf(request: Request): Allowance {
  if (request.headers.get('upgrade') !== null) return 'SOCKETS'
  return request.method === 'GET' || request.method === 'HEAD' ? 'READS' : 'ACTS'
}

/**
 * Counts a request against the address that it comes from; throws a problem where that has asked for too much, before
 * anything is done. What comes from the machine that the service runs on is not counted: there, whoever develops
 * or measures it is alone.
 */
export async function admit(request: Request, env: Env): Promise<void> {
  const address = request.headers.get('cf-connecting-ip')
  if (address === null || isOwnMachine(address)) return
  const allowance = allowanceOf(request)
  const counted = await env[allowance]?.limit({ key: networkOf(address) })
  if (counted === undefined || counted.success) return
  throw new Problem('too-many-requests', `Too many ${ALLOWANCES[allowance]} within a minute from this address.`, WAIT)
}

/** Counts a new sandbox against the address that asks for it, whichever machine that is; throws where it has made too many. */
export async function admitNew(request: Request, env: Env): Promise<void> {
  const { success } = await env.CREATIONS.limit({ key: networkOf(request.headers.get('cf-connecting-ip') ?? 'local') })
  if (!success) throw new Problem('too-many-sandboxes', 'Wait a minute, then try again.', WAIT)
}

const WAIT = { headers: { 'retry-after': String(RETRY_AFTER_S) } }
