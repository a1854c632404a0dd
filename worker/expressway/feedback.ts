// Feedback: who is to be told, at which address, of what. It is registered, listed and ended as on the product; what
// would be sent leaves no sandbox, and the timeline says so. EX-61.
//
// Source: command reference of the Administrator Guide (FeedbackRegister, FeedbackDeregister, xFeedback).

import { type Draft, note, type PeerState, put } from './state.ts'

/** Who asked to be told of what. */
export type Feedback = { readonly url: string; readonly expressions: readonly string[] }

/** So many may be told, each of so many things. */
export const FEEDBACKS_MAX = 3
export const EXPRESSIONS_MAX = 15
const TEXT_LENGTH_MAX = 256

/** What can be asked for. */
export const EXPRESSIONS: readonly string[] = [
  'Status/Ethernet', 'Status/NTP', 'Status/LDAP', 'Status/Feedback', 'Status/ExternalManager', 'Status/Calls',
  'Status/Registrations', 'Status/Zones', 'Event/CallAttempt', 'Event/CallConnected', 'Event/CallDisconnected',
  'Event/CallFailure', 'Event/RegistrationAdded', 'Event/RegistrationRemoved', 'Event/RegistrationFailure',
  'Event/RegistrationChanged', 'Event/Bandwidth', 'Event/Locate', 'Event/ResourceUsage', 'Event/AuthenticationFailure',
] // biome-ignore format: one list

/** By number from 1; null where nobody is registered. */
export const feedbackOf = ({ feedback = [] }: PeerState): readonly (Feedback | null)[] =>
  Array.from({ length: FEEDBACKS_MAX }, (_, index) => feedback[index] ?? null)

/** The expression as the product writes it, or undefined. */
const expressionOf = (typed: string): string | undefined =>
  EXPRESSIONS.find((each) => each.toLowerCase() === typed.replace(/^\/+/, '').toLowerCase())

/** Registers a request under `id`, or under the first number that is free. Returns its number, or why there is none. */
export function registerFeedback(draft: Draft, id: string, url: string, typed: readonly string[]): number | string {
  const all = feedbackOf(draft.state)
  const number = id === '' ? all.indexOf(null) + 1 : Number(id)
  if (number === 0) return `all ${FEEDBACKS_MAX} feedback requests are in use; end one with FeedbackDeregister`
  const wrong = wrongId(number)
  if (wrong !== null) return wrong
  if (!/^https?:\/\/\S+$/i.test(url) || url.length > TEXT_LENGTH_MAX)
    return 'URL takes an address such as http://192.168.0.1/submitfeedback/'
  if (typed.length === 0) return 'FeedbackRegister needs Expression.1: <S: 1, 256>'
  const strange = typed.find((each) => expressionOf(each) === undefined)
  if (strange !== undefined) return `"${strange}" is no expression; valid are ${EXPRESSIONS.join(', ')}`
  const registered = { url, expressions: typed.map((each) => expressionOf(each) as string) }
  put(draft, { feedback: all.map((each, index) => (index === number - 1 ? registered : each)) })
  note(draft, 'feedback', `Feedback ${number} is registered for ${url}; nothing is sent there, since it is outside the sandbox.`)
  return number
}

/** Ends a request; null, or why it was not ended. */
export function deregisterFeedback(draft: Draft, id: string): string | null {
  const number = Number(id)
  const wrong = wrongId(number)
  if (wrong !== null) return wrong
  const all = feedbackOf(draft.state)
  if (all[number - 1] === null) return `feedback request ${number} is not in use`
  put(draft, { feedback: all.map((each, index) => (index === number - 1 ? null : each)) })
  return null
}

const wrongId = (number: number): string | null =>
  Number.isInteger(number) && number >= 1 && number <= FEEDBACKS_MAX ? null : `ID takes <1..${FEEDBACKS_MAX}>`

/** `xFeedback register Status/Calls`, `xFeedback deregister 1`, `xFeedback list`: expressions of one session. Null: not done, and why. */
export function sessionFeedback(
  before: readonly string[],
  typed: string,
): { readonly expressions: readonly string[]; readonly lines: readonly string[] } | string {
  const [verb = '', rest = ''] = typed.trim().split(/\s+/, 2)
  switch (verb.toLowerCase()) {
    case 'register': {
      const expression = expressionOf(rest)
      if (expression === undefined) return `"${rest}" is no expression; valid are ${EXPRESSIONS.join(', ')}`
      if (before.length >= EXPRESSIONS_MAX) return `a session takes at most ${EXPRESSIONS_MAX} expressions`
      return { expressions: [...before, expression], lines: [] }
    }
    case 'deregister': {
      const number = Number(rest)
      if (!Number.isInteger(number) || number < 0 || number > before.length) return `there is no expression ${rest}; xFeedback list shows them`
      return { expressions: number === 0 ? [] : before.filter((_, index) => index !== number - 1), lines: [] }
    }
    case 'list':
      return { expressions: before, lines: before.map((each, index) => `*xf ${index + 1} ${each}`) }
    default:
      return 'xFeedback takes register <expression>, deregister <index> (0: all) or list'
  }
} // biome-ignore format: one refusal a line
