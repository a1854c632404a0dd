// How large a request may be. What is larger is refused before anything of it is looked at.

/** Bytes that a body may hold; that of an import has a bound of its own. */
export const BODY_BYTES_MAX = 256 * 1024
export const IMPORT_BYTES_MAX = 8 * 1024 * 1024
/** How deep the JSON of a body may be nested. */
export const DEPTH_MAX = 32
/** Characters of a path and its query together, at a node's own address. */
export const TARGET_LENGTH_MAX = 4_000
/** Characters of a header that a node looks at. */
export const HEADER_LENGTH_MAX = 2_000
