// What is judged at the door: machines see verdicts and prints, and never a secret.

import { describe, expect, test } from 'vitest'
import { type Arrival, judged, printOf } from '../../worker/objects/Arrival.ts'

const LOGINS = { username: 'admin', password: 'pass word&1', api: { clientId: 'the-id', clientSecret: 'the-secret' } }

const arrival = (more: Partial<Arrival>): Arrival => ({
  method: 'POST',
  path: '/oauth/token',
  query: [],
  headers: {},
  body: null,
  basic: null,
  bearer: null,
  cookies: {},
  ...more,
})

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }
const token = {
  grant_type: 'password',
  client_id: 'the-id',
  client_secret: 'the-secret',
  username: 'admin',
  password: 'pass word&1',
}
const form = new URLSearchParams(token).toString()

describe('a token request', () => {
  test.each([
    ['as JSON', { headers: JSON_TYPE, body: { text: JSON.stringify(token) } }],
    ['as JSON that does not say so', { body: { text: JSON.stringify(token) } }],
    ['as a form', { headers: FORM_TYPE, body: { text: form } }],
    ['in the query, with an empty body', { query: [...new URLSearchParams(form)] }],
  ])('%s is judged, and its secrets do not get through', async (_, more) => {
    const right = await judged(arrival(more as Partial<Arrival>), LOGINS, true, 'k')
    expect([right.login, right.client]).toEqual([{ as: 'admin' }, { as: 'the-id' }])
    const text = decodeURIComponent(JSON.stringify(right))
    expect(text).not.toContain('the-secret')
    expect(text).not.toMatch(/pass.word/)
    expect(text).toContain('grant_type')
    const wrong = await judged(
      arrival(more as Partial<Arrival>),
      { ...LOGINS, api: { clientId: 'the-id', clientSecret: 'x' } },
      true,
      'k',
    )
    expect(wrong.client).toBe('wrong')
  })

  test('of a node without an API is wrong, and what is no login path is left as it is', async () => {
    const sent = arrival({ headers: FORM_TYPE, body: { text: form } })
    const { username, password } = LOGINS
    expect((await judged(sent, { username, password }, true, 'k')).client).toBe('wrong')
    const plain = await judged(sent, LOGINS, false, 'k')
    expect([plain.login, plain.client, plain.body]).toEqual([null, null, { text: form }])
  })

  test.each(['', '{', '[1]', 'null', '"x"', '{"__proto__":{"client_id":"the-id"}}'])(
    'with the body %s is nobody’s',
    async (text) => {
      const { login, client } = await judged(arrival({ headers: JSON_TYPE, body: { text } }), LOGINS, true, 'k')
      expect([login, client]).toEqual([null, null])
    },
  )
})

test('HTTP Basic is judged on every path', async () => {
  const ask = async (username: string, password: string) =>
    (await judged(arrival({ path: '/getxml', basic: { username, password } }), LOGINS, false, 'k')).login
  expect(await ask('admin', LOGINS.password)).toEqual({ as: 'admin' })
  expect(await ask('admin', '')).toBe('wrong')
  expect(await ask('', LOGINS.password)).toBe('wrong')
})

test('a token arrives as its print, which is another on every sandbox and after every new key', async () => {
  const seen = await judged(arrival({ bearer: 'shown-once', cookies: { SHARPID: 'shown-once' } }), LOGINS, false, 'k')
  expect(seen.bearer).toBe(await printOf('shown-once', 'k'))
  expect(seen.cookies).toEqual({ SHARPID: seen.bearer })
  expect(JSON.stringify(seen)).not.toContain('shown-once')
  expect(await printOf('shown-once', 'other')).not.toBe(seen.bearer)
  expect(await printOf('Shown-once', 'k')).not.toBe(seen.bearer)
})
