// Where a product sends its licence traffic: straight to Cisco, to a server of its own by a URL, or to Cisco
// through a proxy.

import type { Json } from '../../kernel/machine.ts'
import type { Refusal } from '../../kernel/surface.ts'
import { texts } from '../pages/validation.ts'
import { CALL_HOME } from '../transports.ts'

/** The ways to Cisco that the page offers: straight, through a server of one's own, or through a proxy (SSM-43). */
export const TRANSPORT_MODES = ['direct', 'transport-gateway', 'proxy'] as const
/** One of these. */
export type TransportMode = (typeof TRANSPORT_MODES)[number]
/**
 * What is set on the transport page. `url` is '' where none was entered; it counts in the mode `transport-gateway` alone,
 * as the proxy does in `proxy`.
 */
export type Transport = {
  readonly mode: TransportMode
  readonly url: string
  readonly proxy?: { readonly host: string; readonly port: number } // none: never entered
}

/** Where a product calls that talks to Cisco itself, as its page prints it (document 217212). */
export const DIRECT_URL = 'https://tools.cisco.com/its/service/oddce/services/DDCEService'

/** Scheme, host and path of a URL that products use; null for anything else. */
export function hostOf(url: string): { readonly host: string; readonly path: string } | null {
  const found = /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?(\/\S*)?$/i.exec(url)
  if (found === null) return null
  return { host: (found[1] ?? '').replace(/^\[|\]$/g, '').toLowerCase(), path: found[2] ?? '/' }
}

const ADDRESS = /^[\d.]+$|:/

/**
 * Where a product's requests go: host and path of its URL with the address that the name stands for, or in words why they
 * go nowhere.
 */
export type Destination =
  | { readonly is: 'found'; readonly host: string; readonly address: string; readonly path: string }
  | { readonly is: 'none'; readonly why: string }

/** Whom these settings lead to, with the names that the product's DNS knows. No proxy and no way to Cisco are in the sandbox. */
export function destinationOf({ mode, url, proxy }: Transport, names: { readonly [name: string]: string }): Destination {
  const none = (why: string): Destination => ({ is: 'none', why })
  const addressOf = (host: string) => (Object.hasOwn(names, host) ? names[host] : undefined)
  if (mode === 'direct') return none('tools.cisco.com cannot be reached from here: choose Transport Gateway.')
  if (mode === 'proxy') {
    if (proxy === undefined) return none('no proxy is set.')
    if (!ADDRESS.test(proxy.host) && addressOf(proxy.host) === undefined) return none(`${proxy.host} has no address in the DNS.`)
    return none(`the proxy ${proxy.host}:${proxy.port} does not answer: communication timeout.`)
  }
  const target = hostOf(url)
  if (target === null) return none(`"${url}" is no URL such as https://10.0.1.14${CALL_HOME}.`)
  const address = ADDRESS.test(target.host) ? target.host : addressOf(target.host)
  return address === undefined ? none(`${target.host} has no address in the DNS.`) : { is: 'found', ...target, address }
}

const MODE_LABELS: { readonly [label: string]: TransportMode } = {
  Direct: 'direct',
  'Transport Gateway': 'transport-gateway',
  'HTTP/HTTPS Proxy': 'proxy',
}

const HOST = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i
const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535

/** What the fields of the page make of the settings there were, or why they cannot be saved. */
export function savedTransport(before: Transport, fields: { readonly [name: string]: Json }): Transport | Refusal {
  const filled = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === '' ? 'none' : value]))
  const given = texts(
    {
      mode: before.mode,
      url: before.url === '' ? 'none' : before.url,
      proxy_host: before.proxy?.host ?? 'none',
      proxy_port: before.proxy === undefined ? 'none' : String(before.proxy.port),
      ...filled,
    },
    ['mode', 'url', 'proxy_host', 'proxy_port'],
  )
  if (given.is !== 'texts') return given
  const { url, proxy_host: host, proxy_port: port, ...rest } = given.values
  const mode =
    (Object.hasOwn(MODE_LABELS, rest.mode) ? MODE_LABELS[rest.mode] : undefined) ??
    TRANSPORT_MODES.find((each) => each === rest.mode)
  const isProxyWanted = mode === 'proxy' || host !== 'none' || port !== 'none'
  const errors = [
    ...(mode === undefined ? [{ pointer: '/mode', message: `must be one of ${Object.keys(MODE_LABELS).join(', ')}` }] : []),
    ...(hostOf(url) === null && url !== 'none'
      ? [{ pointer: '/url', message: `must be a URL such as https://10.0.1.14${CALL_HOME}` }]
      : []),
    ...(isProxyWanted && !HOST.test(host === 'none' ? '' : host)
      ? [{ pointer: '/proxy_host', message: 'must be the name or IPv4 address of the proxy' }]
      : []),
    ...(isProxyWanted && !isPort(port) ? [{ pointer: '/proxy_port', message: 'must be a port from 1 to 65535' }] : []),
  ]
  if (mode === undefined || errors.length > 0) return { is: 'malformed', errors }
  return {
    mode,
    url: url === 'none' ? '' : url,
    ...(isProxyWanted ? { proxy: { host: host.toLowerCase(), port: Number(port) } } : {}),
  }
}
