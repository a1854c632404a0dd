// Who may come in: access tokens of the API and sessions of a web interface, kept as prints.

import type { Instant } from '../../kernel/time.ts'
import { HOUR_MS } from '../../kernel/time.ts'
import type { Row } from '../postgres.ts'

/**
 * One access token of the API or session of a GUI: its id is the print of what the client shows, `who` was let in, and it
 * ends at `until` (SSM-20: it is a row of the database, so it outlives a failover).
 */
export type Pass = Row & { readonly of: 'api' | 'gui'; readonly who: string; readonly until: Instant }

/** Passes kept at once, so that a state cannot grow without end: the one that ends first goes; assumed. */
const PASSES_MAX = 60

/** How long a session of a web interface lasts; assumed. */
export const SESSION_MS = 8 * HOUR_MS

/** Whose print this is at `at`, or null. */
export const passIn = (passes: readonly Pass[], of: Pass['of'], print: string | null | undefined, at: Instant): Pass | null =>
  passes.find((each) => each.of === of && each.id === print && each.until > at) ?? null

/** Which passes have to go for one more to come: those that ended, and the one that ends first where there are too many. */
export function displaced(passes: readonly Pass[], at: Instant): readonly Pass[] {
  const ended = passes.filter(({ until }) => until <= at)
  const left = passes.filter(({ until }) => until > at).toSorted((a, b) => a.until - b.until)
  return [...ended, ...left.slice(0, Math.max(0, left.length - PASSES_MAX + 1))]
}

/** The passes with one more session. */
export const withSession = (passes: readonly Pass[], print: string, who: string, at: Instant): readonly Pass[] =>
  withPass(passes, { id: print, of: 'gui', who, until: at + SESSION_MS }, at)

/** The passes with one more. */
export const withPass = (
  passes: readonly Pass[],
  pass: Pick<Pass, 'id' | 'of' | 'who' | 'until'>,
  at: Instant,
): readonly Pass[] => {
  const gone = displaced(passes, at)
  return [...passes.filter((each) => !gone.includes(each)), pass as Pass]
}
