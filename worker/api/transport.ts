// What holds for every answer of the service, whoever makes it.

/** Strict-Transport-Security: two years, and nodes' own host names with it. Browsers heed it over HTTPS alone. */
export const HSTS = 'max-age=63072000; includeSubDomains'
