// System > Network interfaces > Static routes: the routes there are, and a form for one more. EX-60.

import { interfacesOf, routesOf, textOf } from '../routes.ts'
import type { PeerState } from '../state.ts'
import { ask, asking, type Body } from './parts.ts'

export function staticRoutes({ identity }: PeerState): Body {
  const routes = routesOf(identity)
  const interfaces = interfacesOf(identity)
  return {
    tables: [
      {
        id: 'routes',
        title: 'Static routes †',
        columns: ['IP address', 'Prefix length', 'Gateway', 'Interface'],
        rows: routes.map((route) => [route.address, String(route.prefixLength), route.gateway, route.interface]),
        actions: routes.map((route, index) => [
          {
            action: 'delete-route',
            label: 'Delete',
            body: { number: index + 1 },
            confirm: `Are you sure you want to delete ${textOf(route)}?`,
          },
        ]),
      },
    ],
    actions: [
      asking('create-route', 'Create route', [
        ask('address', 'IP address'),
        ask('prefix_length', 'Prefix length'),
        ask('gateway', 'Gateway'),
        ...(interfaces.length > 1 ? [ask('interface', 'Interface', 'choice', interfaces)] : []),
      ]),
    ],
  }
}
