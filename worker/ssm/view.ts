// An HA node as the snapshot shows it: the true state, whatever the product's screens make of it.

import type { z } from 'zod'
import type { Frozen } from '../kernel/plain.ts'
import { iso } from '../kernel/time.ts'
import { accountsOf } from './accounts.ts'
import { alarmRows, alarmsOf } from './alarms.ts'
import { alertsOf } from './alerts.ts'
import { backupFiles } from './backups.ts'
import { certificateHeld, hostCommonName, nameInCertificate } from './certificates.ts'
import { instancesOf, licensesOf } from './licensing.ts'
import { SYNC_PERIOD_MS } from './periods.ts'
import { streaming, walText } from './postgres.ts'
import { holdsVip, isServing } from './serving.ts'
import { type HaState, isPaired } from './state.ts'
import type { HaNodeView } from './view-schemas.ts'
import { widgetOf } from './widget.ts'

/** What is shown of a server. */
export function viewOf(state: HaState): Frozen<z.infer<typeof HaNodeView>> {
  const { deployment, database, pacemaker, services, power } = state
  return {
    id: deployment.node,
    product: 'ssm',
    state: power === 'on' ? 'running' : power,
    version: deployment.version,
    files: state.files.map((name) => ({ name })),
    archives: backupFiles(state).map((name) => ({ name })),
    mode: state.mode,
    cluster: !isPaired(state) ? 'none' : services === 'stopped' ? 'stopped' : 'running',
    role: !isPaired(state) ? 'standalone' : services === 'stopped' ? 'stopped' : pacemaker.vip ? 'active' : 'standby',
    holdsVip: holdsVip(state),
    gui: !isServing(state) ? 'none' : isPaired(state) ? 'vip' : 'own',
    database: {
      role: database.process,
      walPosition: walText(database.position),
      timeline: database.timeline,
      replicas: streaming(database).map(({ clientAddr, state: is }) => ({ clientAddr, state: is })),
    },
    failCounts: pacemaker.failCounts,
    failedActions: pacemaker.failures.map(({ operation, text }) => ({ operation, text })),
    hostCommonName: hostCommonName(database.tables),
    widget: isServing(state) && isPaired(state) ? widgetOf(state) : null,
    accounts: accountsOf(database.tables).map((account) => ({
      name: account.id,
      status: account.status,
      certificate: nameInCertificate(certificateHeld(account)),
      lastSync: account.lastSync === null ? null : iso(account.lastSync.at),
      syncDue: account.lastSync === null ? null : iso(account.lastSync.at + SYNC_PERIOD_MS),
    })),
    alarms: alarmRows(alarmsOf(state), state.alarmed),
    alerts: alertsOf(database.tables, state.assessed).map(({ account, virtualAccount, type, severity, source }) => ({
      account,
      virtualAccount,
      type,
      severity,
      source,
    })),
    productInstances: instancesOf(database.tables).map(({ account, name, productType, lastContact }) => ({
      account,
      name,
      type: productType,
      lastContact: iso(lastContact.at),
    })),
    licenses: accountsOf(database.tables).flatMap(({ id }) =>
      licensesOf(database.tables, id).map(({ license, ...counts }) => ({ account: id, name: license, ...counts })),
    ),
  }
}
