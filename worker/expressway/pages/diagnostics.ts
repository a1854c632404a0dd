// Maintenance > Diagnostics: diagnostic logging and the system snapshot. EX-64.

import { diagnosticName, snapshotName } from '../diagnostics/files.ts'
import { loggingState } from '../diagnostics/logging.ts'
import { dateAndTime } from '../log.ts'
import { clockOf, type PeerState } from '../state.ts'
import { ask, asking, type Body, button, told } from './parts.ts'

const STATUS = {
  never: 'No diagnostic log has been started',
  running: 'In progress',
  stopped: 'Stopped',
  collected: 'Ready to download',
} as const

export function diagnosticLogging(state: PeerState): Body {
  const { diagnostics } = state
  const is = loggingState(state)
  const time = (at: number) => dateAndTime(clockOf(state, at), state.identity.timeZone.offsetMinutes)
  const section = 'Diagnostic logging'
  return {
    fields: [
      told('status', 'Status', STATUS[is], section),
      ...(diagnostics
        ? [
            told('started', 'Started', time(diagnostics.startedAt), section),
            told('stopped', 'Stopped', diagnostics.stoppedAt === null ? '' : time(diagnostics.stoppedAt), section),
            told('tcpdump', 'Take tcpdump while logging', diagnostics.tcpdump ? 'On' : 'Off', section),
          ]
        : []),
    ],
    actions: [
      ...(is === 'running'
        ? [asking('add-marker', 'Add marker', [ask('marker', 'Marker')]), button('stop-diagnostic-logging', 'Stop logging')]
        : [
            asking('start-diagnostic-logging', 'Start new log', [
              ask('tcpdump', 'Take tcpdump while logging', 'choice', ['Off', 'On']),
              ask('filter_address', 'Filter tcpdump by IP address'),
              ask('filter_port', 'Filter tcpdump by port'),
            ]),
          ]),
      ...(is === 'stopped' || is === 'collected' ? [button('collect-diagnostic-log', 'Collect log')] : []),
      ...(is === 'collected' ? [button('download-diagnostic-log', 'Download log')] : []),
    ],
    messages: diagnosticName(state) === null ? [] : [{ tone: 'info', text: `${diagnosticName(state)} is ready to download.` }],
  }
}

export function systemSnapshot(state: PeerState): Body {
  const { snapshot } = state
  return {
    fields: snapshot ? [told('snapshot', 'Snapshot file', snapshotName(state, snapshot), 'System snapshot')] : [],
    actions: [
      button('create-snapshot', 'Create status snapshot', { kind: 'status' }),
      button('create-snapshot', 'Create logs snapshot', { kind: 'logs' }),
      button('create-snapshot', 'Create full snapshot', { kind: 'full' }),
      ...(snapshot ? [button('download-snapshot', 'Download snapshot')] : []),
    ],
  }
}
