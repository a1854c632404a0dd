// Whether two values say the same, found out without putting either into words.

type Parts = { readonly [name: string]: unknown }

/** Whether two values are one and the same text as JSON, to the byte: keys in another order are another text. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    for (let index = 0; index < one.length; index += 1) if (!isSame(one[index], other[index])) return false
    return true
  }
  const [ours, theirs] = [one as Parts, other as Parts]
  const names = Object.keys(ours)
  const known = Object.keys(theirs)
  if (names.length !== known.length) return false
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string
    if (name !== known[index] || !isSame(ours[name], theirs[name])) return false
  }
  return true
}

/** `after`, where each part that says the same as in `before` is the very object that it was there. */
export function sharing<T extends object>(before: { readonly [K in keyof T]: unknown }, after: T): T {
  const shared: { -readonly [K in keyof T]: T[K] } = { ...after }
  for (const name of Object.keys(after) as (keyof T)[])
    if (isSame(before[name], after[name])) shared[name] = before[name] as T[typeof name]
  return shared
}
