// Chance for the simulator: everything it draws follows from one seed.

import { draw, type Random, randomFrom } from '../../worker/kernel/random.ts'

export class Dice {
  #random: Random

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    const [value, next] = draw(this.#random, low, high)
    this.#random = next
    return value
  }

  chance(percent: number): boolean {
    return this.between(1, 100) <= percent
  }

  /** One of them. Throws where there is none. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from')
    return list[this.between(0, list.length - 1)] as T
  }

  /** One of them, the likelier the greater its weight; undefined where all weigh nothing. */
  weigh<T>(list: readonly (readonly [number, T])[]): T | undefined {
    const sum = list.reduce((all, [weight]) => all + weight, 0)
    if (sum === 0) return undefined
    let rest = this.between(1, sum)
    for (const [weight, one] of list) {
      rest -= weight
      if (rest <= 0) return one
    }
    return undefined
  }
}
