// A client of the contract, as an outside program would write one; every test through HTTP uses it.

import { carriedIn } from '../worker/kernel/carried.ts'
import type { Progress, ReaderAct } from '../worker/kernel/procedure.ts'
import type { Snapshot, TimelineEvent } from '../worker/kernel/snapshot.ts'
import { msOf } from '../worker/kernel/time.ts'

export type Fetch = (path: string, init?: RequestInit) => Promise<Response>

export type Reply<T> = { readonly status: number; readonly body: T; readonly headers: Headers }

export type Opened = { readonly client: SandboxClient; readonly snapshot: Snapshot; readonly url: string }

/** Calls the API with a JSON body; the answer's body is parsed when there is one. */
export async function call<T>(fetch: Fetch, method: string, path: string, body?: unknown, key?: string): Promise<Reply<T>> {
  const headers: Record<string, string> = {}
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (key !== undefined) headers.authorization = `Bearer ${key}`
  const response = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return { status: response.status, body: (isJson && text !== '' ? JSON.parse(text) : text) as T, headers: response.headers }
}

export async function openSandbox(fetch: Fetch, template: string, seed = 1): Promise<Opened> {
  const made = await call<{ id: string; key: string; url: string; snapshot: Snapshot }>(fetch, 'POST', '/api/v1/sandboxes', {
    template,
    seed,
  })
  if (made.status !== 201) throw new Error(`no sandbox of ${template}: ${JSON.stringify(made.body)}`)
  const { id, key, url, snapshot } = made.body
  return { client: new SandboxClient(fetch, id, key), snapshot, url }
}

export class SandboxClient {
  readonly #fetch: Fetch
  readonly id: string
  readonly key: string

  constructor(fetch: Fetch, id: string, key: string) {
    this.#fetch = fetch
    this.id = id
    this.key = key
  }

  /** Any call below the sandbox's own address, with its key; `key: null` sends none. */
  ask<T>(method: string, path = '', body?: unknown, key: string | null = this.key): Promise<Reply<T>> {
    return call<T>(this.#fetch, method, `/api/v1/sandboxes/${this.id}${path}`, body, key ?? undefined)
  }

  /** The same, for calls that must succeed. Throws with the problem document otherwise. */
  async must<T>(method: string, path = '', body?: unknown): Promise<T> {
    const { status, body: answer } = await this.ask<T>(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }

  snapshot = (): Promise<Snapshot> => this.must('GET')
  events = async (): Promise<readonly TimelineEvent[]> =>
    (await this.must<{ events: TimelineEvent[] }>('GET', '/events?limit=1000')).events
  save = (node: string, page: string, fields: object) => this.must('PUT', `/nodes/${node}/pages/${page}`, { fields })
  press = (node: string, action: string, body: object = {}) =>
    this.must<{ files: { name: string; text?: string }[] }>('POST', `/nodes/${node}/actions/${action}`, body)
  line = (node: string, line: string, more: object = {}) =>
    this.must<{ output: string; prompt: string; session: string; closed: boolean }>('POST', `/nodes/${node}/console`, {
      line,
      ...more,
    })
  progress = (product: string, slug: string): Promise<Progress> => this.must('GET', `/procedures/${product}/${slug}`)

  /** Advances, asking for the rest as long as a call says that there is some. */
  async advance(request: { by: string } | { until: 'settled'; max: string }): Promise<void> {
    type Advanced = { now: string; done: boolean }
    const ask = (body: object) => this.must<Advanced>('POST', '/clock/advance', body)
    if ('until' in request) {
      while (!(await ask(request)).done);
      return
    }
    const target = Date.parse((await this.snapshot()).clock.now) + msOf(request.by)
    let { now, done } = await ask(request)
    while (!done) ({ now, done } = await ask({ by: `PT${(target - Date.parse(now)) / 1_000}S` }))
  }

  /** Does what one act of a procedure says, through the surfaces a reader has. */
  async perform(act: ReaderAct): Promise<void> {
    if ('save' in act) {
      await this.save(act.save.node, act.save.page, act.save.fields)
    } else if ('press' in act) {
      const { node, action, body = {} } = act.press
      const { files } = await this.press(node, action, carriedIn(this).into(body))
      carriedIn(this).keep(node, action, files)
    } else if ('console' in act) {
      const { node, lines, login } = act.console
      let session: string | undefined
      for (const line of lines) {
        const answer = await this.line(node, line, {
          ...(session === undefined ? login !== undefined && { login } : { session }),
        })
        session = answer.session
      }
    } else if ('lay' in act) {
      await this.must('PUT', `/faults/${act.lay.id}`, act.lay.fault)
    } else if ('heal' in act) {
      await this.must('DELETE', `/faults/${act.heal}`)
    } else {
      await this.advance('for' in act.wait ? { by: act.wait.for } : { until: 'settled', max: act.wait.untilSettled })
    }
  }
}
