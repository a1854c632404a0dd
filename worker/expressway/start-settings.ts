// Settings beside addresses that only a start of the system takes: which services administer it, and which of the two
// versions of IP it speaks. EX-03, EX-41.

import { settingOf } from './own-settings.ts'
import type { PeerState } from './state.ts'

/** What of them was in force at the last start, where something else was saved since. */
export type StartSettings = {
  readonly ssh: string
  readonly https: string
  readonly http: string
  readonly ipProtocol: string
  readonly ipv6Gateway: string
}

/** As saved. */
const savedForStart = ({ identity, shared }: Pick<PeerState, 'identity' | 'shared'>): StartSettings => ({
  ssh: settingOf(identity, 'ssh_service'),
  https: settingOf(identity, 'web_interface'),
  http: settingOf(identity, 'redirect_http'),
  ipProtocol: protocolIn(shared),
  ipv6Gateway: settingOf(identity, 'ipv6_gateway'),
})

/** The versions of IP that the system runs with: asked in every turn, so not by way of all the others. */
export const protocolInForce = ({ startSettings, shared }: PeerState): string => startSettings?.ipProtocol ?? protocolIn(shared)

const protocolIn = ({ configuration }: PeerState['shared']): string => String(configuration.ip_protocol ?? 'IPv4')

/** As the system runs. */
export const startedWith = (state: PeerState): StartSettings => state.startSettings ?? savedForStart(state)

/** Whether one of them was saved otherwise since the start. */
export const isChangedSinceStart = (state: PeerState, ...names: readonly (keyof StartSettings)[]): boolean => {
  if (!state.startSettings) return false
  const saved = savedForStart(state)
  return names.some((name) => saved[name] !== state.startSettings?.[name])
}

/** What is to be kept of the system as it was started, now that something was saved; null: nothing more than is kept. */
export function keptSinceStart(state: PeerState, before: PeerState): StartSettings | null {
  if (state.startSettings || before.power !== 'running') return null
  if (state.identity.settings === before.identity.settings && state.shared === before.shared) return null
  const [was, is] = [savedForStart(before), savedForStart(state)]
  return JSON.stringify(was) === JSON.stringify(is) ? null : was
}
