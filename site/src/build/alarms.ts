// Every alarm of a product as its reference page shows it: the product's words, what raises it and what lowers it,
// both played with the model while the site is built, and the procedures in which a reader meets it.

import type { Json } from '@worker/kernel/machine.ts'
import type { AlarmCause, AlarmEntry, Product } from '@worker/kernel/product.ts'
import { type Lab, openLab } from '@worker/kernel/runtime.ts'
import type { ShownAct } from '../lab/perform.ts'
import { PROCEDURES } from './procedures.ts'
import { playAct, transcriptOf } from './transcript.ts'

export type ListedAlarm = AlarmEntry & {
  readonly played: PlayedCause | null // null: the product has no cause for it that could be played
  readonly metIn: readonly { readonly slug: string; readonly step: string }[] // at most one step of each procedure
}

export type PlayedCause = AlarmCause & {
  readonly raising: readonly ShownAct[]
  readonly clearing: readonly ShownAct[]
  readonly raisedText: string | null // what it says there and then; null where only the log shows it
  readonly after: number | null // ms from the first act until it was raised; null where it stood from the beginning, or only the log shows it
}

/** The alarms of a product's reference, in its order. Throws where a cause does not raise its alarm, or its remedy does not lower it. */
export function alarmsOf(product: Product): readonly ListedAlarm[] {
  const causes = new Map(product.reference.causes.map((cause) => [cause.alarm, cause]))
  const meetings = meetingsOf(product)
  return product.reference.alarms.map((alarm) => {
    const cause = causes.get(alarm.id)
    return { ...alarm, played: cause === undefined ? null : playCause(product, cause), metIn: meetings.get(alarm.id) ?? [] }
  })
}

function playCause(product: Product, cause: AlarmCause): PlayedCause {
  const where = `alarm ${cause.alarm}`
  const lab = openLab(product, cause.template)
  const began = nowOf(lab)
  const raising = cause.raise.map((act) => playAct(lab, act, where).shown)
  const raised = raisedIn(lab).find(({ node, id }) => node === cause.node && id === cause.alarm)
  if (raised === undefined && cause.isOnlyLogged !== true)
    throw new Error(`${where}: its cause was played, and it is not raised on ${cause.node}`)
  const clearing = cause.clear.map((act) => playAct(lab, act, where).shown)
  if (raisedIn(lab).some(({ node, id }) => node === cause.node && id === cause.alarm))
    throw new Error(`${where}: its remedy was played, and it is still raised on ${cause.node}`)
  return {
    ...cause,
    raising,
    clearing,
    raisedText: raised?.text ?? null,
    after: raised === undefined || raised.since < began ? null : raised.since - began,
  }
}

// Where in the procedures each alarm is up that was not up before their first step.
function meetingsOf(product: Product): ReadonlyMap<string, readonly { readonly slug: string; readonly step: string }[]> {
  const found = new Map<string, { readonly slug: string; readonly step: string }[]>()
  for (const procedure of PROCEDURES.filter((each) => each.product === product.id)) {
    const { before, steps } = transcriptOf(procedure)
    const known = new Set(raisedIn(before).map(({ id }) => id))
    for (const step of steps) {
      for (const { id } of raisedIn(step.after)) {
        if (known.has(id)) continue
        known.add(id)
        found.set(id, [...(found.get(id) ?? []), { slug: procedure.slug, step: step.id }])
      }
    }
  }
  return found
}

const nowOf = (lab: Lab): number => Date.parse(lab.snapshot().clock.now)

type Raised = { readonly node: string; readonly id: string; readonly text: string; readonly since: number }

const raisedIn = (lab: Lab): readonly Raised[] =>
  lab.snapshot().nodes.flatMap(({ id: node, alarms }) =>
    Array.isArray(alarms)
      ? (alarms as readonly { readonly [name: string]: Json }[]).map(({ id, text, firstRaised }) => ({
          node,
          id: String(id),
          text: String(text),
          since: Date.parse(String(firstRaised)),
        }))
      : [],
  )
