// Hono's fast router makes one expression of all paths, and refuses a fixed name where another path has a parameter. So
// the one route of that kind has a router of its own; both know what stands before every path.

import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'

/** A route whose last name stands where others have a parameter. */
type Fixed = { readonly method: string; readonly path: string }

export class FastRouter<T> implements Router<T> {
  readonly name = 'FastRouter'
  readonly #fixed: Fixed
  readonly #atFixed = new RegExpRouter<T>()
  readonly #elsewhere = new RegExpRouter<T>()

  constructor(fixed: Fixed) {
    this.#fixed = fixed
  }

  add(method: string, path: string, handler: T): void {
    const isFixed = this.#isFixed(method, path)
    if (isFixed || path.includes('*')) this.#atFixed.add(method, path, handler)
    if (!isFixed) this.#elsewhere.add(method, path, handler)
  }

  match(method: string, path: string): Result<T> {
    return (this.#isFixed(method, path) ? this.#atFixed : this.#elsewhere).match(method, path)
  }

  #isFixed(method: string, path: string): boolean {
    return path === this.#fixed.path && method === this.#fixed.method
  }
}
