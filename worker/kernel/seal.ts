// What stands for a password in acts, states and documents. Whoever holds the secret of the sandbox makes the same seal
// of the same password of the same owner; nobody finds the password from it, and no other sandbox knows it.

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { hexOf, utf8 } from './bytes.ts'

/** `{cipher}`, eight hexadecimal digits that name the secret it was made with, and 32 that name owner and password. */
export type Seal = string

/** Makes seals on one sandbox. An empty password stays empty: there is nothing to hide. */
export type Sealer = (owner: string, password: string) => Seal

const MARK = '{cipher}'
const RING = 8
const SEAL = /^\{cipher\}[0-9a-f]{40}$/

/** The sealer of a sandbox whose secret is this. */
export function sealerOf(secret: string): Sealer {
  const print = (text: string): string => hexOf(hmac(sha256, utf8(secret), utf8(text)))
  const ring = print('seal').slice(0, RING)
  return (owner, password) => (password === '' ? '' : `${MARK}${ring}${print(`seal ${owner}\n${password}`).slice(0, 32)}`)
}

export const isSeal = (text: string): boolean => SEAL.test(text)

/** Whether two seals were made with one secret; where they were not, they say nothing about each other. */
export const isOfOneSecret = (one: Seal, other: Seal): boolean =>
  isSeal(one) && isSeal(other) && one.slice(0, MARK.length + RING) === other.slice(0, MARK.length + RING)
