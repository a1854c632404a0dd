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

/**
 * 32 bytes, hexadecimal, that come from outside with an act. The objects draw them where the act comes
 * in, so nobody can guess them; they are journalled with it, so a replay makes the same of them.
 */
export type Entropy = string

/** Entropy that can be foretold, for runtimes without a source of chance: the same for the same seed and occasion. */
export function entropyFor(seed: number, occasion: string): Entropy {
  let random = randomFrom(seedFor(seed, occasion))
  let bytes = ''
  while (bytes.length < 64) {
    const [byte, next] = draw(random, 0, 255)
    random = next
    bytes += byte.toString(16).padStart(2, '0')
  }
  return bytes
}
