// System > Network interfaces > Static routes. They belong to one system, and are taken as soon as they are made. EX-03.

import type { Json } from '../kernel/machine.ts'
import type { Answer } from '../kernel/surface.ts'
import { versionOf } from './address.ts'
import type { Identity, Route } from './identity.ts'
import { logChange, type Origin } from './log.ts'
import { type Draft, note, put } from './state.ts'

export const ROUTES_MAX = 50
/** Bits of the longest prefix, by the version of the address. */
const PREFIX_MAX = { IPv4: 32, IPv6: 128 } as const
export const ROUTE_INTERFACES = ['Auto', 'LAN1', 'LAN2'] as const

export const routesOf = ({ routes }: Identity): readonly Route[] => routes ?? []

/** Which interfaces a route may be forced over: there is a choice only where there are two. */
export const interfacesOf = ({ lan2 }: Identity): readonly Route['interface'][] => (lan2 === null ? ['Auto'] : ROUTE_INTERFACES)

/** What was typed for a new route. */
export type TypedRoute = {
  readonly address: string
  readonly prefixLength: string
  readonly gateway: string
  readonly interface: string
}

/** `Create route`, or `xCommand RouteAdd`. */
export function addRoute(draft: Draft, typed: TypedRoute, origin: Origin): Answer {
  const route = routeOf(draft.state.identity, typed)
  if (typeof route === 'string') return { is: 'refused', messages: [`Static routes: ${route}.`] }
  const routes = routesOf(draft.state.identity)
  if (routes.length >= ROUTES_MAX) return { is: 'refused', messages: [`Static routes: at most ${ROUTES_MAX} routes.`] }
  if (routes.some((each) => textOf(each) === textOf(route)))
    return { is: 'refused', messages: [`Static routes: there is a route ${textOf(route)} already.`] }
  changeRoutes(draft, [...routes, route], origin, routes.length + 1, '', textOf(route))
  return { is: 'acted', message: `Route created: ${textOf(route)}.`, files: [] }
}

/** `Delete`, or `xCommand RouteDelete`: by the number of the route, from 1 on. */
export function deleteRoute(draft: Draft, number: number, origin: Origin): Answer {
  const routes = routesOf(draft.state.identity)
  const gone = routes[number - 1]
  if (gone === undefined) return { is: 'refused', messages: [`Static routes: there is no route ${number}.`] }
  changeRoutes(
    draft,
    routes.filter((each) => each !== gone),
    origin,
    number,
    textOf(gone),
    '',
  )
  return { is: 'acted', message: `Route deleted: ${textOf(gone)}.`, files: [] }
}

function routeOf(identity: Identity, typed: TypedRoute): Route | string {
  const [version, bits] = [versionOf(typed.address), Number(typed.prefixLength)]
  if (version === null) return `"${typed.address}" is no IP address`
  if (!/^\d+$/.test(typed.prefixLength) || bits > PREFIX_MAX[version])
    return `the prefix length of an ${version} address is a number from 0 to ${PREFIX_MAX[version]}`
  if (versionOf(typed.gateway) !== version) return `the gateway of an ${version} route must be an ${version} address`
  const over = ROUTE_INTERFACES.find((each) => each.toLowerCase() === typed.interface.replace(' ', '').toLowerCase())
  if (over === undefined || !interfacesOf(identity).includes(over))
    return `choose ${interfacesOf(identity).join(' or ')} as the interface`
  return { address: typed.address, prefixLength: bits, gateway: typed.gateway, interface: over }
}

/** A route on one line, such as `203.0.113.0/24 through 10.15.13.1 (Auto)`. */
export const textOf = (route: Route): string =>
  `${route.address}/${route.prefixLength} through ${route.gateway} (${route.interface})`

function changeRoutes(draft: Draft, routes: readonly Route[], origin: Origin, number: number, was: string, is: string): void {
  put(draft, { identity: { ...draft.state.identity, routes } })
  logChange(draft, origin, `IP Route ${number}`, `ip/route/${number}`, was, is)
  note(draft, 'saved', 'The static routes were changed.')
}

/** The path of a route on the command line, before its number. */
export const ROUTE_PATH = 'IP Route'

/** The lines of `xConfiguration IP Route`: path and value, as printed. */
export const routeLines = (identity: Identity): readonly (readonly [string, string])[] =>
  routesOf(identity).flatMap((route, index) => {
    const path = `${ROUTE_PATH} ${index + 1}`
    return [
      [`${path} Address`, JSON.stringify(route.address)],
      [`${path} Gateway`, JSON.stringify(route.gateway)],
      [`${path} Interface`, route.interface],
      [`${path} PrefixLength`, String(route.prefixLength)],
    ] as const
  })

type Body = { readonly [name: string]: Json }

/** The buttons of the page. */
export const ROUTE_ACTIONS: { readonly [action: string]: (draft: Draft, body: Body) => Answer } = {
  'create-route': (draft, { address = '', prefix_length = '', gateway = '', interface: over = 'Auto' }) => {
    const typed = { address, prefixLength: typeof prefix_length === 'number' ? String(prefix_length) : prefix_length, gateway, interface: over }
    const wrong = Object.entries(typed).find(([, value]) => typeof value !== 'string')
    if (wrong !== undefined) return malformed(wrong[0] === 'prefixLength' ? 'prefix_length' : wrong[0], 'must be a text')
    const { address: to, prefixLength, gateway: through, interface: by } = typed as TypedRoute
    return addRoute(draft, { address: to.trim(), prefixLength: prefixLength.trim(), gateway: through.trim(), interface: by.trim() }, 'web')
  },
  'delete-route': (draft, { number }) => {
    const found = typeof number === 'string' && /^\d+$/.test(number) ? Number(number) : number
    return typeof found === 'number' && Number.isInteger(found)
      ? deleteRoute(draft, found, 'web')
      : malformed('number', 'must be the number of a route')
  },
} // biome-ignore format: one button a piece

export const ROUTE_PARAMETERS: { readonly [action: string]: readonly string[] } = {
  'create-route': ['address', 'prefix_length', 'gateway', 'interface'],
  'delete-route': ['number'],
}

const malformed = (name: string, message: string): Answer => ({ is: 'malformed', errors: [{ pointer: `/${name}`, message }] })
