// How one object sees another across RPC: the same methods, all of them promises. The runtime's own
// stub type follows every result into its depths, which a recursive JSON type does not survive.

/** The methods of `T` as they look from another object or from the Worker. */
export type Port<T, Methods extends keyof T> = {
  [Name in Methods]: T[Name] extends (...given: infer Given) => infer Result
    ? (...given: Given) => Promise<Awaited<Result>>
    : never
}
