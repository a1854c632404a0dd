// Who is logged in: on the command line, and on the web interface. EX-60, EX-61.

import type { Instant } from '../kernel/time.ts'

/** `answers`: given so far to a script that asks; null while none does. */
export type Session = {
  readonly id: string
  readonly login: 'admin' | 'root'
  readonly answers: readonly boolean[] | null
  readonly by?: 'console' // opened where SSH was off; absent: over SSH
  readonly feedback?: readonly string[] // expressions that xFeedback registered
  readonly at?: Instant // when it was opened; absent: before that was noted
}

/** A session of the web interface: the print of the token that it was opened with, and the name of whom it belongs to. */
export type WebSession = { readonly print: string; readonly account: string; readonly at?: Instant }
