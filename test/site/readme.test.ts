// What README tells to type is typed here: its calls by curl, word for word, at the service that is served for the tests.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'

const SERVICE = 'http://127.0.0.1:8787'

const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines)
const calls = blocks.filter((lines) => lines.includes('curl '))

const isCurlHere = spawnSync('curl', ['--version']).status === 0

test('README has calls by curl, and all of them go to the service as `npm start` serves it', () => {
  expect(calls).toHaveLength(1)
  for (const [address] of (calls[0] ?? '').matchAll(/https?:[^\s"']+/g)) expect(address.startsWith(`${SERVICE}/`)).toBe(true)
})

test.skipIf(!isCurlHere)('the calls make a sandbox, take id and key from the answer, and type a line at a node', () => {
  // Each call also says the status it was answered with, apart from the answer.
  const script = `
    curl() { command curl -w '%{stderr}%{http_code}\\n' "$@"; }
    ${calls[0]?.replaceAll(SERVICE, inject('baseUrl'))}
    printf '\\n%s\\n%s\\n' "$made" "$id"`
  const { stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], { encoding: 'utf8' })
  expect(stderr.trim().split('\n')).toEqual(['201', '200'])
  const [answer = '', made = '', id] = stdout.trim().split('\n')
  expect(JSON.parse(made)).toMatchObject({ id, template: 'ssm-lab1' })
  const { output, session, closed } = JSON.parse(answer) as { output: string; session: string; closed: boolean }
  expect(output).toContain('primary-node')
  expect(output).toContain('secondary-node')
  expect({ session: typeof session, closed }).toEqual({ session: 'string', closed: false })
  const seen = execFileSync('curl', ['-s', `${inject('baseUrl')}/api/v1/sandboxes/${id}`], { encoding: 'utf8' })
  expect(JSON.parse(seen)).toMatchObject({ id, template: 'ssm-lab1' })
})
