// Where a product sends its licence traffic: straight to Cisco, or to a server of its own by a URL.

import type { Json } from '../../kernel/machine.ts'
import type { Refusal } from '../../kernel/surface.ts'
import { texts } from '../pages/validation.ts'
import { CALL_HOME } from '../transports.ts'

export const TRANSPORT_MODES = ['direct', 'transport-gateway', 'proxy'] as const
export type TransportMode = (typeof TRANSPORT_MODES)[number]
export type Transport = { readonly mode: TransportMode; readonly url: string }

/** Scheme, host and path of a URL that products use; null for anything else. */
export function hostOf(url: string): { readonly host: string; readonly path: string } | null {
  const found = /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?(\/\S*)?$/i.exec(url)
  if (found === null) return null
  return { host: (found[1] ?? '').replace(/^\[|\]$/g, '').toLowerCase(), path: found[2] ?? '/' }
}

const MODE_LABELS: { readonly [label: string]: TransportMode } = {
  Direct: 'direct',
  'Transport Gateway': 'transport-gateway',
  'HTTP/HTTPS Proxy': 'proxy',
}

/** What the fields of the page make of the settings there were, or why they cannot be saved. */
export function savedTransport(before: Transport, fields: { readonly [name: string]: Json }): Transport | Refusal {
  const given = texts({ mode: before.mode, url: before.url === '' ? 'none' : before.url, ...fields }, ['mode', 'url'])
  if (given.is !== 'texts') return given
  const { values } = given
  const mode = MODE_LABELS[values.mode] ?? TRANSPORT_MODES.find((each) => each === values.mode)
  const errors = [
    ...(mode === undefined ? [{ pointer: '/mode', message: `must be one of ${Object.keys(MODE_LABELS).join(', ')}` }] : []),
    ...(hostOf(values.url) === null && values.url !== 'none'
      ? [{ pointer: '/url', message: `must be a URL such as https://10.0.1.14${CALL_HOME}` }]
      : []),
  ]
  if (mode === undefined || errors.length > 0) return { is: 'malformed', errors }
  if (mode === 'proxy') return { is: 'refused', messages: ['Sending through a proxy is not modelled in this sandbox.'] }
  return { mode, url: values.url === 'none' ? '' : values.url }
}
