// The REST interface `/api/provisioning/…` and `/api/v1/provisioning/…`, as far as it is public. EX-63.

import { base64Of } from '../../kernel/bytes.ts'
import { type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json, Past } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { DATABASE_ACCESS, withDefaultLinks } from '../configuration.ts'
import { offers } from '../diagnostics/files.ts'
import { loggingState } from '../diagnostics/logging.ts'
import { isBefore } from '../identity.ts'
import { act } from '../pages/actions.ts'
import { saveItems } from '../saving.ts'
import { registerWith } from '../smart-settings.ts'
import { licensingDocument } from '../smart-status.ts'
import type { Draft, PeerState } from '../state.ts'
import { acknowledgeAlarm, readAlarms } from './alarm-resource.ts'
import { CERTIFICATE_METHODS, readCertificates, writeCertificates } from './certificate-resources.ts'
import { CONFIGURATION_METHODS, type Filter, readConfiguration, saved, writeConfiguration } from './configuration-resources.ts'
import { hasHeader, MISSING } from './forgery.ts'
import { isDatabaseOpen } from './management.ts'
import { type Body, DONE, message, UPDATED } from './message.ts'
import { readUpgrade, saveSftp, startUpgrade } from './upgrade-resource.ts'

/** What a path asks for: a resource, and the entries of it that are wanted where it says so. */
export type Asked = { readonly name: string; readonly filter: Filter | null }

/**
 * What a path of this interface asks for, without its version, or null: `common/…`, or `status/common/…` of what is
 * only read. `name/myzone` after a list asks for one of its entries.
 */
export function resourceOf(path: string): Asked | null {
  const [, kind, rest] = /^\/api\/(?:v1\/)?(provisioning|status)\/(.+?)\/?$/.exec(path) ?? []
  if (rest === undefined) return null
  const name = kind === 'status' ? `status/${rest}` : rest
  const whole = Object.keys(METHODS).find(
    (each) => name.startsWith(`${each}/`) && name.slice(each.length + 1).split('/').length === 2,
  )
  if (whole === undefined || Object.hasOwn(METHODS, name)) return { name, filter: null }
  const [field = '', value = ''] = name
    .slice(whole.length + 1)
    .split('/')
    .map(decoded)
  return { name: whole, filter: { field, value } }
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** By resource, what it takes. */
export const METHODS: { readonly [resource: string]: readonly string[] } = {
  ...CONFIGURATION_METHODS,
  ...CERTIFICATE_METHODS,
  sysinfo: ['GET'],
  restart: ['POST'],
  'common/adminaccount/changepassword': ['POST', 'PUT'],
  'common/alarm': ['GET', 'PUT'],
  'common/cdbrestapiaccess': ['GET', 'PUT'],
  'common/cluster/peers': ['GET'],
  'common/defaultlinks': ['POST'],
  'common/diagnosticlogging': ['GET', 'PUT', 'POST'],
  'common/sftpconfig': ['GET', 'PUT'],
  'common/smartlicensing/registration': ['POST'],
  'common/upgrade': ['POST'],
  'status/common/smartlicensing/licensing': ['GET'],
  'status/common/upgradestatus': ['GET'],
}

/** The release that brought a resource; the others are older than every release modelled, or theirs is not public. */
const SINCE: { readonly [resource: string]: string } = {
  'common/alarm': 'X14.0.1',
  'common/cdbrestapiaccess': 'X14.2',
  'common/cluster/peers': 'X8.11',
  'common/diagnosticlogging': 'X12.6.3',
  'common/smartlicensing/registration': 'X12.6',
  'status/common/smartlicensing/licensing': 'X12.6',
}

/** Where a method came later than its resource: active alarms are acknowledged by a later release than they are read by. */
const METHOD_SINCE: { readonly [resource: string]: { readonly [method: string]: string } } = {
  'common/alarm': { PUT: 'X14.0.3' },
}

/** What a resource takes on the release of this system. */
export const methodsOf = ({ identity }: PeerState, resource: string): readonly string[] =>
  (METHODS[resource] ?? []).filter((method) => {
    const since = METHOD_SINCE[resource]?.[method]
    return since === undefined || !isBefore(identity.version, since)
  })

/** Whether the release of this system has a resource. */
export const isKnownTo = ({ identity }: PeerState, resource: string): boolean =>
  Object.hasOwn(METHODS, resource) && (SINCE[resource] === undefined || !isBefore(identity.version, SINCE[resource]))

/** Named in the product's guide, and of parts of the product that are not modelled. */
const UNMODELLED = [
  'controller/b2bua/microsoftinterop/restartservice', 'common/domain', 'common/mra', 'common/qos',
  'common/time/status', 'common/time/timezone', 'common/transform', 'controller/server/cucm',
  'controller/zone/traversalclient', 'controller/zone/unifiedcommunicationstraversal', 'edge/traversal/turn', 'edge/zone/traversalserver',
  'optionkey',
] // biome-ignore format: one list

/** What has to be posted with X-CSRF-Header from X14.2 on. */
const GUARDED = ['restart', 'common/defaultlinks']

/** What is wrong with a request before it is looked at, or null. */
export function objection(state: PeerState, { name: resource, filter }: Asked, request: HttpRequest): HttpResponse | null {
  if (UNMODELLED.includes(resource)) return message(404, `${resource} is a resource of the product that is not modelled here`)
  if (!isKnownTo(state, resource)) return message(404, 'Resource not found')
  const methods = methodsOf(state, resource)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (!methods.includes(method)) return jsonResponse(405, { Message: 'Method not allowed' }, [['allow', methods.join(', ')]])
  if (filter !== null && method !== 'GET') return message(404, 'Resource not found')
  const needsHeader = GUARDED.includes(resource) && !isBefore(state.identity.version, 'X14.2')
  if (needsHeader && !hasHeader(request)) return message(403, MISSING)
  return null
}

/** GET. */
export function readResource(state: PeerState, { name: resource, filter }: Asked): HttpResponse {
  const { identity, saved: settings } = state
  const configured = readConfiguration(state, resource, filter)
  if (configured !== null) return configured
  if (filter !== null) return message(404, 'Resource not found')
  if (CERTIFICATE_METHODS[resource] !== undefined) return readCertificates(state, resource)
  switch (resource) {
    case 'common/alarm':
      return readAlarms(state)
    case 'common/cdbrestapiaccess':
      return jsonResponse(200, { CdbRestApiAccess: isDatabaseOpen(state) ? 'on' : 'off' })
    case 'common/sftpconfig':
      return jsonResponse(200, { SftpServer: state.sftp?.server ?? '', Username: state.sftp?.username ?? '' })
    case 'status/common/smartlicensing/licensing':
      return jsonResponse(200, licensingDocument(state))
    case 'status/common/upgradestatus':
      return readUpgrade(state)
    case 'common/cluster/peers':
      return jsonResponse(
        200,
        settings.addresses.filter((address) => address !== '').map((address) => ({ PeerAddress: address })),
      )
    case 'common/diagnosticlogging': {
      const status = { never: 'Not started', running: 'Logging in progress', stopped: 'Stopped', collected: 'Ready to download' }
      const is = loggingState(state)
      return jsonResponse(200, {
        Status: status[is],
        DownLoadStatus: is === 'collected' ? 'Ready to download' : 'Not ready to download',
      })
    }
    default:
      return jsonResponse(200, {
        SystemName: identity.systemName,
        SoftwareVersion: identity.version,
        HardwareSerialNumber: identity.serialNumber,
      })
  }
}

/** Everything but GET. */
export function writeResource(draft: Draft, { name: resource }: Asked, request: HttpRequest, past: Past): HttpResponse {
  const body = bodyOf(request)
  if (CERTIFICATE_METHODS[resource] !== undefined) return writeCertificates(draft, resource, request, body)
  if (body === null) return message(400, 'The body is no JSON object')
  const configured = writeConfiguration(draft, resource, request, body)
  if (configured !== null) return configured
  switch (resource) {
    case 'restart':
      act(draft, 'restart', {})
      return message(200, DONE)
    case 'common/alarm':
      return acknowledgeAlarm(draft, body)
    case 'common/adminaccount/changepassword':
      return changePassword(draft, body, request)
    case 'common/cdbrestapiaccess':
      return databaseAccess(draft, body.CdbRestApiAccess)
    case 'common/defaultlinks':
      return saved(saveItems(draft, 'links', { links: withDefaultLinks(draft.state.shared.configuration) }, 'web'))
    case 'common/sftpconfig':
      return saveSftp(draft, body)
    case 'common/smartlicensing/registration':
      return registration(draft, body)
    case 'common/upgrade':
      return startUpgrade(draft, body)
    default:
      return logging(draft, body, past)
  }
}

function bodyOf(request: HttpRequest): Body | null {
  if (request.body === null) return {}
  if (!('text' in request.body)) return null
  try {
    const value = JSON.parse(request.body.text) as Json
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Body) : null
  } catch {
    return null
  }
}

function logging(draft: Draft, body: Body, past: Past): HttpResponse {
  switch (body.Mode) {
    case 'start':
      return told(act(draft, 'start-diagnostic-logging', { tcpdump: body.TCPDump === 'on' ? 'On' : 'Off', filter_address: '', filter_port: '' }))
    case 'stop':
      return told(act(draft, 'stop-diagnostic-logging', {}))
    case 'collect':
      return told(act(draft, 'collect-diagnostic-log', {}))
    case 'download': {
      const found = offers(draft.state).find(({ name }) => name.startsWith('diagnostic_log_'))
      if (found === undefined) return message(400, 'Collect the log before it is downloaded')
      return {
        status: 200,
        headers: [['content-type', found.type], ['content-disposition', `attachment; filename="${found.name}"`]],
        body: { base64: base64Of(found.pack(past())) },
      }
    }
    default:
      return message(400, 'Mode must be one of start, stop, collect, download')
  }
} // biome-ignore format: one mode a line

function told(answer: Answer): HttpResponse {
  if (answer.is === 'refused') return message(400, answer.messages.join(' '))
  return answer.is === 'acted' ? message(200, DONE) : message(400, 'The request could not be carried out')
}

/** The own password has to be the one that was shown; in a session none was, and none is asked for. */
function changePassword(draft: Draft, body: Body, { claim }: HttpRequest): HttpResponse {
  const { Name, Password, ConfirmPassword, YourCurrentPassword } = body
  if (typeof Name !== 'string' || typeof Password !== 'string' || typeof ConfirmPassword !== 'string')
    return message(400, 'Name, Password and ConfirmPassword must be texts')
  if (claim && YourCurrentPassword !== claim.seal) return message(400, 'Your current password is incorrect')
  const given = { name: Name, password: Password, confirm_password: ConfirmPassword }
  return told(act(draft, 'change-password', given))
}

/** `{"Token": "…", "Reregister": "Yes"}`. */
function registration(draft: Draft, { Token, Reregister = 'No' }: Body): HttpResponse {
  if (typeof Token !== 'string') return message(400, 'Token must be a text')
  if (Reregister !== 'Yes' && Reregister !== 'No') return message(400, 'Reregister must be Yes or No')
  return told(registerWith(draft, Token, Reregister === 'Yes'))
}

function databaseAccess(draft: Draft, access: Json | undefined): HttpResponse {
  if (access !== 'on' && access !== 'off') return message(400, 'CdbRestApiAccess must be on or off')
  return saved(saveItems(draft, 'api', { [DATABASE_ACCESS]: access === 'on' ? 'On' : 'Off' }, 'web'), UPDATED)
}
