// Everything that a server, a product or Cisco Smart Software Manager shows as wrong: the alerts of Smart Licensing,
// and the states that stand on pages and in `ha_status` until somebody does something about them. SSM On-Prem numbers
// none of them, so the ids are ours; titles are the product's words, texts ours where its own are not public.

import type { AlarmEntry } from '../kernel/product.ts'

/** A kind of alarm, with the page of its node on which it stands ('' for what a console shows). */
export type AlarmKind = Omit<AlarmEntry, 'remedy'> & { readonly page: string }

const kind = (id: string, title: string, severity: string, page: string, text: string): AlarmKind => ({
  id,
  title,
  severity,
  page,
  text,
})

const ALERTS = 'licensing-alerts'

/** The alerts of Smart Licensing, by the words with which Smart Software Manager names them (SSM-42). */
export const ALERT_KINDS = {
  'Insufficient Licenses': kind(
    'insufficient-licenses',
    'Insufficient Licenses',
    'Major',
    ALERTS,
    'The products of a local virtual account use more of a license than was bought for it.',
  ),
  'Licenses Expiring': kind(
    'licenses-expiring',
    'Licenses Expiring',
    'Minor',
    ALERTS,
    'Term licenses end soon. It is raised anew 90, 60, 30, 14, 7, 3 and 1 days before.',
  ),
  'Licenses Expired': kind(
    'licenses-expired',
    'Licenses Expired',
    'Major',
    ALERTS,
    'Term licenses have ended and count no more. It is not raised where the warning before was dismissed.',
  ),
  'Product Instance Failed to Connect': kind(
    'product-instance-failed-to-connect',
    'Product Instance Failed to Connect',
    'Minor',
    ALERTS,
    'A product has not renewed its authorization when it should have.',
  ),
  'Product Instance Failed to Renew': kind(
    'product-instance-failed-to-renew',
    'Product Instance Failed to Renew and was Removed',
    'Major',
    ALERTS,
    'A product did not renew its identity certificate in its year and was removed with what it used.',
  ),
  'Synchronization Overdue': kind(
    'synchronization-overdue',
    'Synchronization Overdue',
    'Major',
    ALERTS,
    'A local account has not been synchronized with Cisco Smart Software Manager for 30 days.',
  ),
  'Satellite Unregistered and Removed': kind(
    'satellite-unregistered-and-removed',
    'Satellite Unregistered and Removed',
    'Major',
    ALERTS,
    'Cisco Smart Software Manager has removed a local account that did not synchronize for 90 days.',
  ),
  'Upcoming Sync Deadline': kind(
    'upcoming-sync-deadline',
    'Upcoming Cisco Smart Software Manager Satellite Sync Deadline (30 Day)',
    'Minor',
    ALERTS,
    'A local account will be removed in 30 days or less unless it is synchronized.',
  ),
} as const satisfies { readonly [type: string]: AlarmKind }

/** What else can be wrong, by id. Severities are ours. */
export const STATE_KINDS = {
  synchronizationFailed: kind(
    'synchronization-failed',
    'Synchronization Failed',
    'warning',
    'synchronization',
    'The last synchronization of a local account did not come through.',
  ),
  commonName: kind(
    'certificate-for-another-name',
    'The product certificate is not for the Host Common Name',
    'warning',
    'security',
    'Products that call the Host Common Name are shown a certificate for another name, or none, and cannot register.',
  ),
  degraded: kind(
    'cluster-degraded',
    'Degraded',
    'warning',
    'high-availability',
    'The cluster is degraded One of the cluster nodes is offline',
  ),
  failedAction: kind(
    'failed-actions',
    'Failed Actions',
    'warning',
    '',
    'Pacemaker remembers a failed action on this node until somebody cleans up.',
  ),
  blocked: kind(
    'resource-blocked',
    'Resource blocked',
    'error',
    '',
    'A resource could not be stopped. Without fencing, Pacemaker leaves it where it is and touches it no more.',
  ),
  unclean: kind(
    'node-unclean',
    'UNCLEAN (offline)',
    'error',
    '',
    'The peer was lost, and nobody can say what it still runs: nothing of it is started here before it was fenced.',
  ),
  withoutQuorum: kind(
    'partition-without-quorum',
    'Partition WITHOUT quorum',
    'error',
    '',
    'This node may run no resource before it has seen its peer.',
  ),
  authorizationPending: kind(
    'authorization-pending',
    'Authorization Pending',
    'Minor',
    'accounts',
    'A registration file was taken, and the authorization file that answers it is being made.',
  ),
  authorizationReady: kind(
    'authorization-file-ready',
    'Satellite Authorization File Ready',
    'Minor',
    'accounts',
    'The authorization file of a satellite can be downloaded.',
  ),
  registrationFailed: kind(
    'registration-failed',
    'Registration Failed',
    'error',
    'licensing',
    'The product could not be registered. Its page says why.',
  ),
  renewalFailed: kind(
    'authorization-renewal-failed',
    'Authorization renewal failed',
    'warning',
    'licensing',
    'The product could not renew its authorization, and tries again every day.',
  ),
  outOfCompliance: kind(
    'out-of-compliance',
    'Out of Compliance',
    'warning',
    'licensing',
    'The product uses licenses of which there are not enough. It tolerates that for 90 days.',
  ),
  overageOver: kind(
    'overage-over',
    'Out of Compliance for 90 days',
    'error',
    'licensing',
    'The product has used more licenses than there are for 90 days, and is held to its licenses.',
  ),
  authorizationExpired: kind(
    'authorization-expired',
    'Authorization Expired',
    'error',
    'licensing',
    'The product has not reached its server for 90 days.',
  ),
  evaluationExpired: kind(
    'evaluation-expired',
    'Evaluation Expired',
    'error',
    'licensing',
    'The evaluation period of 90 days is over, and the product is not registered.',
  ),
} as const satisfies { readonly [name: string]: AlarmKind }

/** Every kind of alarm, of tables and of states. */
export const ALARM_KINDS: readonly AlarmKind[] = [...Object.values(ALERT_KINDS), ...Object.values(STATE_KINDS)]
