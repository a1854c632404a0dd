// The two words that everything here is said in.

/** What can be stored, sent and compared as it is. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The same type, with nothing in it that may be changed. */
export type Frozen<T> = Json extends T ? T : T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T

/** A node's name within its sandbox: lower-case letters, digits and single hyphens. */
export type NodeId = string
