// Requests to the web interfaces of a sandbox's nodes: who shows what, which node answers, and in whose turn.

import { type HttpRequest, isQuestion } from '../kernel/http.ts'
import type { NodeId } from '../kernel/machine.ts'
import type { Answer, Reading } from '../kernel/surface.ts'
import { type Arrival, judged, printOf } from './Arrival.ts'
import { ANYONE, type Barred, type Served } from './answers.ts'
import type { Clock } from './Clock.ts'
import type { Counters } from './Counters.ts'
import type { Gate } from './Gate.ts'
import type { NodePort } from './nodes.ts'
import type { Queue } from './Queue.ts'
import type { Identity, SandboxStore } from './SandboxStore.ts'
import { newToken } from './secrets.ts'
import { mustHave } from './snapshots.ts'
import type { Turns } from './Turns.ts'

const NOBODY_HOLDS_IT: Served = { is: 'not-answering', why: 'No node holds this address now.' }

type Parts = {
  readonly store: SandboxStore
  readonly turns: Turns
  readonly clock: Clock
  readonly gate: Gate
  readonly queue: Queue
  readonly counters: Counters
  readonly node: (id: NodeId) => NodePort
}

export class WebInterface {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * A request to the web interface of a node, or of whichever node holds an alias. It needs no key:
   * whoever knows the node's credentials may act on it, as on the real product.
   */
  async http(host: string, arrival: Arrival): Promise<Barred | Served> {
    const { store, turns, gate } = this.#parts
    const barred = gate.barred(ANYONE, false)
    if (barred !== null) return barred
    const { product, template } = mustHave(store.identity()?.template ?? '')
    const aliases = product.aliases
    const alias = Object.hasOwn(aliases, host) ? aliases[host] : undefined
    const missing = alias === undefined ? gate.missing(host) : null
    if (missing !== null) return missing
    const { credentials, keyHash } = store.identity() as Identity
    // An alias may move to another node until its turn comes; the nodes behind it share their credentials.
    const logins = credentials[alias === undefined ? host : (template.nodes[0]?.id ?? '')]
    if (logins === undefined) throw new Error(`${host} has no credentials`)
    const request = await judged(arrival, logins, product.logins.includes(arrival.path), keyHash)
    const node = () => (alias === undefined ? host : alias(turns.snapshot.nodes))
    const isHolder = [request.login, request.client].some((shown) => shown !== null && shown !== 'wrong')
    return isQuestion(request.method)
      ? this.#readHttp(node, request, isHolder)
      : this.#operateHttp(node, request, isHolder, keyHash)
  }

  #readHttp(node: () => NodeId | null, request: HttpRequest, isHolder: boolean): Promise<Barred | Served> {
    return this.#parts.gate.reading(
      ANYONE,
      async () => {
        const holder = node()
        if (holder === null) return NOBODY_HOLDS_IT
        await this.#parts.turns.recall(holder)
        const reading = await this.#parts.node(holder).read({ ask: 'http', request, at: this.#parts.turns.world.now })
        return reading === null ? ({ is: 'no-such-sandbox' } as const) : served(reading)
      },
      isHolder,
    )
  }

  #operateHttp(node: () => NodeId | null, request: HttpRequest, isHolder: boolean, secret: string): Promise<Barred | Served> {
    const { turns, clock, gate, queue, counters } = this.#parts
    counters.add('requests')
    return queue.exclusively(async () => {
      const barred = gate.barred(ANYONE, false)
      if (barred !== null) return barred
      return gate.changing(isHolder, async () => {
        const holder = node()
        if (holder === null) return NOBODY_HOLDS_IT
        const crowded = gate.crowded()
        if (crowded !== null) return crowded
        const token = newToken()
        const operation = { op: 'http', request, fresh: { token, print: await printOf(token, secret) } } as const
        const answer = await turns.operate(holder, operation, secret)
        if (answer === null) throw new Error(`${holder} did not answer a request`)
        const outcome = served(answer)
        // Whoever shows what works is somebody who may act here.
        const isKnown = request.bearer !== null || request.claim !== null || Object.keys(request.cookies).length > 0
        if (!isHolder && isKnown && outcome.is === 'http' && outcome.response.status < 400) clock.noteAct()
        return outcome
      })
    })
  }
}

function served(answer: Answer | Reading): Served {
  if (answer.is === 'http' || answer.is === 'not-answering') return answer
  throw new Error(`a web interface answered with a ${answer.is}`)
}
