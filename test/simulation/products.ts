// The rules of each product, by its id.

import { METHODS } from '../../worker/expressway/http/provisioning.ts'
import type { Product } from '../../worker/kernel/product.ts'
import { ROUTES } from '../../worker/ssm/http/api.ts'
import { LOGINS as SSM_LOGINS } from '../../worker/ssm/http/index.ts'
import { EXPRESSWAY, EXPRESSWAY_ALARMS } from './expressway.ts'
import type { Judge } from './judges.ts'
import { SSM } from './ssm.ts'
import { SURFACES } from './surfaces.ts'

export const JUDGES: ReadonlyMap<string, readonly Judge[]> = new Map([
  ['expressway', [...EXPRESSWAY, SURFACES]],
  ['ssm', SSM],
])

/** The alarms that a product's model can raise and show; some are raised at the last moment and lost with the system. */
export function alarmsKnown(product: Product): readonly string[] {
  const unseen = new Set(product.reference.causes.flatMap(({ alarm, isOnlyLogged }) => (isOnlyLogged ? [alarm] : [])))
  const known = product.id === 'expressway' ? EXPRESSWAY_ALARMS : product.reference.alarms.map(({ id }) => id)
  return known.filter((id) => !unseen.has(id))
}

/** The calls of a product's web interface that may change something, as `callOf` names them. */
export function callsOf(product: Product): readonly string[] {
  switch (product.id) {
    case 'expressway':
      return [
        ...['/login/', '/logout', '/putxml', '/formputxml'].map((path) => `POST ${path}`),
        ...Object.entries(METHODS).flatMap(([resource, methods]) =>
          methods.flatMap((method) => (method === 'GET' ? [] : [`${method} /api/provisioning/${resource}`])),
        ),
      ]
    case 'ssm':
      return [
        ...[...SSM_LOGINS, '/admin/logout'].map((path) => `POST ${path}`),
        ...ROUTES.flatMap((route) => ('act' in route ? [`${route.method} /api/v1${route.path}`] : [])),
      ]
    default:
      return []
  }
}
