// One after another: what is asked of a sandbox waits until what was asked before is done.

export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  /** Does the work when all that came before it is done, whether that went well or not. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
