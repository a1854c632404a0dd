// How routes describe themselves in the OpenAPI document.

import { z } from '@hono/zod-openapi'
import { ProblemDocument } from './schemas.ts'

const problem = { description: 'A problem', content: { 'application/problem+json': { schema: ProblemDocument } } }

/** Every call is counted against its address: see limits.ts. */
const tooMuch = {
  429: {
    ...problem,
    description: 'Too much was asked from this address; nothing was done',
    headers: z.object({ 'Retry-After': z.string().openapi({ description: 'Seconds to wait' }) }),
  },
}

/** The answers of a route: one when it goes well, a problem document when it does not. */
export const answers = <S extends z.ZodType>(status: 200 | 201, schema: S, description: string) => ({
  [status]: { description, content: { 'application/json': { schema } } },
  ...refusals,
})

/** How any call can go wrong: too much was asked, or a problem that says what. */
export const refusals = { ...tooMuch, default: problem }

/** The answers of a route that says nothing when it goes well. */
export const noContent = (description: string) => ({ 204: { description }, ...refusals })

export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  content: { 'application/json': { schema } },
  required: true as const,
})

/** The body of a call to which there is nothing to say: none, or {}. */
export const NOTHING = { content: { 'application/json': { schema: z.strictObject({}) } } }

/** What acts says so: it needs the sandbox's key. */
export const KEYED = { security: [{ key: [] }] }
