// What the cluster is made of: its name, the release of its Pacemaker, and the agent of each resource.

import type { Resource } from './pacemaker.ts'

/** The cluster's name and the names of its resources but `db` are not public: assumed. */
export const CLUSTER_NAME = 'ssms_ha'

/** The release of CentOS 7.6, whose wording the screens of document 217212 have: inferred. */
export const PACEMAKER_VERSION = '1.1.19-8.el7_6.4-c3c624ea3d'

/** A resource agent, as Pacemaker names it. */
export type Agent = { readonly class: string; readonly provider?: string; readonly type: string }

/** The agent of each resource. */
export const AGENTS: { readonly [resource in Resource]: Agent } = {
  db: { class: 'ocf', provider: 'heartbeat', type: 'pgsql' },
  vip: { class: 'ocf', provider: 'heartbeat', type: 'IPaddr2' },
  satellite: { class: 'systemd', type: 'satellite' },
}

/** `ocf::heartbeat:pgsql`, `systemd:satellite`: an agent as Pacemaker 1.1 prints it. */
export function agentText(resource: Resource): string {
  const { class: kind, provider, type } = AGENTS[resource]
  return provider === undefined ? `${kind}:${type}` : `${kind}::${provider}:${type}`
}
