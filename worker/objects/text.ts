// What a sandbox and its nodes tell each other at every turn crosses as text. The runtime hands a text over at once, but
// copies an object member by member, which for a turn costs as much as the call itself.

/** A value of type `T` in words. */
export type TextOf<T> = string & { readonly of?: T }

export const toText = <T>(value: T): TextOf<T> => JSON.stringify(value)

export const fromText = <T>(text: TextOf<T>): T => JSON.parse(text) as T
