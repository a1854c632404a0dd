// What follows from its argument alone is made once. Forgetting any of it changes only the time that it takes, so a
// step stays a pure function.

/** For what follows from a text or a number: at most some hundred are kept. */
export const remembered = <K extends string | number, T>(make: (from: K) => T): ((from: K) => T) => {
  const known = new Map<K, { readonly made: T }>()
  return (from) => {
    const found = known.get(from)
    if (found !== undefined) return found.made
    if (known.size >= KNOWN_MAX) known.clear()
    const made = make(from)
    known.set(from, { made })
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

/** For what follows from several values together, of which one or another changes now and then: only the last is kept. */
export const latest = <P extends readonly unknown[], T>(make: (...from: P) => T): ((...from: P) => T) => {
  let known: { readonly from: P; readonly made: T } | null = null
  return (...from) => {
    if (known === null || known.from.some((each, index) => each !== from[index])) known = { from, made: make(...from) }
    return known.made
  }
}
