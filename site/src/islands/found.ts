// What a check found, where it can be told in a word.

export const isPlain = (value: unknown): boolean => value !== null && typeof value !== 'object' && value !== ''
