// The factory reset: what it leaves, and what it takes away. EX-50, EX-51, EX-52, EX-53.

import type { Instant } from '../kernel/time.ts'
import { ACCOUNTS, accountsIn, factoryAccounts } from './accounts.ts'
import { FACTORY_CONFIGURATION } from './configuration.ts'
import { type Identity, isBefore } from './identity.ts'
import { FACTORY_LICENSING, type SmartLicensing, usedOf } from './smart-licensing.ts'
import { type Draft, type Keeps, note, PEERS_MAX, put } from './state.ts'

/** What the reset that follows an empty list of peers leaves; before X12.6 certificate and trust store too. EX-51. */
export const keepsOfRemoval = (identity: Identity): Keeps => ({
  optionKeys: true,
  ip: true,
  certificate: isBefore(identity.version, 'X12.6'),
  logs: false,
})

/** What the product sets where no address is kept. */
const FACTORY_ADDRESS = '192.168.0.100'

// The addresses that are kept include the gateways.
const gatewayIn = ({ settings }: Identity): NonNullable<Identity['settings']> =>
  settings?.ipv6_gateway === undefined ? {} : { ipv6_gateway: settings.ipv6_gateway }

/**
 * Resets the system. Without release key and image in its folder it fails: the configuration stays, alarm
 * 15013 is up, and the next start tries again. What it installs is that image, of whichever release it is. The default
 * administrator keeps the password; SSH keys are outside this state.
 */
export function reset(draft: Draft, keeps: Keeps): void {
  const { identity, shared, resetImage = identity.version } = draft.state
  if (!identity.hasResetFiles) {
    put(draft, { resetFailed: true, resetting: null })
    note(
      draft,
      'reset-failed',
      'The factory reset failed: release key and image are missing from /mnt/harddisk/factory-reset. The configuration is as it was.',
    )
    return
  }
  put(draft, {
    identity: {
      ...identity,
      version: resetImage,
      systemName: '',
      hostName: '',
      domain: '',
      ...(keeps.ip ? {} : { lan1: { ...identity.lan1, address: FACTORY_ADDRESS, mask: '255.255.255.0', ipv6: '' }, gateway: '' }),
      lan2: null,
      speeds: [],
      settings: keeps.ip ? gatewayIn(identity) : {},
      routes: [],
      staticNat: '',
      dnsServers: [],
      ntpServers: [],
      timeZone: { name: 'GMT', offsetMinutes: 0 },
      optionKeys: keeps.optionKeys ? identity.optionKeys : [],
      roomSessions: keeps.optionKeys ? identity.roomSessions : 0,
      certificate: keeps.certificate ? identity.certificate : null,
      trust: keeps.certificate ? identity.trust : [],
      revocations: keeps.certificate ? (identity.revocations ?? []) : [],
    },
    certificateRequest: null,
    requestedAt: null,
    signed: null,
    saved: {
      clusterName: '',
      configurationPrimary: 1,
      ipVersion: 'IPv4',
      addresses: Array.from({ length: PEERS_MAX }, () => ''),
    },
    ...EMPTY_DATABASE,
    shared: {
      ...EMPTY_DATABASE.shared,
      configuration: { ...FACTORY_CONFIGURATION, [ACCOUNTS]: factoryAccounts(accountsIn(shared.configuration)) },
    },
    resetFailed: false,
    upgrade: null,
    keyAwaits: null,
    lossStages: [],
    licensing: resetLicensing(draft.state.licensing, draft.at),
    resetArmed: null,
    resetting: null,
    systemKey: 'current',
    links: Array.from({ length: PEERS_MAX }, () => null),
    lastSync: null,
    ...(keeps.logs ? {} : { logsFrom: draft.at }),
  })
  note(draft, 'reset', 'Was reset to its factory state.', keeps)
  if (resetImage !== identity.version) note(draft, 'upgraded', `Runs ${resetImage} now.`, { version: resetImage })
}

// Option keys are back, or the release has none. What was used of the evaluation period stays used.
const resetLicensing = ({ evaluation, manager }: SmartLicensing, at: Instant): SmartLicensing => ({
  ...FACTORY_LICENSING,
  manager,
  evaluation: { ...evaluation, usedMs: usedOf(evaluation, at), since: null },
})

/** A cluster database with nothing in it. */
export const EMPTY_DATABASE = {
  shared: { tlsMode: 'Permissive', addressMapping: { enabled: false, entries: [] }, configuration: FACTORY_CONFIGURATION },
  stamp: '',
  edited: null,
  conflict: false,
  member: false,
  database: 'running',
} as const
