// Chance that can be replayed: the generator's state is four integers that live in the state they
// serve, and every draw returns the state for the next one.

import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

export type Random = readonly number[]

export const randomFrom = (seed: number): Random => xoroshiro128plus(seed).getState()

/** An integer from `low` to `high`, both included, and the generator's next state. */
export function draw(random: Random, low: number, high: number): [number, Random] {
  const generator = xoroshiro128plusFromState(random)
  const value = uniformInt(generator, low, high)
  return [value, generator.getState()]
}

/** A seed for one node, so that what it draws does not depend on what its neighbours drew. */
export function seedFor(seed: number, name: string): number {
  let hash = (seed ^ 0x811c9dc5) | 0
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash
}
