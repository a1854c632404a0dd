// Rows written together with the line that an Event Log tab keeps of them.

import { type LoggedEvent, logEvent } from './accounts.ts'
import type { Change } from './postgres.ts'
import { write } from './replication.ts'
import type { Turn } from './turn.ts'

/** Commits `changes` and the line that says so, in one transaction. */
export const writeLogged = (turn: Turn, topic: LoggedEvent['topic'], changes: readonly Change[], text: string): void =>
  write(turn, [...changes, ...logEvent(turn.state.database.tables, topic, turn.moment, text)])
