// What a reader did before time is run on has happened before it does, in whatever order the calls would have
// reached the service; and time that is run on twice goes on twice.

export class UnderWay {
  readonly #acts = new Set<Promise<unknown>>() // not answered yet
  #last: Promise<unknown> = Promise.resolve() // the last thing that waits, or waited, for them
  #waiting = 0

  /** Counts an act as under way until it is answered. */
  act<T>(act: Promise<T>): Promise<T> {
    this.#acts.add(act)
    const end = () => void this.#acts.delete(act)
    act.then(end, end)
    return act
  }

  /** Does `what` once all that was asked for before is answered. `rest` is called when nothing waits any more. */
  async after<T>(what: () => Promise<T>, rest: () => void): Promise<T> {
    const before = [this.#last, ...this.#acts]
    this.#waiting += 1
    const turn = Promise.allSettled(before).then(what)
    this.#last = turn
    try {
      return await turn
    } finally {
      this.#waiting -= 1
      if (this.#waiting === 0) rest()
    }
  }
}
