// The certificates of a lab as files, and what openssl says of them.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { fromBase64, pemOf } from '../../../worker/kernel/bytes.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import type { Answer } from '../../../worker/kernel/surface.ts'
import { material, ROOT } from '../../../worker/ssm/authority.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { LAB2_ACCOUNT } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, press, settle } from './pair.ts'

const folder = mkdtempSync(join(tmpdir(), 'ssm-x509-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Whether openssl can be asked here. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.warn('openssl is not installed: no certificate of the pair is compared with what it says.')

/** Writes a file for openssl; its path. */
export const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** What openssl prints. */
export const openssl = (...words: string[]): string => execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })

/** What is made at build. */
export const MADE = material()

/** A certificate that is made at build, as PEM. */
export const pem = (name: string): string => pemOf('CERTIFICATE', fromBase64(MADE.certificates[name] as string) as Uint8Array)

/** Lab 2 with its first two products registered. */
export const lab2 = (): Lab => openLab(ssm, 'ssm-lab2')

/** The instant at which a lab stands. */
export const nowOf = (lab: Lab): number => Date.parse(lab.snapshot().clock.now)

/** The text of the file that an act hands out. */
export function textOf(answer: Answer): string {
  const found = answer.is === 'acted' ? answer.files[0] : undefined
  if (found === undefined || !('text' in found)) throw new Error(JSON.stringify(answer))
  return found.text
}

/** The certificate for products, as it is downloaded. */
export const download = (lab: Lab, node = PRIMARY): string =>
  textOf(press(lab, node, 'download-product-certificate', { account: LAB2_ACCOUNT }))

/** Saves the Host Common Name on the primary. */
export const setName = (lab: Lab, name: string): void => {
  expect(lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: name } })).toMatchObject({ is: 'page' })
}

/** Synchronises the account of lab 2 and waits for it. */
export const synchronise = (lab: Lab): void => {
  expect(press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })).toMatchObject({ is: 'acted' })
  settle(lab)
}

/** What `openssl verify` says of a certificate for `host` at `at`. */
export const verdict = (certificate: string, host: string, at: number): string => {
  const name = /^[\d.]+$|:/.test(host) ? '-verify_ip' : '-verify_hostname'
  const seconds = String(Math.floor(at / 1000))
  const found = spawnSync(
    'openssl',
    ['verify', '-attime', seconds, '-CAfile', file('root.pem', pem(ROOT)), '-purpose', 'sslserver', name, host, file('leaf.pem', certificate)],
    { encoding: 'utf8' },
  ) // biome-ignore format: one command line
  return found.stdout + found.stderr
}
