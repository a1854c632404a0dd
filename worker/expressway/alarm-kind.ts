// What is known of one kind of alarm. EX-40.

import type { PeerState } from './state.ts'

export type AlarmKind = {
  readonly id: string
  readonly uuid: string
  readonly title: string
  readonly description: string
  readonly solution: string
  readonly severity: string
  readonly page: string // where its action leads
  readonly process: 'alarm' | 'management' // which one writes the log line
  readonly delayMs: number // from the cause to the alarm; 0: it comes with the cause
  readonly cause: (state: PeerState) => boolean
  readonly detail?: (state: PeerState) => string // what stands instead of the description when it is raised
}

/** From a change that only a restart puts in force to the alarm that says so, as in the published log. */
export const SAVED_TO_ALARM_MS = 216

/** A kind of alarm of severity warning, with nothing special to it. */
export function kind(
  id: string, uuid: string, title: string, description: string, solution: string, page: string, delayMs: number,
  cause: AlarmKind['cause'], process: AlarmKind['process'] = 'alarm',
): AlarmKind {
  return { id, uuid, title, description, solution, page, delayMs, cause, process, severity: 'warning' }
} // biome-ignore format: its parameters are one row's columns
