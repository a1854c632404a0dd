// What a command of `xCommand` is, and how it tells what became of it. EX-61.

import type { Answer } from '../kernel/surface.ts'
import type { Saved } from './saving.ts'
import type { Draft, PeerState } from './state.ts'

/** What was typed for each parameter, by its name in small letters. */
export type Given = { readonly [parameter: string]: string }

export type Command = {
  readonly name: string
  readonly what: string
  readonly parameters: readonly { readonly name: string; readonly valueSpace: string; readonly isRequired: boolean }[]
  /** Which systems have it; absent: all. */
  isFor?(state: PeerState): boolean
  /** Does it. Returns null, or why it was not done. */
  run(draft: Draft, given: Given): string | null | Done
}

/** Done, with lines that tell of it. */
export type Done = { readonly result: readonly string[] }

/** A parameter that has to be typed, and one that need not be. */
export const required = (name: string, valueSpace: string) => ({ name, valueSpace, isRequired: true })
export const optional = (name: string, valueSpace: string) => ({ name, valueSpace, isRequired: false })

/** Why a button's act, or the save of a page, was not done; null where it was. */
export const whyNot = (answer: Answer): string | null => (answer.is === 'refused' ? answer.messages.join(' ') : null)
export function whyNotSaved(outcome: Saved): string | null {
  if (outcome.is === 'saved') return null
  if (outcome.is === 'refused') return outcome.messages.join(' ')
  return outcome.is === 'malformed' ? outcome.errors.map((each) => each.message).join('; ') : 'this cannot be changed here'
}
