// The High Availability Status widget: tabs Host and Event Logs (SSM-30).

import type { Page } from '../../kernel/surface.ts'
import { eventsOf } from '../accounts.ts'
import { guiTime } from '../clock.ts'
import type { HaState } from '../state.ts'
import { widgetOf } from '../widget.ts'
import { page, shown, table } from './parts.ts'

// As printed: no full stop between the two sentences of the second.
const SENTENCE = {
  Normal: 'The status of the high availability cluster is normal.',
  Degraded: 'The cluster is degraded One of the cluster nodes is offline',
} as const

/** What a standby's column of System Information always shows. */
const NOTHING = '--'

/** The High Availability widget (SSM-30). */
export function highAvailability(state: HaState): Page {
  const { deployment, database } = state
  const { status, heartbeat } = widgetOf(state)
  const isNormal = status === 'Normal'
  const events = eventsOf(database.tables, 'cluster')
  return page('high-availability', 'High Availability', {
    fields: [
      shown('status', 'Status', 'Host', status, [{ tone: isNormal ? 'ok' : 'warning', text: SENTENCE[status] }]),
      shown('heartbeat', 'Heartbeat', 'Host', heartbeat, [
        { tone: isNormal ? 'ok' : 'error', text: `Connection status: ${heartbeat}` },
      ]),
      shown('vip', 'VIP', 'Host', deployment.virtualIp),
      ...server('active', 'Active Server', deployment, 'Active'),
      ...server('standby', 'Standby Server', deployment.peer, isNormal ? 'Standby' : 'Degraded'),
      ...information('active', 'System Information, active server', [deployment.memory, deployment.disk, deployment.version]),
      ...information('standby', 'System Information, standby server', [NOTHING, NOTHING, NOTHING]),
    ],
    tables: [
      table(
        'event-logs',
        'Event Logs',
        ['Time', 'Message'],
        [...events].reverse().map(({ when, text }) => ({ cells: [guiTime(when.stamp), text] })),
      ),
    ],
  })
}

type Server = { readonly node: string; readonly publicAddress: string; readonly privateAddress: string }

const server = (prefix: string, section: string, { node, publicAddress, privateAddress }: Server, badge: string) => [
  shown(`${prefix}_address`, 'Address', section, `public address (${publicAddress})`),
  shown(`${prefix}_node`, 'Node', section, `${node} (${privateAddress})`),
  shown(`${prefix}_badge`, 'Status', section, badge),
]

const information = (prefix: string, section: string, [memory, disk, version]: readonly [string, string, string]) => [
  shown(`${prefix}_memory`, 'Physical Memory', section, memory),
  shown(`${prefix}_disk`, 'Disk Space', section, disk),
  shown(`${prefix}_version`, 'Current Version', section, version),
]
