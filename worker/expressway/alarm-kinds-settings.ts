// Alarms about how one system is set up: its IP protocol, the services that administer it, and Active Directory. EX-41.

import { accountsIn } from './accounts.ts'
import { type AlarmKind, kind, SAVED_TO_ALARM_MS } from './alarm-kind.ts'
import { settingOf } from './own-settings.ts'
import { measureIn, objections } from './password-policy.ts'
import { isChangedSinceStart, type StartSettings } from './start-settings.ts'
import type { PeerState } from './state.ts'
import { hasTimeServer } from './time-source.ts'

const isBoth = ({ shared }: PeerState): boolean => shared.configuration.ip_protocol === 'Both'
const changed = (name: keyof StartSettings) => (state: PeerState) => isChangedSinceStart(state, name)
const usesDirectory = ({ shared }: PeerState): boolean => shared.configuration.ads_mode === 'On'
const lacksText = (item: string) => (state: PeerState) => usesDirectory(state) && (state.shared.configuration[item] ?? '') === ''

// Only while strict passwords are enforced. What is not known of a password, as of the sandbox's own, counts against it.
const hasWeakPassword = ({ shared: { configuration } }: PeerState): boolean =>
  accountsIn(configuration).some(
    ({ state, password }) => state === 'Enabled' && objections(configuration, measureIn(password)).length > 0,
  )

export const SETTING_ALARMS: readonly AlarmKind[] = [
  kind('25004', 'ddbf18cf-4abb-44f0-9826-3115178366fe', 'IP configuration mismatch', 'IP protocol is set to both IPv4 and IPv6, but the system does not have an IPv4 gateway defined', 'Configure IP settings', 'ip', 300, (state) => isBoth(state) && state.identity.gateway === ''),
  kind('25011', '5f0a0e3c-8e11-4559-b2cb-60356ed0c3d0', 'Restart required', 'HTTPS service has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, changed('https'), 'management'),
  kind('25013', 'f65bb908-49ee-4b73-9a86-4e097ed2f7be', 'IP configuration mismatch', 'IP protocol is set to both IPv4 and IPv6, but the system does not have an IPv6 gateway defined', 'Configure IP settings', 'ip', 300, (state) => isBoth(state) && settingOf(state.identity, 'ipv6_gateway') === ''),
  kind('25014', '0d27eb91-718f-4478-b4b9-e1ffbb0c1659', 'Configuration warning', 'IP protocol is set to both IPv4 and IPv6, but the Expressway does not have any IPv6 addresses defined', 'Configure IP settings', 'ip', 300, (state) => isBoth(state) && state.identity.lan1.ipv6 === ''),
  kind('25015', 'fa6e2e8d-ddef-4ac9-83c9-bf61cb75ec04', 'Restart required', 'SSH service has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, changed('ssh'), 'management'),
  kind('25017', 'b0ff5e63-625d-426f-a905-2c296b471fca', 'Restart required', 'HTTP service has been changed, however a restart is required for this to take effect', 'Restart the system', 'restart-options', SAVED_TO_ALARM_MS, changed('http'), 'management'),
  kind('35001', '8cf38531-41f6-4a64-89fd-981ac0ab7957', 'Configuration warning', 'Active Directory mode has been enabled but the DNS hostname has not been configured', 'Configure DNS hostname', 'dns', 300, (state) => usesDirectory(state) && state.identity.hostName === ''),
  kind('35002', 'd573902e-bac6-4b60-aebe-1d4d92a0a166', 'Configuration warning', 'Active Directory mode has been enabled but the NTP server has not been configured', 'Configure NTP server', 'time', 300, (state) => usesDirectory(state) && !hasTimeServer(state)),
  kind('35003', 'f6b8993b-8025-4ec3-b88a-d0844bd70395', 'Configuration warning', 'Active Directory mode has been enabled but no DNS servers have been configured', 'Configure a DNS server', 'dns', 300, (state) => usesDirectory(state) && state.identity.dnsServers.every((server) => server === '')),
  kind('35005', '1d0a5594-ddc8-4de3-b7ae-e5d87cbc7a4a', 'Configuration warning', 'Active Directory mode has been enabled but a domain has not been configured', 'Configure domain on Active Directory Service page', 'active-directory-service', 300, lacksText('ads_domain')),
  kind('35007', 'b0eb7ba9-5452-4b50-b454-3665bb1565c1', 'Configuration warning', 'Active Directory SPNEGO disabled; you are recommended to enable the SPNEGO setting', 'Enable SPNEGO', 'active-directory-service', 300, (state) => usesDirectory(state) && state.shared.configuration.ads_spnego === 'Disabled'),
  kind('35008', 'b0629660-5118-4a9b-ae5e-ad6ea4a4ba77', 'Configuration warning', 'Active Directory mode has been enabled but a workgroup has not been configured', 'Configure workgroup on Active Directory Service page', 'active-directory-service', 300, lacksText('ads_workgroup')),
  kind('40018', '4cc711c6-41c9-47bb-a63b-76b0bf95aa0f', 'Insecure password in use', 'One or more users has a non-strict password', '', 'administrator-accounts', 300, hasWeakPassword),
  kind('40020', 'd4ad6a44-6ced-4691-81ea-e770dad77dab', 'Security alert', 'The connection to the Active Directory Service is not using TLS encryption', 'Configure Active Directory Service connection settings', 'active-directory-service', 300, (state) => usesDirectory(state) && state.shared.configuration.ads_encryption === 'Off'),
  kind('40022', '8ae5a409-8488-44c6-b68f-f2ea76521c81', 'Security alert', 'Active Directory secure channel disabled; you are recommended to enable the secure channel setting', 'Enable secure channel', 'active-directory-service', 300, (state) => usesDirectory(state) && state.shared.configuration.ads_secure_channel === 'Disabled'),
] // biome-ignore format: one row per alarm
