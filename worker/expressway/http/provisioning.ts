// The REST interface `/api/provisioning/…` and `/api/v1/provisioning/…`, as far as it is public. EX-63.

import { type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json, Past } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { DATABASE_ACCESS, withDefaultLinks } from '../configuration.ts'
import { base64 } from '../diagnostics/bytes.ts'
import { offers } from '../diagnostics/files.ts'
import { loggingState } from '../diagnostics/logging.ts'
import { isBefore } from '../identity.ts'
import { act } from '../pages/actions.ts'
import { type Saved, saveItems } from '../saving.ts'
import type { Draft, PeerState } from '../state.ts'
import { acknowledgeAlarm, readAlarms } from './alarm-resource.ts'
import { isDatabaseOpen } from './management.ts'
import { type Body, DONE, message, UPDATED } from './message.ts'
import { readUpgrade, saveSftp, startUpgrade } from './upgrade-resource.ts'

/** The resource that a path names, without its version, or null: `common/…`, or `status/common/…` of what is only read. */
export function resourceOf(path: string): string | null {
  const [, kind, name] = /^\/api\/(?:v1\/)?(provisioning|status)\/([a-z0-9/]+?)\/?$/.exec(path) ?? []
  if (name === undefined) return null
  return kind === 'status' ? `status/${name}` : name
}

/** By resource, what it takes. */
export const METHODS: { readonly [resource: string]: readonly string[] } = {
  sysinfo: ['GET'],
  restart: ['POST'],
  'common/alarm': ['GET', 'PUT'],
  'common/cdbrestapiaccess': ['GET', 'PUT'],
  'common/cluster/peers': ['GET'],
  'common/defaultlinks': ['POST'],
  'common/diagnosticlogging': ['GET', 'PUT', 'POST'],
  'common/dns/dnsserver': ['GET', 'POST', 'PUT', 'DELETE'],
  'common/sftpconfig': ['GET', 'PUT'],
  'common/time/ntpserver': ['GET', 'POST', 'PUT', 'DELETE'],
  'common/upgrade': ['POST'],
  'status/common/upgradestatus': ['GET'],
}

/** The release that brought a resource; the others are older than every release modelled, or theirs is not public. */
const SINCE: { readonly [resource: string]: string } = {
  'common/alarm': 'X14.0.1',
  'common/cdbrestapiaccess': 'X14.2',
  'common/cluster/peers': 'X8.11',
  'common/diagnosticlogging': 'X12.6.3',
}

/** Named in the product's guide, and of parts of the product that are not modelled. */
const UNMODELLED = ['status/common/smartlicensing/licensing', 'common/b2bua/microsoftinterop/restartservice']

/** What has to be posted with X-CSRF-Header from X14.2 on. */
const GUARDED = ['restart', 'common/defaultlinks']

/** What is wrong with a request before it is looked at, or null. */
export function objection(state: PeerState, resource: string, request: HttpRequest): HttpResponse | null {
  if (UNMODELLED.includes(resource)) return message(404, `${resource} is a resource of the product that is not modelled here`)
  const methods = METHODS[resource]
  const since = SINCE[resource]
  if (methods === undefined || (since !== undefined && isBefore(state.identity.version, since)))
    return message(404, 'Resource not found')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (!methods.includes(method)) return jsonResponse(405, { Message: 'Method not allowed' }, [['allow', methods.join(', ')]])
  const needsHeader = GUARDED.includes(resource) && !isBefore(state.identity.version, 'X14.2')
  if (needsHeader && request.headers['x-csrf-header'] === undefined) return message(403, 'The header X-CSRF-Header is missing')
  return null
}

/** GET. */
export function readResource(state: PeerState, resource: string): HttpResponse {
  const { identity, saved } = state
  switch (resource) {
    case 'common/alarm':
      return readAlarms(state)
    case 'common/cdbrestapiaccess':
      return jsonResponse(200, { CdbRestApiAccess: isDatabaseOpen(state) ? 'on' : 'off' })
    case 'common/sftpconfig':
      return jsonResponse(200, { SftpServer: state.sftp?.server ?? '', Username: state.sftp?.username ?? '' })
    case 'status/common/upgradestatus':
      return readUpgrade(state)
    case 'common/cluster/peers':
      return jsonResponse(
        200,
        saved.addresses.filter((address) => address !== '').map((address) => ({ PeerAddress: address })),
      )
    case 'common/diagnosticlogging': {
      const status = { never: 'Not started', running: 'Logging in progress', stopped: 'Stopped', collected: 'Ready to download' }
      const is = loggingState(state)
      return jsonResponse(200, {
        Status: status[is],
        DownLoadStatus: is === 'collected' ? 'Ready to download' : 'Not ready to download',
      })
    }
    case 'common/dns/dnsserver':
      return jsonResponse(200, {
        DefaultDNSServers: one(identity.dnsServers.flatMap((address, n) => (address === '' ? [] : [{ index: n + 1, address }]))),
      })
    case 'common/time/ntpserver':
      return jsonResponse(
        200,
        one(
          identity.ntpServers.flatMap((Address, n) =>
            Address === '' ? [] : [{ index: n + 1, KeyId: 0, Hash: 'sha1', Authentication: 'disabled', Address }],
          ),
        ) as object,
      )
    default:
      return jsonResponse(200, {
        SystemName: identity.systemName,
        SoftwareVersion: identity.version,
        HardwareSerialNumber: identity.serialNumber,
      })
  }
}

// A single entry stands by itself, as published; several make a list.
const one = <T>(entries: readonly T[]): T | readonly T[] => (entries.length === 1 ? (entries[0] as T) : entries)

/** Everything but GET. */
export function writeResource(draft: Draft, resource: string, request: HttpRequest, past: Past): HttpResponse {
  const body = bodyOf(request)
  if (body === null) return message(400, 'The body is no JSON object')
  switch (resource) {
    case 'restart':
      act(draft, 'restart', {})
      return message(200, DONE)
    case 'common/alarm':
      return acknowledgeAlarm(draft, body)
    case 'common/cdbrestapiaccess':
      return databaseAccess(draft, body.CdbRestApiAccess)
    case 'common/defaultlinks':
      return saved(saveItems(draft, 'links', { links: withDefaultLinks(draft.state.shared.configuration) }, 'web'))
    case 'common/sftpconfig':
      return saveSftp(draft, body)
    case 'common/upgrade':
      return startUpgrade(draft, body)
    case 'common/diagnosticlogging':
      return logging(draft, body, past)
    case 'common/dns/dnsserver':
      return server(draft, request, 'dns', 'dns_server', body.index, body.address)
    default:
      return server(draft, request, 'time', 'ntp_server', body.index, body.Address)
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
        body: { base64: base64(found.pack(past())) },
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

const SERVERS_MAX = 5

function server(
  draft: Draft,
  request: HttpRequest,
  page: string,
  key: string,
  index: Json | undefined,
  address: Json | undefined,
): HttpResponse {
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 1 || index > SERVERS_MAX)
    return message(400, `index must be a whole number from 1 to ${SERVERS_MAX}`)
  const value = request.method === 'DELETE' ? '' : address
  if (typeof value !== 'string') return message(400, 'address must be a text')
  return saved(saveItems(draft, page, { [`${key}_${index}`]: value }, 'web'), request.method === 'PUT' ? UPDATED : DONE)
}

function databaseAccess(draft: Draft, access: Json | undefined): HttpResponse {
  if (access !== 'on' && access !== 'off') return message(400, 'CdbRestApiAccess must be on or off')
  return saved(saveItems(draft, 'api', { [DATABASE_ACCESS]: access === 'on' ? 'On' : 'Off' }, 'web'), UPDATED)
}

const saved = (outcome: Saved, done = DONE): HttpResponse =>
  outcome.is === 'saved'
    ? message(200, done)
    : message(400, outcome.is === 'refused' ? outcome.messages.join(' ') : 'The request could not be carried out')
