// Licences, subscriptions and alerts over the REST API.

import { type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json } from '../../kernel/machine.ts'
import { alertsOf } from '../alerts.ts'
import { writeLogged } from '../event-log.ts'
import { licensesOf } from '../licensing.ts'
import { type Purchase, purchasesOf, transferred } from '../purchases.ts'
import type { Turn } from '../turn.ts'
import { findVirtualAccount, virtualAccountsOf } from '../virtual-accounts.ts'
import type { Call } from './api.ts'
import { apiDate, type Body, failure, NOT_PAGED, namesIn, paged, success, textIn, wholeOf } from './bodies.ts'

/** Whether a row is of the virtual accounts asked for, in whatever case (clients say DEFAULT); or why nobody can tell. */
export function chosen({ tables, account, body }: Call): ((name: string) => boolean) | HttpResponse {
  const names = namesIn(body, 'virtualAccounts')
  if (names === null) return failure(400, 'virtualAccounts must be a list of names.')
  const asked = names?.map((each) => each.toLowerCase())
  const known = virtualAccountsOf(tables, account.id).map(({ name }) => name.toLowerCase())
  const strange = names?.find((each) => !known.includes(each.toLowerCase()))
  if (strange !== undefined) return failure(404, `There is no virtual account named ${strange} in ${account.id}.`)
  return (name) => asked === undefined || asked.length === 0 || asked.includes(name.toLowerCase())
}

const detail = ({ licenseType, quantity, startDate, endDate, subscriptionId, expired }: Purchase) => ({
  licenseType,
  quantity,
  startDate: apiDate(startDate),
  endDate: endDate === null ? null : apiDate(endDate),
  subscriptionId,
  status: statusOf(expired),
})

const statusOf = (expired: boolean) => (expired ? 'Expired' : 'Active')

/** Licences with what is bought and in use, page by page (SSM-60). */
export function listLicenses(call: Call): HttpResponse {
  const { tables, account, body } = call
  const isChosen = chosen(call)
  if (typeof isChosen !== 'function') return isChosen
  const all = licensesOf(tables, account.id).filter(({ virtualAccount }) => isChosen(virtualAccount))
  const page = paged(body, all)
  if (page === null) return NOT_PAGED
  const licenses = page.map(({ license, virtualAccount, purchased, inUse, balance }) => ({
    license,
    virtualAccount,
    quantity: purchased,
    inUse,
    available: balance,
    status: balance < 0 ? 'Out Of Compliance' : 'In Compliance',
    billingType: 'PREPAID',
    ahaApps: false,
    pendingQuantity: 0,
    reserved: 0,
    isPortable: false,
    licenseDetails: purchasesOf(tables, account.id, virtualAccount)
      .filter((each) => each.license === license)
      .map(detail),
    licenseSubstitutions: [],
  }))
  return jsonResponse(200, { totalRecords: all.length, status: 'SUCCESS', statusMessage: '', licenses })
}

/** Bought licences that have a subscription. */
export function listSubscriptions(call: Call): HttpResponse {
  const isChosen = chosen(call)
  if (typeof isChosen !== 'function') return isChosen
  const states = namesIn(call.body, 'status')
  if (states === null) return failure(400, 'status must be a list: of "Active", "Canceled" and "Expired".')
  const bought = purchasesOf(call.tables, call.account.id).filter(
    ({ virtualAccount, expired }) =>
      isChosen(virtualAccount) && (states === undefined || states.length === 0 || states.includes(statusOf(expired))),
  )
  const licenseSubscriptions = bought
    .filter(({ subscriptionId }) => subscriptionId !== null)
    .map((each) => ({ license: each.license, virtualAccount: each.virtualAccount, ...detail(each) }))
  return success('', { licenseSubscriptions })
}

/** Alerts, page by page. */
export function listAlerts(call: Call): HttpResponse {
  const { tables, account, at, body } = call
  const isChosen = chosen(call)
  if (typeof isChosen !== 'function') return isChosen
  const severity = textIn(body, 'severity')
  const all = alertsOf(tables, at).filter(
    (each) => each.account === account.id && isChosen(each.virtualAccount) && (severity === '' || each.severity === severity),
  )
  const page = paged(body, all)
  if (page === null) return NOT_PAGED
  const alerts = page.map(({ type, severity: is, source, message, actionDue, virtualAccount }) => ({
    messageType: type,
    severity: is,
    source,
    message,
    actionDue,
    virtualAccount,
  }))
  return jsonResponse(200, { totalRecords: all.length, status: 'SUCCESS', statusMessage: '', alerts })
}

/** Moves every licence asked for or, when one cannot be moved, none. */
export function transferLicenses({ account, virtualAccount, body }: Call, turn: Turn): HttpResponse {
  const wanted = objectsIn(body.licenses)
  if (wanted === null) return failure(400, 'licenses must be a list of what to transfer.')
  for (const each of wanted) {
    const { tables } = turn.state.database
    const license = textIn(each, 'license')
    const target = textIn(each, 'targetVirtualAccount')
    const quantity = wholeOf(each.quantity)
    const type = textIn(each, 'licenseType').toUpperCase()
    if (license === '' || quantity === null || quantity < 1)
      return failure(400, 'Each license to transfer needs its license and a quantity from 1.')
    if (type !== '' && type !== 'PERPETUAL' && type !== 'TERM') return failure(400, 'licenseType must be "PERPETUAL" or "TERM".')
    if (target === virtualAccount.name || findVirtualAccount(tables, account.id, target) === undefined)
      return failure(422, `There is no other virtual account named ${target} in ${account.id}.`)
    const outcome = transferred(tables, account.id, virtualAccount.name, {
      license,
      licenseType: type === '' ? null : type,
      quantity,
      target,
    })
    if (outcome.is === 'refused') return failure(422, outcome.why)
    const text = `${quantity} "${license}" were transferred from ${virtualAccount.name} to ${target}.`
    writeLogged(turn, 'licensing', outcome.changes, text)
  }
  return success('The requested licenses have been transferred.', {
    licenses: wanted.map((each) => ({ ...each, status: 'SUCCESS', statusMessage: '' })),
  })
}

/** A list of objects with something in it, or null. */
export const objectsIn = (value: Json | undefined): readonly Body[] | null =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
    ? (value as readonly Body[])
    : null
