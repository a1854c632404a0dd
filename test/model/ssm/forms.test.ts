// The forms of the Licensing Workspace beside New Token.

import { expect, test } from 'vitest'
import { openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { LAB2_ACCOUNT } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, pageOf, press, settle } from './pair.ts'

const LICENSE = 'UC Manager Enhanced License (12.x)'

test('[SSM-42] a local virtual account is made, and licences are transferred to it, by the forms of their pages', () => {
  const lab = openLab(ssm, 'ssm-lab2')
  const save = (page: string, fields: Record<string, string>) => lab.ask(PRIMARY, { op: 'save', page, fields })
  const lists = () => pageOf(lab, PRIMARY, 'licensing-virtual-accounts').tables[0]?.rows.map(([, name]) => name)
  expect(lists()).toEqual(['Default'])
  expect(save('licensing-virtual-accounts', { name: '' })).toMatchObject({ is: 'malformed' })
  expect(save('licensing-virtual-accounts', { name: 'Branch', description: 'a branch' })).toMatchObject({ is: 'page' })
  expect(save('licensing-virtual-accounts', { name: 'Branch' })).toMatchObject({ is: 'refused' })
  expect(lists()).toEqual(['Default', 'Branch'])
  press(lab, 'cssm', 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license: LICENSE, quantity: '5', term_days: '' })
  press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
  const bought = () =>
    pageOf(lab, PRIMARY, 'licensing-licenses').tables.map(({ rows }) => rows.find(([license]) => license === LICENSE)?.[2])
  expect(bought()).toEqual(['5', undefined])
  expect(save('licensing-licenses', { to: 'Branch', license: LICENSE, quantity: '6' })).toMatchObject({ is: 'refused' })
  expect(save('licensing-licenses', { to: 'Branch', license: LICENSE, quantity: '2' })).toMatchObject({ is: 'page' })
  expect(bought()).toEqual(['3', '2'])
})

test('[SSM-32] licences are bought by the form of their page, and a page without a form has nothing to save', () => {
  const lab = openLab(ssm, 'ssm-lab2')
  const save = (page: string, fields: Record<string, string>) => lab.ask('cssm', { op: 'save', page, fields })
  const wanted = { virtual_account: LAB2_ACCOUNT, license: LICENSE, quantity: '5', term_days: '' }
  const bought = save('purchases', wanted)
  expect(bought).toMatchObject({
    is: 'page',
    page: { messages: [{ tone: 'ok', text: expect.stringContaining('were purchased') }] },
  })
  expect(pageOf(lab, 'cssm', 'purchases').tables[0]?.rows).toHaveLength(1)
  expect(save('purchases', { ...wanted, quantity: '0' })).toMatchObject({ is: 'malformed' })
  expect(save('purchases', { ...wanted, virtual_account: 'moon' })).toMatchObject({ is: 'refused' })
  expect(save('accounts', { file: 'x' })).toMatchObject({ is: 'refused' })
  expect(save('moon', {})).toMatchObject({ is: 'unknown' })
  expect(pageOf(lab, 'cssm', 'purchases').tables[0]?.rows).toHaveLength(1)
})

test('[SSM-42] forms offer the accounts, local virtual accounts and licences that there are', () => {
  const lab = openLab(ssm, 'ssm-lab2')
  const options = (page: string, name: string) => pageOf(lab, PRIMARY, page).fields.find((field) => field.name === name)?.options
  press(lab, PRIMARY, 'create-virtual-account', { name: 'Branch' })
  press(lab, 'cssm', 'purchase-licenses', { virtual_account: LAB2_ACCOUNT, license: LICENSE, quantity: '5', term_days: '' })
  press(lab, PRIMARY, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
  expect(options('licensing-licenses', 'from')).toEqual(['Default', 'Branch'])
  expect(options('licensing-licenses', 'to')).toEqual(['', 'Default', 'Branch'])
  expect(options('licensing-licenses', 'license')).toEqual(['', LICENSE])
  for (const page of ['licensing-general', 'licensing-virtual-accounts', 'synchronization'])
    expect(options(page, 'account')).toEqual([LAB2_ACCOUNT])
  // Only what was changed is sent: the rest stands for itself.
  const saved = lab.ask(PRIMARY, { op: 'save', page: 'synchronization', fields: { schedule: 'weekly' } })
  expect(saved).toMatchObject({ is: 'page' })
})
