// The small language in which procedures say what must hold. A check reads the snapshot and nothing
// else, so it judges the state itself and never the way there.
//
//   expc01.clustering.peers[0].clustering.state is active
//   expc01.alarms has id=20007 status=new          expc01.alarms has no id=20007
//   primary-node.database.timeline at least 2      primary-node.accounts counts 2
//   expc02.configuration same as expc01.configuration
//   expc02.alarms has no id=20012 while expc02.state is running      while a node is down its lists say nothing
//
// A path starts with a node's id, or with `sandbox` for the snapshot itself. Words may be quoted.

import type { Json } from './machine.ts'
import type { Snapshot } from './snapshot.ts'

export type Path = readonly (string | number)[]

/** `meanwhile`: what has to hold as well, so that the check says what it means. */
export type Check = { readonly text: string; readonly path: Path; readonly test: Test; readonly meanwhile?: Check }

type Test =
  | { readonly is: 'equal' | 'different'; readonly value: Json }
  | { readonly is: 'same-as'; readonly path: Path }
  | { readonly is: 'has' | 'has-no'; readonly like: { readonly [key: string]: Json } }
  | { readonly is: 'counts' | 'at-least' | 'at-most'; readonly number: number }
  | { readonly is: 'contains'; readonly part: string }

export type Verdict = { readonly text: string; readonly holds: boolean; readonly found: Json }

const SHAPE = /^(\S+) (is not|is|same as|has no|has|counts|at least|at most|contains) (.+)$/

/** Reads one check. Throws with what is wrong and what would be right: checks are written by us, not by readers. */
export function parseCheck(text: string): Check {
  const at = text.indexOf(' while ')
  if (at < 0) return parseSimple(text)
  return { ...parseSimple(text.slice(0, at)), text: text.trim(), meanwhile: parseCheck(text.slice(at + ' while '.length)) }
}

function parseSimple(text: string): Check {
  const found = SHAPE.exec(text.trim())
  if (found === null) throw new Error(`check "${text}": write it as <path> is <value>, has <key>=<value>, counts <n> …`)
  const [, path = '', word = '', rest = ''] = found
  return { text: text.trim(), path: parsePath(path), test: parseTest(text, word, rest) }
}

function parseTest(text: string, word: string, rest: string): Test {
  switch (word) {
    case 'is':
      return { is: 'equal', value: parseValue(rest) }
    case 'is not':
      return { is: 'different', value: parseValue(rest) }
    case 'same as':
      return { is: 'same-as', path: parsePath(rest) }
    case 'contains':
      return { is: 'contains', part: String(parseValue(rest)) }
    case 'has':
    case 'has no': {
      const pairs = [...rest.matchAll(/([\w.-]+)=("[^"]*"|\S+)/g)].map(
        ([, key = '', value = '']) => [key, parseValue(value)] as const,
      )
      if (pairs.length === 0) throw new Error(`check "${text}": after "${word}" write <key>=<value>`)
      return { is: word === 'has' ? 'has' : 'has-no', like: Object.fromEntries(pairs) }
    }
    default: {
      const number = Number(rest)
      if (!Number.isFinite(number)) throw new Error(`check "${text}": "${rest}" is no number`)
      return { is: word === 'counts' ? 'counts' : word === 'at least' ? 'at-least' : 'at-most', number }
    }
  }
}

function parsePath(text: string): Path {
  const steps = [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)]
  if (steps.length === 0) throw new Error(`"${text}" is no path`)
  return steps.map(([, name, index]) => (index === undefined ? (name ?? '') : Number(index)))
}

// A bare word is itself, so that `is active` needs no quotes; what JSON knows is what JSON says it is.
function parseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** What a check finds in a snapshot, and whether that is as it should be. A path that leads nowhere finds null. */
export function judge(check: Check, snapshot: Snapshot): Verdict {
  const found = follow(snapshot, check.path)
  const isMeant = check.meanwhile === undefined || judge(check.meanwhile, snapshot).holds
  return { text: check.text, holds: isMeant && passes(check.test, found, snapshot), found: found ?? null }
}

/** Whether all of the checks hold. */
export const holds = (checks: readonly Check[], snapshot: Snapshot): boolean =>
  checks.every((check) => judge(check, snapshot).holds)

function passes(test: Test, found: Json | undefined, snapshot: Snapshot): boolean {
  switch (test.is) {
    case 'equal':
      return sameJson(found ?? null, test.value)
    case 'different':
      return !sameJson(found ?? null, test.value)
    case 'same-as':
      return found !== undefined && sameJson(found, follow(snapshot, test.path) ?? null)
    case 'has':
      return Array.isArray(found) && found.some((each) => isLike(each, test.like))
    case 'has-no':
      return Array.isArray(found) && !found.some((each) => isLike(each, test.like))
    case 'counts':
      return Array.isArray(found) && found.length === test.number
    case 'at-least':
      return typeof found === 'number' && found >= test.number
    case 'at-most':
      return typeof found === 'number' && found <= test.number
    case 'contains':
      return typeof found === 'string' && found.includes(test.part)
  }
}

function follow(snapshot: Snapshot, path: Path): Json | undefined {
  const [head, ...rest] = path
  const start = head === 'sandbox' ? snapshot : snapshot.nodes.find((node) => node.id === head)
  let at: Json | undefined = start as Json | undefined
  for (const step of rest) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string | number, Json>)[step]
  }
  return at
}

// `id=20007` must find the id "20007": what a person wrote bare is compared as text with text.
const isLike = (value: Json, like: { readonly [key: string]: Json }): boolean =>
  value !== null &&
  typeof value === 'object' &&
  Object.entries(like).every(([key, wanted]) => {
    const own = (value as { readonly [key: string]: Json })[key]
    return own !== undefined && (sameJson(own, wanted) || (typeof own === 'string' && own === String(wanted)))
  })

/** Whether two values say the same; the order of keys does not count. */
export function sameJson(one: Json, other: Json): boolean {
  if (one === other) return true
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        sameJson((one as Record<string, Json>)[key] as Json, (other as Record<string, Json>)[key] as Json),
    )
  )
}
