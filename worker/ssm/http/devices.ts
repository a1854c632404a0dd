// Product instances over the REST API.

import { type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import { type Instance, instancesOf } from '../licensing.ts'
import type { Turn } from '../turn.ts'
import { findVirtualAccount } from '../virtual-accounts.ts'
import { moveInstance } from '../workspace.ts'
import type { Call } from './api.ts'
import { apiDate, type Body, failure, NOT_PAGED, paged, success, textIn } from './bodies.ts'
import { chosen, objectsIn } from './licenses.ts'

const orNull = (text: string): string | null => (text === '' ? null : text)

const sudiOf = ({ device }: Instance) => ({
  suvi: null,
  uuid: null,
  hostIdentifier: device.udiPid === '' ? device.hostName : null,
  udiPid: orNull(device.udiPid),
  udiSerialNumber: orNull(device.udiSerialNumber),
  udiVid: null,
  macAddress: null,
})

// The API ends the name of a device that is known by its UDI with one more blank.
const displayName = ({ name, device }: Instance): string => (device.udiPid === '' ? name : `${name} `)

/** Product instances as devices, page by page (SSM-60). */
export function listDevices(call: Call): HttpResponse {
  const { tables, account, body } = call
  const isChosen = chosen(call)
  if (typeof isChosen !== 'function') return isChosen
  const all = instancesOf(tables, account.id).filter(({ virtualAccount }) => isChosen(virtualAccount))
  const page = paged(body, all)
  if (page === null) return NOT_PAGED
  const devices = page.map((each) => ({
    displayName: displayName(each),
    hostName: each.device.hostName,
    productName: each.device.productName,
    productDescription: each.device.productDescription,
    productType: each.productType,
    productTagName: each.device.productTagName,
    virtualAccount: each.virtualAccount,
    registrationDate: apiDate(each.registered.at),
    lastContactDate: apiDate(each.lastContact.at),
    status: 'In Use',
    sudi: sudiOf(each),
    licenseUsage: each.licenses.filter(({ count }) => count > 0).map(({ license, count }) => ({ license, quantity: count })),
  }))
  return jsonResponse(200, { totalRecords: all.length, status: 'SUCCESS', statusMessage: '', devices })
}

const isMeant = (instance: Instance, sudi: Body): boolean =>
  Object.entries(sudiOf(instance)).some(([name, value]) => value !== null && sudi[name] === value) &&
  Object.entries(sudiOf(instance)).every(([name, value]) => !textIn(sudi, name) || sudi[name] === value)

/** Moves every product instance asked for or, when one cannot be moved, none. */
export function transferDevices({ account, virtualAccount, body }: Call, turn: Turn): HttpResponse {
  const wanted = objectsIn(body.productInstances)
  if (wanted === null) return failure(400, 'productInstances must be a list of what to transfer.')
  const { tables } = turn.state.database
  const moves: { readonly instance: Instance; readonly target: string }[] = []
  for (const each of wanted) {
    const [sudi] = objectsIn(each.sudi === undefined ? undefined : [each.sudi]) ?? []
    const target = textIn(each, 'targetVirtualAccount')
    if (sudi === undefined) return failure(400, 'Each product instance to transfer needs its sudi.')
    if (target === virtualAccount.name || findVirtualAccount(tables, account.id, target) === undefined)
      return failure(422, `There is no other virtual account named ${target} in ${account.id}.`)
    const instance = instancesOf(tables, account.id, virtualAccount.name).find((one) => isMeant(one, sudi))
    if (instance === undefined) return failure(422, `${virtualAccount.name} holds no such product instance.`)
    moves.push({ instance, target })
  }
  for (const { instance, target } of moves) moveInstance(turn, instance, target)
  return success('The requested product instances have been transferred.', {
    productInstances: wanted.map((each) => ({ ...each, status: 'SUCCESS', statusMessage: '' })),
  })
}
