// Maintenance: backup and restore, upgrade, maintenance mode, restart options.

import { MAINTENANCE_FIELD } from '../saving.ts'
import { isListed, type PeerState } from '../state.ts'
import { type Body, field, told } from './parts.ts'

export function backupPage(state: PeerState): Body {
  const restoring = isListed(state)
    ? 'Not while this system is part of a cluster'
    : `Onto ${state.identity.version} only; the system restarts with what the file holds`
  return {
    fields: [
      told('backup', 'Backup', 'Always encrypted with a password; holds configuration and certificate, no logs', 'Backup'),
      told('restore', 'Restore', restoring, 'Restore'),
    ],
  }
}

export function upgradePage(state: PeerState): Body {
  const section = 'Upgrade component'
  const { upgrade } = state
  return {
    fields: [
      told('software_version', 'System platform', state.identity.version, section),
      ...(upgrade === null
        ? []
        : [told('uploaded', upgrade.isInstalled ? 'Installed, waiting for a reboot' : 'Uploaded', upgrade.version, section)]),
    ],
    actions: [
      ...(upgrade !== null && !upgrade.isInstalled
        ? [{ action: 'continue-upgrade', label: 'Continue with upgrade', body: {}, confirm: null }]
        : []),
      ...(upgrade?.isInstalled ? [{ action: 'reboot', label: 'Reboot system', body: {}, confirm: null }] : []),
    ],
  }
}

export function maintenance(state: PeerState): Body {
  const value = state.maintenance ? 'On' : 'Off'
  const section = 'Configuration'
  return {
    fields: [
      field(MAINTENANCE_FIELD, 'Maintenance mode', value, {
        kind: 'choice',
        section,
        peerSpecific: true,
        options: ['Off', 'On'],
      }),
    ],
  }
}

export function restartOptions(): Body {
  const lasts = (minutes: number) => `takes about ${minutes} minutes`
  return {
    fields: [
      told('restart', 'Restart', `Shuts down and restarts the application; ${lasts(3)}`, 'Restart options'),
      told(
        'reboot',
        'Reboot',
        `Shuts down and restarts application, operating system and hardware; ${lasts(5)}`,
        'Restart options',
      ),
    ],
    actions: [
      { action: 'restart', label: 'Restart', body: {}, confirm: 'Are you sure you want to restart the system?' },
      { action: 'reboot', label: 'Reboot', body: {}, confirm: 'Are you sure you want to reboot the system?' },
    ],
  }
}
