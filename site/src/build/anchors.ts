// Where the pages that are read from the models have what, for whoever leads there.

/** Where the page of commands lists one. */
export const commandAnchor = (product: string, login: string | null, command: string): string =>
  `${product}-${login ?? 'usual'}-${command}`.toLowerCase().replace(/[^a-z0-9_?]+/g, '-')
