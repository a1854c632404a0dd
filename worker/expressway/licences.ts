// Licences are pooled: any peer may use what any peer has installed. Those of a lost peer stay in the pool
// for 14 days, with warnings on the way. With Smart Licensing the pool is an account, from which nothing is lost. EX-05.

import { DAY_MS, HOUR_MS, type Instant, iso } from '../kernel/time.ts'
import { isSmart } from './smart-licensing.ts'
import { type Draft, hasTimer, isListed, type Link, type PeerState, put, setTimer, stopTimer } from './state.ts'

/** How long the licences of a lost peer still count. */
const LICENCE_KEPT_MS = 14 * DAY_MS

/** When the warnings come; the guide gives their texts and not their hours. */
export const LOSS_STAGES_MS: readonly number[] = [24 * HOUR_MS, 7 * DAY_MS, LICENCE_KEPT_MS]

/** How far each lost peer's licences have got on their way out: 0 for not yet worth a warning, 3 for gone. */
export function lossStage(state: PeerState, link: Link, at: Instant): 0 | 1 | 2 | 3 {
  if (link.lostAt === null || !isListed(state) || isSmart(state)) return 0
  const since = at - link.lostAt
  return LOSS_STAGES_MS.filter((stage) => since >= stage).length as 0 | 1 | 2 | 3
}

/** Room-session licences in the pool as this peer counts them. */
export function pooledLicences(state: PeerState): number {
  return state.links.reduce(
    (sum, link, line) => sum + (link?.last && (state.lossStages[line] ?? 0) < 3 ? link.last.roomSessions : 0),
    state.identity.roomSessions,
  )
}

/** Brings the stages up to date and sets the timer of the next one. */
export function tendLicences(draft: Draft): void {
  const { state, at } = draft
  const stages = state.links.map((link) => (link === null ? 0 : lossStage(state, link, at)))
  if (stages.some((stage, line) => stage !== (state.lossStages[line] ?? 0))) put(draft, { lossStages: stages })
  const next = state.links.flatMap((link, line) => {
    const wait = LOSS_STAGES_MS[stages[line] ?? 0]
    return link === null || link.lostAt === null || wait === undefined || isSmart(state) ? [] : [link.lostAt + wait]
  })
  if (next.length === 0) {
    if (hasTimer(state, 'licences')) stopTimer(draft, 'licences')
    return
  }
  const due = Math.min(...next)
  if (state.timers.find((timer) => timer.name === 'licences')?.due !== due) setTimer(draft, 'licences', due - at, 'standing')
}

/** The lines of the list whose peers have got to this stage. */
const atStage = (state: PeerState, stage: number): readonly number[] =>
  state.lossStages.flatMap((each, line) => (each === stage ? [line] : []))

export const isAlone = (state: PeerState, stage: number): boolean => atStage(state, stage).length === 1
export const areSeveral = (state: PeerState, stage: number): boolean => atStage(state, stage).length > 1

/** The alarm's text, with peers, time and the day on which the licences go. */
export function lossText(state: PeerState, stage: 1 | 2 | 3): string {
  const lines = atStage(state, stage)
  const span = stage === 1 ? '24 hours' : `${(LOSS_STAGES_MS[stage - 1] ?? 0) / DAY_MS} days`
  const on = (line: number) => iso((state.links[line]?.lostAt ?? 0) + LICENCE_KEPT_MS).slice(0, 10)
  const [first] = lines
  if (lines.length === 1 && first !== undefined) {
    const verb = stage === 3 ? 'Its licenses have been' : 'Its licenses will be'
    return `Cluster peer ${first + 1} has been unavailable for more than ${span}. ${verb} removed from the total available for use across the cluster on ${on(first)}.`
  }
  const verb = stage === 3 ? 'Their licenses have been' : 'Their licenses will be'
  return `Several cluster peers have been unavailable for more than ${span}. ${verb} removed from the total available for use across the cluster as follows: ${lines.map((line) => `peer ${line + 1} on ${on(line)}`).join(', ')}.`
}
