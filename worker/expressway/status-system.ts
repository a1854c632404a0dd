// The part of the status that tells of the system's own parts: loggers, media ports, intrusion protection, services of the edge.

import { LOGGER_MODULES } from './logger-modules.ts'
import type { PeerState } from './state.ts'
import { type Branch, bare, empty, group, indexed } from './status-words.ts'
import { loadOf, traversalCalls } from './users.ts'

/** Every module of the log, at the level that a system comes with. */
export const LOGGERS: Branch = group(
  'Loggers',
  indexed('Logger', LOGGER_MODULES, (module) => [bare('Module', module), bare('TraceLevel', 'Info')]),
)

/** The range of ports for media that a system comes with. */
const MEDIA_PORTS = { first: 36_000, last: 59_999 } as const
/** What a call with media may take of them. */
const PORTS_PER_CALL = 48

/** The ports for media that calls take now. */
export function portUsage(state: PeerState): readonly Branch[] {
  const { first, last } = MEDIA_PORTS
  const all = last - first + 1
  const used = Math.min(all, traversalCalls(loadOf(state).calls) * PORTS_PER_CALL)
  return [
    group('PortUsage', [
      group('Media', [group('Range', [bare('Start', first), bare('End', last)]), bare('Free', all - used), bare('Used', used)]),
    ]),
  ]
}

const UNTOUCHED = ['TotalBans', 'CurrentBans', 'TotalFails', 'CurrentFails'].map((name) => bare(name, 0))
const CATEGORIES = ['ssh-intrusion', 'apache-auth', 'ssh-auth', 'web-intrusion', 'web-auth']

/** The service watches, and nobody is ever banned: attempts that fail are not counted. */
export const INTRUSION_PROTECTION: Branch = group('IntrusionProtection', [
  group('Service', [bare('State', 'Up'), bare('ActiveCategories', CATEGORIES.length)]),
  ...indexed('Category', CATEGORIES, (name) => [bare('Name', name), ...UNTOUCHED]),
])

const truths = (names: { readonly [name: string]: boolean }) =>
  Object.entries(names).map(([name, holds]) => bare(name, holds ? 'True' : 'False'))

/** Mobile and Remote Access, which is not set up here. */
export const COLLABORATION_EDGE: Branch = group('CollaborationEdge', [
  empty('HTTPAllowListAuto'),
  group('HTTPAllowListManual', [
    group(
      'DefaultMethods',
      ['GET', 'HEAD', 'POST'].map((method, index) => bare(`Method ${index + 1}`, method)),
    ),
  ]),
  empty('HTTPAllowListTests'),
  empty('CMSs'),
  empty('CUCMs'),
  empty('Domains'),
  empty('Tunnels'),
  group('Portforwarding', [group('Mesh', [bare('Status', 'Inactive')]), group('Server', [bare('Status', 'Inactive')])]),
  group(
    'Authentication',
    truths({
      LegacyCred: false,
      LegacySSO: false,
      OAuthLocal: true,
      OAuthSSO: false,
      InternalCheck: false,
      AllowEmbeddedSafari: false,
    }),
  ),
  empty('UCxNs'),
  empty('CUPs'),
])
