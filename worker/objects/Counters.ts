// What a sandbox has cost: counted in memory, and kept in the record that every turn writes anyway, so
// that counting costs no row. What was counted after the newest record is lost when the object is
// taken out of memory: some reads, never a turn.

/** Since the sandbox was made. */
export type Count = {
  readonly requests: number // calls that reached the sandbox from outside, and messages of watchers that show a key
  readonly nodeCalls: number // calls from the sandbox to its nodes
  readonly rows: number // rows written by the sandbox itself, each alarm that was set being one
  readonly alarms: number // alarms that rang, the nodes' among them
}

export class Counters {
  #count: Count = { requests: 0, nodeCalls: 0, rows: 0, alarms: 0 }
  #isResumed = false

  get count(): Count {
    return this.#count
  }

  add(what: keyof Count, more = 1): void {
    this.#count = { ...this.#count, [what]: this.#count[what] + more }
  }

  /** Goes on from what an earlier life of the object has written down. Once; later calls change nothing. */
  resume(kept: Count | undefined): void {
    if (this.#isResumed) return
    this.#isResumed = true
    if (kept === undefined) return
    for (const what of Object.keys(kept) as (keyof Count)[]) this.add(what, kept[what])
  }
}
