// The panel beside the widgets, as far as the model computes what stands there (SSM-31).

import type { Page } from '../../kernel/surface.ts'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, pad, SECOND_MS } from '../../kernel/time.ts'
import { alertsOf } from '../alerts.ts'
import { guiTime } from '../clock.ts'
import { sessionsOf } from '../http/access.ts'
import type { HaState } from '../state.ts'
import { page, shown, table } from './parts.ts'

/** How many of the newest alerts the panel names; assumed. */
const ALERTS_MAX = 5

/** The panel System Health (SSM-31). */
export function systemHealth(state: HaState, at: Instant): Page {
  const { deployment, bootedAt, clockOffsetMs, database } = state
  const alerts = [...new Set(alertsOf(database.tables, at).map(({ type }) => type))].slice(0, ALERTS_MAX)
  return page('system-health', 'System Health', {
    fields: [
      // A server with a full disk has no database, and so no GUI that could say anything else.
      shown('health', 'System Health', '', 'Good', [{ tone: 'ok', text: 'Your machine is working well' }]),
      shown('server_name', 'Server Name', '', deployment.serverName),
      shown('version', 'Version', '', deployment.version),
      shown('uptime', 'Uptime', '', uptime(at - bootedAt)),
      shown('up_since', 'Up since', '', guiTime(bootedAt + clockOffsetMs + deployment.guiZoneMs)),
      shown('disk', 'DISK', 'Resource Monitor', `of ${deployment.disk}`),
      shown('ram', 'RAM', 'Resource Monitor', `of ${deployment.memory}`),
      shown('interface', 'Interface', '', 'ens192'),
    ],
    tables: [
      table(
        'recent-alerts',
        'Recent Alerts',
        ['Alert'],
        alerts.map((type) => ({ cells: [type] })),
      ),
      table(
        'connected-users',
        'Connected Users',
        ['User', 'Connected for'],
        sessionsOf(database.tables, at).map(({ who, since }) => ({ cells: [who, span(at - since)] })),
      ),
    ],
    messages: [{ tone: 'info', text: 'Loads of CPU and RAM and the traffic of the interface are not modelled.' }],
  })
}

// `14 days`: of the host, whatever its cluster does (document 217212). The words under a day are ours.
function uptime(ms: number): string {
  const [count, unit] = ms >= DAY_MS ? [Math.floor(ms / DAY_MS), 'day'] : [Math.floor(ms / HOUR_MS), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** `00:15:11`. */
const span = (ms: number): string =>
  [Math.floor(ms / HOUR_MS), Math.floor(ms / MINUTE_MS) % 60, Math.floor(ms / SECOND_MS) % 60].map((each) => pad(each)).join(':')
