// Every way a request can fail (RFC 9457). One row here, one page at /problems/<name>/.

import { FAULTS_MAX } from '../kernel/sequencer.ts'
import { DAY_MS } from '../kernel/time.ts'
import { VIEWERS_MAX } from '../objects/Viewers.ts'
import { SANDBOX_LIFE_MS } from '../objects/WallClock.ts'
import { BODY_BYTES_MAX, HEADER_LENGTH_MAX, IMPORT_BYTES_MAX, TARGET_LENGTH_MAX } from './sizes.ts'

const KIB = 1024
const figure = (value: number): string => value.toLocaleString('en')

/** definite: it certainly did not happen, so asking again is safe. When in doubt, false. */
export type ProblemType = { readonly status: number; readonly definite: boolean; readonly title: string; readonly means: string }

export const PROBLEMS = {
  'no-such-route': {
    status: 404,
    definite: true,
    title: 'There is nothing at this address',
    means: 'The path is none of the API. The OpenAPI document at /api/v1/openapi.json lists them all.',
  },
  'method-not-allowed': {
    status: 405,
    definite: true,
    title: 'This address does not take this method',
    means: 'The path exists, but not with this HTTP method. The Allow header says which there are.',
  },
  'malformed-json': {
    status: 400,
    definite: true,
    title: 'The body is no JSON',
    means: 'The body of a request must be one JSON document, sent with Content-Type: application/json.',
  },
  'unsupported-media-type': {
    status: 415,
    definite: true,
    title: 'The body is sent as something else than JSON',
    means: 'Send bodies with Content-Type: application/json.',
  },
  'invalid-request': {
    status: 400,
    definite: true,
    title: 'The request does not fit',
    means:
      'A field of the body, a path segment or a query parameter is missing, unknown or of the wrong kind. `errors` names each.',
  },
  'body-too-large': {
    status: 413,
    definite: true,
    title: 'The body is too large',
    means: `No call takes a body of more than ${BODY_BYTES_MAX / KIB} kB, but for an import, which may have ${IMPORT_BYTES_MAX / KIB / KIB} MB.`,
  },
  'address-too-long': {
    status: 414,
    definite: true,
    title: 'The address is too long',
    means: `Path and query together may hold at most ${figure(TARGET_LENGTH_MAX)} characters.`,
  },
  'header-too-long': {
    status: 431,
    definite: true,
    title: 'A header is too long',
    means: `No header that is looked at may hold more than ${figure(HEADER_LENGTH_MAX)} characters.`,
  },
  'no-such-template': {
    status: 422,
    definite: true,
    title: 'There is no such template',
    means: 'A sandbox starts from one of the templates that GET /api/v1/templates lists.',
  },
  'no-such-sandbox': {
    status: 404,
    definite: true,
    title: 'There is no such sandbox',
    means: `It was never made, was deleted, or expired ${SANDBOX_LIFE_MS / DAY_MS} days after its last use. The three cannot be told apart.`,
  },
  'no-such-node': {
    status: 404,
    definite: true,
    title: 'There is no such node in this sandbox',
    means: 'The nodes of a sandbox are those of its template; its snapshot lists them.',
  },
  'no-such-page': {
    status: 404,
    definite: true,
    title: 'This node has no such page',
    means: 'The detail lists the admin pages that the node has.',
  },
  'no-such-action': {
    status: 404,
    definite: true,
    title: 'This node has no such action',
    means: 'The detail lists the actions that the node knows; each page also names those it offers.',
  },
  'no-such-field': {
    status: 422,
    definite: true,
    title: 'The page has no such field',
    means: 'Only fields that stand on the page can be saved. The detail lists them.',
  },
  'no-such-session': {
    status: 422,
    definite: true,
    title: 'There is no such console session',
    means:
      'It was closed, the node restarted meanwhile, or it was pushed out by newer ones. Leave out `session` to open a fresh one.',
  },
  'no-such-login': {
    status: 422,
    definite: true,
    title: 'Nobody logs in by this name here',
    means: 'The detail lists the logins that the node has.',
  },
  'no-such-file': {
    status: 404,
    definite: true,
    title: 'The node has no such file',
    means: 'It offers no file of this name for download, or takes none of this name. GET …/files lists what it offers.',
  },
  'node-unreachable': {
    status: 502,
    definite: true,
    title: 'No host answers at this address now',
    means:
      'The address is a node of a sandbox, and its web interface does not answer: the node is off, restarting, or serves it elsewhere. A real client would find the connection refused.',
  },
  'import-refused': {
    status: 422,
    definite: true,
    title: 'This is no sandbox that can be brought here',
    means:
      'The document is none that GET …/export gave, or what it holds cannot be run: the detail says what. A document that was changed but still runs is imported and marked edited.',
  },
  'no-such-procedure': {
    status: 404,
    definite: true,
    title: 'There is no such procedure',
    means: 'Procedures are named by product and slug, as in the address of their page.',
  },
  'no-such-fault': {
    status: 404,
    definite: true,
    title: 'No fault of this name lies on the sandbox',
    means: 'The snapshot lists the faults that do.',
  },
  'key-required': {
    status: 401,
    definite: true,
    title: 'This needs the key of the sandbox',
    means: 'Whoever has the link may look; to act, send the key as Authorization: Bearer.',
  },
  'key-refused': {
    status: 403,
    definite: true,
    title: 'This is not the key of the sandbox',
    means: 'The key was mistyped, belongs to another sandbox, or was rotated.',
  },
  'product-refused': {
    status: 422,
    definite: true,
    title: 'The product refused this',
    means: 'The product itself would not do it. `messages` holds its own words; nothing was saved.',
  },
  'invalid-fields': {
    status: 422,
    definite: true,
    title: 'A value is of the wrong kind',
    means: 'The page or action takes another type or shape here. `errors` names each value and what would be right.',
  },
  'node-not-answering': {
    status: 409,
    definite: true,
    title: 'The node does not answer here now',
    means: 'It is off, restarting, or this surface of it is served elsewhere at the moment. The detail says which.',
  },
  'clock-busy': {
    status: 409,
    definite: true,
    title: 'The clock is being advanced already',
    means: 'One advance runs at a time. Wait for its answer, then ask again.',
  },
  'no-such-position': {
    status: 404,
    definite: true,
    title: 'The sandbox has not come that far',
    means: 'The number lies beyond the newest event. The snapshot bears the newest.',
  },
  'position-folded': {
    status: 409,
    definite: true,
    title: 'That far back nothing is kept',
    means: 'The journal before this point was folded into a base. The detail names the oldest number that can be gone back to.',
  },
  'fault-refused': {
    status: 422,
    definite: true,
    title: 'This fault cannot be laid here',
    means: 'It names something that is not in this sandbox, or something that the product does not play out.',
  },
  'too-much-under-way': {
    status: 409,
    definite: true,
    title: 'Too much is under way between the nodes',
    means:
      'What nodes send takes virtual time to arrive, and while the clock stands it piles up. There is a limit to what a sandbox keeps; nothing more is done to it until time has passed.',
  },
  'too-many-faults': {
    status: 409,
    definite: true,
    title: 'Too many faults lie on the sandbox',
    means: `At most ${FAULTS_MAX} at once. Heal one first.`,
  },
  'too-many-sandboxes': {
    status: 429,
    definite: true,
    title: 'Too many sandboxes from this address',
    means: 'Sandboxes made per minute and address are limited. The Retry-After header says how long to wait, in seconds.',
  },
  'too-many-requests': {
    status: 429,
    definite: true,
    title: 'Too much was asked from this address',
    means:
      'What one address may read, do and follow within a minute is limited. Nothing was done. The Retry-After header says how long to wait, in seconds.',
  },
  'too-many-viewers': {
    status: 429,
    definite: true,
    title: 'Too many watch this sandbox',
    means: `At most ${VIEWERS_MAX} sockets follow one sandbox at once. Wait as long as the Retry-After header says, in seconds, or read the snapshot.`,
  },
  'origin-refused': {
    status: 403,
    definite: true,
    title: 'Pages of other sites may not open this socket',
    means:
      'A browser names the site whose page opens a socket, and only pages of this service may. Programs send no Origin and are let in; other sites frame an /embed/ page.',
  },
  'upgrade-required': {
    status: 426,
    definite: true,
    title: 'This address speaks WebSocket',
    means: 'Open it as a WebSocket; for single readings there is the snapshot.',
  },
  internal: {
    status: 500,
    definite: false,
    title: 'We made a mistake',
    means: 'Something broke on our side. What was asked may or may not have happened: look at the snapshot before asking again.',
  },
} as const satisfies Record<string, ProblemType>

export type ProblemName = keyof typeof PROBLEMS

export type ProblemExtras = {
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[]
  readonly messages?: readonly string[]
  readonly headers?: { readonly [name: string]: string }
}

/** Thrown by routes; app.ts turns it into application/problem+json. */
export class Problem extends Error {
  readonly problem: ProblemName
  readonly extras: ProblemExtras

  constructor(problem: ProblemName, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.problem = problem
    this.extras = extras
  }

  toResponse(): Response {
    const { status } = PROBLEMS[this.problem]
    const headers = { 'content-type': 'application/problem+json', ...this.extras.headers }
    return new Response(JSON.stringify(this.toDocument()), { status, headers })
  }

  /** The problem document itself. */
  toDocument(): object {
    const { status, definite, title } = PROBLEMS[this.problem]
    const { errors, messages } = this.extras
    return {
      type: `/problems/${this.problem}/`,
      title,
      status,
      detail: this.message,
      definite,
      ...(errors && { errors }),
      ...(messages && { messages }),
    }
  }
}
