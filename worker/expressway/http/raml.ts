// `/api/raml`: the REST interface described by itself, in RAML 0.8. Resources that are only named here are left out. EX-63.

import type { PeerState } from '../state.ts'
import { isKnownTo, METHODS, methodsOf } from './provisioning.ts'

/** One resource a path, its methods below it. */
export function ramlOf(state: PeerState): string {
  const resources = Object.keys(METHODS)
    .filter((name) => isKnownTo(state, name))
    .toSorted()
    .flatMap((name) => [
      `/${name.startsWith('status/') ? name : `provisioning/${name}`}:`,
      ...methodsOf(state, name).map((method) => `  ${method.toLowerCase()}:`),
    ])
  return [
    '#%RAML 0.8',
    'title: Cisco Expressway API',
    `version: ${state.identity.version}`,
    'baseUri: /api',
    'mediaType: application/json',
    'securitySchemes:',
    '  - basic:',
    '      type: Basic Authentication',
    'securedBy: [ basic ]',
    ...resources,
    '',
  ].join('\n')
}
