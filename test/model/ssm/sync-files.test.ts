// Synchronisation and registration by file, while the network is down.

import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../../worker/kernel/time.ts'
import { LAB2_ACCOUNT } from '../../../worker/ssm/templates/lab2-products.ts'
import { lab2, setName, synchronise, textOf } from './certificates.ts'
import { PRIMARY, press, settle, stateOf, view } from './pair.ts'

describe('[SSM-31] synchronisation by file', () => {
  test('a file goes to the upstream and its answer comes back, while the network is down', () => {
    const lab = lab2()
    lab.lay('cut', { kind: 'upstream-unreachable' })
    setName(lab, 'ssm.example.com')
    lab.advance(DAY_MS)
    const request = textOf(press(lab, PRIMARY, 'download-sync-file', { account: LAB2_ACCOUNT }))
    const response = textOf(press(lab, 'cssm', 'process-sync-file', { file: request }))
    expect(view(lab, PRIMARY).accounts[0]?.certificate).toBe('10.0.1.14')
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'acted' })
    expect(view(lab, PRIMARY).accounts[0]).toMatchObject({
      certificate: 'ssm.example.com',
      lastSync: expect.stringContaining('2021-06-21'),
    })
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'refused' }) // only once
  })

  test('an account is registered by a file too, once, and only as it was requested', () => {
    const lab = lab2()
    lab.lay('cut', { kind: 'upstream-unreachable' })
    const asked = { account_name: 'NEW', smart_account: 'example.com', virtual_account: 'NEW1', email: 'a@example.com' }
    expect(press(lab, PRIMARY, 'download-registration-file', { account: 'NEW' })).toMatchObject({ is: 'refused' })
    press(lab, PRIMARY, 'request-account', asked)
    const request = textOf(press(lab, PRIMARY, 'download-registration-file', { account: 'NEW' }))
    const elsewhere = request.replace('example.com', 'nobody.example')
    expect(press(lab, 'cssm', 'process-sync-file', { file: elsewhere })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('there is no Cisco Smart Account named nobody.example')],
    })
    const fetch = () => press(lab, 'cssm', 'download-authorization-file', { account: 'NEW' })
    expect(fetch()).toMatchObject({ is: 'refused', messages: [expect.stringContaining('Upload its registration file')] })
    expect(press(lab, 'cssm', 'process-sync-file', { file: request })).toMatchObject({ is: 'acted', files: [] })
    expect(fetch()).toMatchObject({ is: 'refused', messages: [expect.stringContaining('still being made')] })
    lab.advance(MINUTE_MS)
    const response = textOf(fetch())
    expect(textOf(fetch())).toBe(response)
    press(lab, PRIMARY, 'reject-account', { account: 'NEW' })
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'refused' })
    press(lab, PRIMARY, 'request-account', { ...asked, virtual_account: 'NEW2' })
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    for (const file of [response, response.replace('NEW1', 'NEW2')])
      expect(press(lab, PRIMARY, 'upload-sync-file', { file })).toMatchObject({ is: 'refused' })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
    press(lab, PRIMARY, 'reject-account', { account: 'NEW' })
    press(lab, PRIMARY, 'request-account', asked)
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'acted' })
    expect(view(lab, PRIMARY).accounts[1]).toMatchObject({
      name: 'NEW',
      status: 'Active',
      certificate: '10.0.1.14',
      lastSync: null,
    })
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({ is: 'refused' })
    lab.heal('cut')
    press(lab, PRIMARY, 'synchronize-account', { account: 'NEW' })
    settle(lab)
    expect(view(lab, PRIMARY).accounts[1]?.lastSync).not.toBeNull()
  })

  test('a file that is none, is changed, or is older than the last synchronisation changes nothing', () => {
    const lab = lab2()
    const request = textOf(press(lab, PRIMARY, 'download-sync-file', { account: LAB2_ACCOUNT }))
    for (const text of [
      '{',
      'null',
      '[]',
      request.replace('synchronization-request', 'moon'),
      request.replace(LAB2_ACCOUNT, 'nobody'),
    ])
      expect(press(lab, 'cssm', 'process-sync-file', { file: text })).toMatchObject({ is: 'refused' })
    expect(press(lab, 'cssm', 'process-sync-file', { file: '' })).toMatchObject({ is: 'malformed' })
    expect(press(lab, 'cssm', 'process-sync-file', { file: 'x'.repeat(60_001) })).toMatchObject({ is: 'malformed' })
    expect(press(lab, 'cssm', 'process-sync-file', { text: request })).toMatchObject({ is: 'unknown' })
    const response = textOf(press(lab, 'cssm', 'process-sync-file', { file: request }))
    const before = JSON.stringify(stateOf(lab, PRIMARY))
    for (const text of [
      '{',
      request,
      response.replace(/"accessUntil":\d/, '"accessUntil":9'),
      response.replace('"signature":"M', '"signature":"N'),
    ])
      expect(press(lab, PRIMARY, 'upload-sync-file', { file: text })).toMatchObject({ is: 'refused' })
    expect(JSON.stringify(stateOf(lab, PRIMARY))).toBe(before)
    lab.advance(60_000)
    synchronise(lab)
    expect(press(lab, PRIMARY, 'upload-sync-file', { file: response })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('since this file')],
    })
    expect(press(lab, 'cssm', 'process-sync-file', { file: request })).toMatchObject({
      is: 'refused',
      messages: [expect.stringContaining('since this file')],
    })
  })
})
