// Users > Password security: what strict passwords have to be. The policy replicates. A password is in no state, so what
// the rules ask about one is measured where it is sealed, and stands behind its seal. EX-41, EX-60.

import { isSeal, type Seal } from '../kernel/seal.ts'
import type { Configuration } from './configuration.ts'

/** The items of the replicated configuration that hold the policy. */
export const POLICY = {
  isEnforced: 'strict_passwords',
  length: 'strict_password_length',
  digits: 'strict_password_digits',
  upper: 'strict_password_uppercase',
  lower: 'strict_password_lowercase',
  special: 'strict_password_special',
  repeated: 'strict_password_repeated',
  classes: 'strict_password_classes',
} as const

/** Of a password: how many characters of each kind, the longest row of one character, and which fixed rules it breaks. */
export type Measure = {
  readonly length: number
  readonly digits: number
  readonly upper: number
  readonly lower: number
  readonly special: number
  readonly repeated: number
  readonly breaks: string // letters of FIXED
}

const COUNTS = ['length', 'digits', 'upper', 'lower', 'special', 'repeated'] as const

/** The rules that are never configured: each is broken by a password of which this holds. */
const FIXED: { readonly [letter: string]: { readonly says: string; holds(password: string): boolean } } = {
  c: { says: 'contains three or more consecutive characters such as "abc" or "123"', holds: hasSequence },
  d: { says: 'contains too few different characters', holds: (password) => new Set(password).size < DIFFERENT_MIN },
  p: { says: 'is a palindrome', holds: (password) => password.length > 1 && plainOf(password) === reversed(plainOf(password)) },
  w: { says: 'is based on a dictionary word', holds: isOfDictionary },
}

const DIFFERENT_MIN = 5

// No dictionary of the product is public: these are words that a guess begins with.
const WORDS: readonly string[] = [
  'admin', 'administrator', 'changeme', 'cisco', 'conference', 'default', 'expressway', 'letmein', 'manager', 'network',
  'password', 'qwerty', 'secret', 'security', 'system', 'tandberg', 'telepresence', 'video', 'welcome',
] // biome-ignore format: one list

const plainOf = (password: string): string => password.toLowerCase()
const reversed = (text: string): string => [...text].reverse().join('')

function hasSequence(password: string): boolean {
  const codes = [...plainOf(password)].map((each) => (/[a-z0-9]/.test(each) ? (each.codePointAt(0) ?? 0) : Number.NaN))
  return codes.some((code, index) => {
    const [next, last] = [codes[index + 1] ?? Number.NaN, codes[index + 2] ?? Number.NaN]
    return (next === code + 1 && last === code + 2) || (next === code - 1 && last === code - 2)
  })
}

function isOfDictionary(password: string): boolean {
  const letters = plainOf(password).replaceAll(/[^a-z]/g, '')
  return WORDS.includes(letters) || WORDS.includes(reversed(letters))
}

const count = (password: string, kind: RegExp): number => password.match(kind)?.length ?? 0

/** Measures a password. */
export const measureOf = (password: string): Measure => ({
  length: password.length,
  digits: count(password, /[0-9]/g),
  upper: count(password, /[A-Z]/g),
  lower: count(password, /[a-z]/g),
  special: count(password, /[ -/:-@[-`{-~]/g),
  repeated: Math.max(0, ...(password.match(/(.)\1*/gsu) ?? []).map((row) => row.length)),
  breaks: Object.keys(FIXED)
    .filter((letter) => FIXED[letter]?.holds(password))
    .join(''),
})

const MEASURE = /:(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.([a-z]*)$/

/** How an account holds a password: its seal, and behind it the measure. A sandbox in memory makes no seals. */
export const held = (seal: Seal | '', { breaks, ...counts }: Measure): string =>
  `${seal}:${COUNTS.map((name) => counts[name]).join('.')}.${breaks}`

/** The seal alone; '' where there is none. */
export const sealIn = (password: string): Seal | '' => password.replace(MEASURE, '')

/** The measure behind a seal; null where there is none, as behind those of before there was a policy. */
export function measureIn(password: string): Measure | null {
  const found = MEASURE.exec(password)
  if (found === null) return null
  const counts = Object.fromEntries(COUNTS.map((name, index) => [name, Number(found[index + 1])]))
  return { ...counts, breaks: found[7] ?? '' } as Measure
}

/** Whether this is how an account holds a password, and not the password itself. */
export const isHeld = (password: string): boolean => isSeal(sealIn(password))

/** Why a password may not be set, in sentences; none where it may, and where strict passwords are not enforced. */
export function objections(configuration: Configuration, measure: Measure | null): readonly string[] {
  if (configuration[POLICY.isEnforced] !== 'On') return []
  if (measure === null) return ['The password is not known to be a strict one.']
  const least = (name: keyof typeof POLICY): number => Number(configuration[POLICY[name]] ?? 0)
  const { length, digits, upper, lower, special, repeated, breaks } = measure
  const classes = [digits, upper, lower, special].filter((each) => each > 0).length
  const rows: readonly (readonly [boolean, string])[] = [
    [length < least('length'), `must contain at least ${least('length')} characters`],
    [digits < least('digits'), `must contain at least ${least('digits')} digits`],
    [upper < least('upper'), `must contain at least ${least('upper')} uppercase letters`],
    [lower < least('lower'), `must contain at least ${least('lower')} lowercase letters`],
    [special < least('special'), `must contain at least ${least('special')} special characters`],
    [least('repeated') > 0 && repeated > least('repeated'), `must not repeat a character more than ${least('repeated')} times in a row`],
    [classes < least('classes'), `must contain characters of at least ${least('classes')} classes`],
  ]
  const fixed = Object.entries(FIXED).flatMap(([letter, { says }]) => (breaks.includes(letter) ? [says] : []))
  return [...rows.flatMap(([isBroken, says]) => (isBroken ? [says] : [])), ...fixed].map((says) => `Password: it ${says}.`)
} // biome-ignore format: one rule a line
