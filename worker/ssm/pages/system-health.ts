// The panel beside the widgets, as far as the model computes what stands there.

import type { Page } from '../../kernel/surface.ts'
import { guiTime } from '../clock.ts'
import type { HaState } from '../state.ts'
import { page, shown } from './parts.ts'

export const systemHealth = ({ deployment, bootedAt, clockOffsetMs }: HaState): Page =>
  page('system-health', 'System Health', {
    fields: [
      shown('health', 'System Health', '', 'Good', [{ tone: 'ok', text: 'Your machine is working well' }]),
      shown('server_name', 'Server Name', '', deployment.serverName),
      shown('version', 'Version', '', deployment.version),
      shown('up_since', 'Up since', '', guiTime(bootedAt + clockOffsetMs + deployment.guiZoneMs)),
    ],
    messages: [{ tone: 'info', text: 'Resource Monitor, Interface and Connected Users are not modelled.' }],
  })
