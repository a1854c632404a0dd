// What follows from its argument alone is made once. Forgetting any of it changes only the time that it takes, so a
// step stays a pure function.

/** For what follows from a text: at most some hundred are kept. */
export const remembered = <T>(make: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>()
  return (text) => {
    if (known.has(text)) return known.get(text) as T
    if (known.size >= KNOWN_MAX) known.clear()
    const made = make(text)
    known.set(text, made)
    return made
  }
}
const KNOWN_MAX = 500

/** For what follows from a part of a state, which is never changed: kept as long as the part itself. */
export const derived = <K extends object, T>(make: (part: K) => T): ((part: K) => T) => {
  const known = new WeakMap<K, { readonly made: T }>()
  return (part) => {
    const found = known.get(part)
    if (found !== undefined) return found.made
    const made = make(part)
    known.set(part, { made })
    return made
  }
}
