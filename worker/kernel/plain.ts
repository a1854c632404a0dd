// The two words that everything here is said in.

/** What can be stored, sent and compared as it is. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A node's name within its sandbox: lower-case letters, digits and single hyphens. */
export type NodeId = string
