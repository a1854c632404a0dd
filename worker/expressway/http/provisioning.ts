// The REST interface `/api/provisioning/…` and `/api/v1/provisioning/…`, as far as it is public. EX-63.

import { type HttpRequest, type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import type { Json, Past } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import { base64 } from '../diagnostics/bytes.ts'
import { offers } from '../diagnostics/files.ts'
import { loggingState } from '../diagnostics/logging.ts'
import { isBefore } from '../identity.ts'
import { act } from '../pages/actions.ts'
import { saveItems } from '../saving.ts'
import type { Draft, PeerState } from '../state.ts'

type Body = { readonly [name: string]: Json }

const message = (status: number, text: string): HttpResponse => jsonResponse(status, { Message: text })
const DONE = 'The operation was successful'

/** The resource that a path names, without its version, or null. */
export function resourceOf(path: string): string | null {
  return /^\/api\/(?:v1\/)?provisioning\/([a-z0-9/]+?)\/?$/.exec(path)?.[1] ?? null
}

const METHODS: { readonly [resource: string]: readonly string[] } = {
  sysinfo: ['GET'],
  restart: ['POST'],
  'common/cluster/peers': ['GET'],
  'common/diagnosticlogging': ['GET', 'PUT', 'POST'],
  'common/dns/dnsserver': ['GET', 'POST', 'PUT', 'DELETE'],
  'common/time/ntpserver': ['GET', 'POST', 'PUT', 'DELETE'],
}

/** What is wrong with a request before it is looked at, or null. */
export function objection(state: PeerState, resource: string, request: HttpRequest): HttpResponse | null {
  const methods = METHODS[resource]
  if (methods === undefined) return message(404, 'Resource not found')
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (!methods.includes(method)) return jsonResponse(405, { Message: 'Method not allowed' }, [['allow', methods.join(', ')]])
  const needsHeader = resource === 'restart' && !isBefore(state.identity.version, 'X14.2')
  if (needsHeader && request.headers['x-csrf-header'] === undefined) return message(403, 'The header X-CSRF-Header is missing')
  return null
}

/** GET. */
export function readResource(state: PeerState, resource: string): HttpResponse {
  const { identity, saved } = state
  switch (resource) {
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
  const saved = saveItems(draft, page, { [`${key}_${index}`]: value }, 'web')
  if (saved.is === 'saved') return message(200, request.method === 'PUT' ? 'Update successful' : DONE)
  return message(400, saved.is === 'refused' ? saved.messages.join(' ') : 'The request could not be carried out')
}
