// Maintenance: backup and restore, upgrade, maintenance mode, restart options.

import type { Remark } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { dateAndTime } from '../log.ts'
import { type PendingRestore, warningsOf } from '../restore.ts'
import { MAINTENANCE_FIELD } from '../saving.ts'
import { checksumsOf } from '../software-image.ts'
import { clockOf, isListed, type PeerState } from '../state.ts'
import { loadOf } from '../users.ts'
import { ask, asking, type Body, button, field, told } from './parts.ts'

/** Backups and restores; once a backup is uploaded, the page that asks whether to go on. EX-21. */
export function backupPage(state: PeerState): Body {
  if (state.pendingRestore) return restoreConfirmation(state, state.pendingRestore)
  const restoring = isListed(state)
    ? 'Not while this system is part of a cluster'
    : `Onto ${state.identity.version} only; the system restarts with what the file holds`
  return {
    fields: [
      told('backup', 'Backup', 'Always encrypted with a password; holds configuration and certificate, no logs', 'Backup'),
      told('restore', 'Restore', restoring, 'Restore'),
    ],
    actions: [
      asking('backup', 'Create system backup file', [ask('password', 'Encryption password', 'secret')]),
      ...(isListed(state)
        ? []
        : [
            asking('upload-backup', 'Upload system backup file', [
              ask('file', 'Restore file', 'file'),
              ask('password', 'Decryption password', 'secret'),
            ]),
          ]),
    ],
  }
}

// Whoever restores sees first what the file is, and who would be cut off by the restart.
function restoreConfirmation(state: PeerState, { content, uploadedAt }: PendingRestore): Body {
  const { identity } = state
  const { sip, h323, calls } = loadOf(state)
  const file = 'Backup file'
  const here = 'This system'
  const time = (at: Instant) => dateAndTime(at, identity.timeZone.offsetMinutes)
  const name = content.pages.system?.system_name
  return {
    title: 'Restore confirmation',
    fields: [
      told('backup_version', 'Software version', content.version, file),
      told('backup_serial', 'Hardware serial number', content.serialNumber, file),
      told('backup_system', 'System name', typeof name === 'string' ? name : '', file),
      told('backup_taken', 'Created on', content.takenAt === null ? 'Not said in the file' : time(content.takenAt), file),
      told('backup_uploaded', 'Uploaded on', time(clockOf(state, uploadedAt)), file),
      told('software_version', 'Software version', identity.version, here),
      told('serial_number', 'Hardware serial number', identity.serialNumber, here),
      told('calls', 'Calls on this system', String(calls), here),
      told('registrations', 'Registrations on this system', String(sip + h323), here),
    ],
    messages: [
      {
        tone: 'warning',
        text: 'What the file holds takes the place of the configuration here, and the system restarts: calls and registrations on it are lost.',
      },
      ...warningsOf(state).map((text): Remark => ({ tone: 'warning', text })),
    ],
    actions: [button('continue-restore', 'Continue with system restore'), button('abort-restore', 'Abort system restore')],
  }
}

export function upgradePage(state: PeerState): Body {
  const section = 'Upgrade component'
  const { upgrade } = state
  const { sip, h323, calls } = loadOf(state)
  return {
    fields: [
      told('software_version', 'System platform', state.identity.version, section),
      ...(upgrade?.isInstalled ? [told('uploaded', 'Installed, waiting for a reboot', upgrade.version, section)] : []),
      ...(upgrade === null || upgrade.isInstalled ? [] : confirmation(upgrade.version)),
      // Whoever reboots sees first who would be cut off.
      ...(upgrade?.isInstalled
        ? [
            told('calls', 'Calls on this system', String(calls), 'Before the reboot'),
            told('registrations', 'Registrations on this system', String(sip + h323), 'Before the reboot'),
          ]
        : []),
    ],
    actions: [
      asking('upgrade', 'Upgrade', [ask('file', 'Software image file')]),
      ...(upgrade !== null && !upgrade.isInstalled ? [button('continue-upgrade', 'Continue with upgrade')] : []),
      ...(upgrade?.isInstalled ? [button('reboot', 'Reboot system')] : []),
    ],
  }
}

// What was uploaded is compared with what was published before anybody continues.
function confirmation(version: string) {
  const { md5, sha1 } = checksumsOf(version)
  return [
    told('uploaded', 'Software version', version, CONFIRMATION),
    told('md5', 'MD5 hash', md5, CONFIRMATION),
    told('sha1', 'SHA1 hash', sha1, CONFIRMATION),
  ]
}
const CONFIRMATION = 'Upgrade confirmation'

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
      told(
        'shutdown',
        'Shutdown',
        'Shuts down application, operating system and hardware; starts again when its power was taken away and came back',
        'Restart options',
      ),
    ],
    actions: [
      button('restart', 'Restart', {}, 'Are you sure you want to restart the system?'),
      button('reboot', 'Reboot', {}, 'Are you sure you want to reboot the system?'),
      button('shutdown', 'Shutdown', {}, 'Are you sure you want to shut down the system?'),
    ],
  }
}
