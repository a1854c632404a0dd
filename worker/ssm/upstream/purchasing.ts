// Buying licences at Cisco Smart Software Manager. How one buys there is ours.

import type { Json } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { DAY_MS, type Instant } from '../../kernel/time.ts'
import { texts } from '../pages/validation.ts'
import type { Purchased, UpstreamState } from './state.ts'

/** Purchases that may be kept, so that a state cannot grow without end; assumed. */
const PURCHASES_MAX = 100
const COUNT = /^[1-9]\d{0,5}$/

/** Buys licences for a virtual account: satellites have them after their next synchronisation. */
export function purchase(
  state: UpstreamState,
  body: { readonly [name: string]: Json },
  at: Instant,
): readonly [UpstreamState, Answer] {
  const given = texts({ ...body, term_days: body.term_days === undefined || body.term_days === '' ? 'none' : body.term_days }, [
    'virtual_account',
    'license',
    'quantity',
    'term_days',
  ])
  if (given.is !== 'texts') return [state, given]
  const { virtual_account: virtualAccount, license, quantity, term_days: days } = given.values
  const errors = [
    ...(COUNT.test(quantity) ? [] : [{ pointer: '/quantity', message: 'must be a number from 1 to 999999' }]),
    ...(days === 'none' || COUNT.test(days) ? [] : [{ pointer: '/term_days', message: 'must be a number of days, or empty' }]),
  ]
  if (errors.length > 0) return [state, { is: 'malformed', errors }]
  const smart = state.smartAccounts.find(({ virtualAccounts }) => virtualAccounts.includes(virtualAccount))
  if (smart === undefined)
    return [state, { is: 'refused', messages: [`There is no Cisco Virtual Account named ${virtualAccount}.`] }]
  if (state.purchases.length >= PURCHASES_MAX)
    return [state, { is: 'refused', messages: [`No more than ${PURCHASES_MAX} purchases can be kept here.`] }]
  const number = String(state.purchases.length + 1)
  const bought: Purchased = {
    entitlement: number,
    smartAccount: smart.name,
    virtualAccount,
    license,
    licenseType: days === 'none' ? 'PERPETUAL' : 'TERM',
    quantity: Number(quantity),
    startDate: at,
    endDate: days === 'none' ? null : at + Number(days) * DAY_MS,
    subscriptionId: days === 'none' ? null : `Sub${number.padStart(6, '0')}`,
  }
  const message = `${quantity} "${license}" were purchased for ${virtualAccount}. Satellites have them after their next synchronization.`
  return [
    { ...state, purchases: [...state.purchases, bought] },
    { is: 'acted', message, files: [] },
  ]
}
