import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Base } from '../../kernel/journal.ts'
import type { Procedure } from '../../kernel/procedure.ts'
import type { Barred, Found } from '../../objects/answers.ts'
import { sandboxPort } from '../../objects/env.ts'
import { hashOf, newCredentials, newId, newKey } from '../../objects/secrets.ts'
import { mustHave } from '../../objects/snapshots.ts'
import { VIEWERS_MAX } from '../../objects/Viewers.ts'
import { TEMPLATES, templateOf } from '../../products.ts'
import { answers, jsonBody, KEYED, NOTHING, noContent, refusals } from '../describe.ts'
import { admitNew } from '../limits.ts'
import { reached, through } from '../outcomes.ts'
import { Problem } from '../problem.ts'
import { type Bound, callerOf, IdParam, newRouter, reply, sandboxOf } from '../router.ts'
import {
  Counters,
  CreatedSandbox,
  EventsQuery,
  Fork,
  LiveQuery,
  NewSandbox,
  Snapshot,
  SnapshotQuery,
  TimelineEvent,
} from '../schemas.ts'
import { procedureNamed, progressIn } from './procedures.ts'

const WATCH_RETRY_AFTER_S = 30

const snapshotBody = ({ snapshot, credentials }: Pick<Found, 'snapshot' | 'credentials'>): object =>
  credentials === null ? snapshot : { ...snapshot, credentials }

// If-None-Match holds one tag, several, or a star; a weak tag is as good as a strong one here.
const tagsIn = (header: string): readonly string[] => header.split(',').map((each) => each.trim().replace(/^W\//, ''))

// Framed pages are pages of ours, so one host is all that there is to compare; a node's own host is another.
const isOurs = (origin: string, url: string): boolean => URL.canParse(origin) && new URL(origin).host === new URL(url).host

type Making = {
  readonly template: string // known to exist
  readonly seed: number
  readonly base?: Base
  readonly edited?: boolean
  readonly procedure?: Procedure | undefined // whose progress goes into the answer
}

/** Makes a sandbox with a key and credentials of its own, and answers with it. */
export async function make(c: Context<Bound>, { template, seed, base, edited = false, procedure }: Making): Promise<never> {
  await admitNew(c.req.raw, c.env)
  const id = newId()
  const key = newKey()
  const credentials = newCredentials(mustHave(template).template)
  const made = await sandboxPort(c.env, id).create(template, seed, await hashOf(key), credentials, base ?? null, edited)
  c.header('location', `/api/v1/sandboxes/${id}`)
  const url = new URL(`/s/${id}`, c.req.url).href
  const expiresAt = new Date(made.expiresWall).toISOString()
  const progress = procedure === undefined ? {} : { progress: progressIn(procedure, made.snapshot) }
  return reply(c, { id, key, url, template, expiresAt, snapshot: snapshotBody(made), ...progress }, 201)
}

/** Sandboxes themselves: made, looked at, followed, put back and deleted. */
export const sandboxes = newRouter()
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes',
      operationId: 'createSandbox',
      summary: 'Make a sandbox',
      request: { body: jsonBody(NewSandbox) },
      responses: answers(201, CreatedSandbox, 'It is there, with its key'),
    }),
    async (c) => {
      const { template, seed, procedure } = c.req.valid('json')
      if (templateOf(template) === undefined) {
        const known = TEMPLATES.map(({ id }) => id).join(', ')
        throw new Problem('no-such-template', `No template is called ${JSON.stringify(template)}. There are ${known}.`)
      }
      return make(c, { template, seed, procedure: procedure === undefined ? undefined : procedureNamed(procedure) })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}',
      operationId: 'getSandbox',
      summary: 'How the sandbox stands',
      description: 'With the key, also the credentials of its nodes. The ETag is the seq.',
      request: { params: IdParam, query: SnapshotQuery },
      responses: { ...answers(200, Snapshot, 'The snapshot'), 304: { description: 'Nothing changed since If-None-Match' } },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const caller = await callerOf(c)
      const { at } = c.req.valid('query')
      const known = tagsIn(c.req.header('if-none-match') ?? '')
      c.header('vary', 'Authorization')
      if (at !== undefined) {
        const found = reached(through(await sandboxOf(c, id).snapshotAt(caller, at)))
        const etag = `"${found.snapshot.seq}"`
        c.header('etag', etag)
        return known.includes(etag) || known.includes('*') ? c.body(null, 304) : reply(c, snapshotBody(found))
      }
      const found = through(await sandboxOf(c, id).snapshotText(caller, known))
      c.header('etag', found.etag)
      if (found.is === 'unchanged') return c.body(null, 304)
      c.header('content-type', 'application/json')
      return c.body(found.text, 200) as never
    },
  )
  .openapi(
    createRoute({
      method: 'delete',
      path: '/sandboxes/{id}',
      operationId: 'deleteSandbox',
      summary: 'Delete the sandbox and all it stored',
      ...KEYED,
      request: { params: IdParam },
      responses: noContent('It is gone'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const caller = await callerOf(c)
      through(await sandboxOf(c, id).destroy(caller))
      return c.body(null, 204)
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/{id}/reset',
      operationId: 'resetSandbox',
      summary: 'Put the sandbox back to its template',
      ...KEYED,
      request: { params: IdParam, body: NOTHING },
      responses: answers(200, Snapshot, 'How it stands now'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const caller = await callerOf(c)
      return reply(c, snapshotBody(through(await sandboxOf(c, id).reset(caller))))
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/{id}/fork',
      operationId: 'forkSandbox',
      summary: 'A new sandbox that goes on from here',
      description: 'From now, or from an earlier number. It has a key of its own; whoever may look may fork.',
      request: { params: IdParam, body: { content: { 'application/json': { schema: Fork } } } },
      responses: answers(201, CreatedSandbox, 'It is there, with its key'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { at = null } = c.req.valid('json') ?? {}
      const caller = await callerOf(c)
      const { template, base } = reached(through(await sandboxOf(c, id).forkBase(caller, at)))
      return make(c, { template, seed: base.world.seed, base })
    },
  )
  .openapi(
    createRoute({
      method: 'post',
      path: '/sandboxes/{id}/key/rotate',
      operationId: 'rotateKey',
      summary: 'A new key; the old one ends',
      ...KEYED,
      request: { params: IdParam, body: NOTHING },
      responses: answers(200, z.strictObject({ key: z.string() }), 'The new key'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const caller = await callerOf(c)
      const key = newKey()
      through(await sandboxOf(c, id).rotateKey(caller, await hashOf(key)))
      return reply(c, { key })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/counters',
      operationId: 'getCounters',
      summary: 'What the sandbox has cost so far',
      description: 'Since it was made. Calls after its newest turn may be forgotten once it has been idle.',
      ...KEYED,
      request: { params: IdParam },
      responses: answers(200, Counters, 'The counters'),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { counters } = through(await sandboxOf(c, id).counters(await callerOf(c)))
      return reply(c, counters)
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/events',
      operationId: 'listEvents',
      summary: 'The timeline, oldest first',
      request: { params: IdParam, query: EventsQuery },
      responses: answers(
        200,
        z.strictObject({
          events: z.array(TimelineEvent),
          next: z.int(),
          dropped: z
            .boolean()
            .openapi({ description: 'Lines after number after are kept no more: what is here does not join on.' }),
        }),
        'Events; ask on with after=next',
      ),
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      const { after, limit } = c.req.valid('query')
      const { events, next, dropped } = through(await sandboxOf(c, id).events(await callerOf(c), after, limit))
      return reply(c, { events, next, dropped })
    },
  )
  .openapi(
    createRoute({
      method: 'get',
      path: '/sandboxes/{id}/live',
      operationId: 'followSandbox',
      summary: 'Follow the sandbox (WebSocket)',
      description:
        'First {type: "snapshot", seq, snapshot}, then {type: "change", since, seq, patch, events} with an RFC 6902 patch that leads from number since to number seq. With ?after= it goes on from there; after beyond the end closes with 4400. {"type":"authorize","key":"…"} keeps a running clock running while the socket is open. Pages of other sites are refused, and so is one watcher too many.',
      request: { params: IdParam, query: LiveQuery },
      responses: { 101: { description: 'The socket is open' }, ...refusals },
    }),
    async (c) => {
      const { id } = c.req.valid('param')
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
        throw new Problem('upgrade-required', 'Open this address as a WebSocket.', { headers: { upgrade: 'websocket' } })
      }
      const origin = c.req.header('origin')
      if (origin !== undefined && !isOurs(origin, c.req.url)) {
        throw new Problem('origin-refused', 'This socket is opened by programs and by pages of this service alone.')
      }
      const response = await sandboxOf(c, id).fetch(c.req.raw)
      if (response.status === 101) return response as never
      through((await response.json()) as Barred | { is: 'too-many-viewers' })
      throw new Problem('too-many-viewers', `${VIEWERS_MAX} watch this sandbox already.`, {
        headers: { 'retry-after': String(WATCH_RETRY_AFTER_S) },
      })
    },
  )
