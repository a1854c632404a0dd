// From two servers of their own to one pair: keys on the first, the second provisioned, then deployed
// (SSM-03). The order is documented; what each command prints and asks is not, and is ours.

import { isNextMajor } from './migrating.ts'
import { isIpv4 } from './network.ts'
import { isRingWhole, startCluster } from './services.ts'
import { stopServices } from './standalone.ts'
import { type HaState, isPaired } from './state.ts'
import type { Turn } from './turn.ts'
import type { Word } from './words.ts'

/** What a command of the deployment has to say: done, or why not. */
export type Outcome = { readonly is: 'done' | 'refused'; readonly lines: readonly string[] }

const refused = (...lines: readonly string[]): Outcome => ({ is: 'refused', lines: [...lines, 'Nothing was changed.'] })
const done = (...lines: readonly string[]): Outcome => ({ is: 'done', lines })

/** Why this server takes no part in any deployment, or null. */
function whyNeither(turn: Turn, command: string): Outcome | null {
  const { mode, deployment, upgrading } = turn.state
  if (isNextMajor(deployment.version))
    return refused(`${command}: a pair of release 9 is not modelled in this sandbox: its cluster stack is another one.`)
  if (upgrading !== null)
    return refused(`${command}: the patch to ${upgrading} is being installed on this server. Wait until that is done.`)
  if (mode === 'paired' || mode === 'tearing-down')
    return refused(
      `${command}: high availability is already deployed on this node, with ${deployment.peer.node} as its peer.`,
      'It is for stand-alone servers that are to become a pair.',
    )
  if (mode === 'torn-down')
    return refused(
      `${command}: this server was the ${deployment.node} of a pair that has been torn down.`,
      deployment.number === 1
        ? 'Its former secondary cannot be used again: deploy a new second server before a new pair.'
        : 'A torn-down secondary cannot be used again: scrap it and deploy a new server.',
    )
  return null
}

// Over a whole link, and up as far as this server knows.
const isReachable = (state: HaState): boolean => isRingWhole(state) && state.peer.answers

/** `ha_generatekeys`, on the first server: the key of the tunnel, given to the second. */
export function generateKeys(turn: Turn): Outcome {
  const { deployment } = turn.state
  const neither = whyNeither(turn, 'ha_generatekeys')
  if (neither !== null) return neither
  if (deployment.number !== 1)
    return refused(`ha_generatekeys: run it on the first server, ${deployment.peer.node}. This is the second one.`)
  if (!isReachable(turn.state))
    return refused(`ha_generatekeys: ${deployment.peer.node} (${deployment.peer.privateAddress}) cannot be reached.`)
  turn.set({ mode: 'keys' })
  turn.say({ say: 'keys' })
  turn.note('deployment', `${turn.name} has keys for the tunnel to ${deployment.peer.node}.`)
  return done(
    'Generating SSH keys for the HA tunnel...',
    `The public key is copied to ${deployment.peer.node} (${deployment.peer.privateAddress}).`,
    `Now run ha_provision_standby on ${deployment.peer.node}.`,
  )
}

/** `ha_provision_standby`, on the second server: the user of the tunnel, and a server that waits to be taken. */
export function provisionStandby(turn: Turn): Outcome {
  const { deployment, mode, peer } = turn.state
  const neither = whyNeither(turn, 'ha_provision_standby')
  if (neither !== null) return neither
  if (deployment.number === 1)
    return refused(`ha_provision_standby: run it on the second server, ${deployment.peer.node}. This is the first one.`)
  if (mode === 'stand-alone' && peer.prepared !== 'keys')
    return refused(`ha_provision_standby: no key of ${deployment.peer.node} has come here yet. Run ha_generatekeys there first.`)
  turn.set({ mode: 'provisioned' })
  turn.say({ say: 'provisioned', version: deployment.version })
  turn.note('deployment', `${turn.name} is provisioned: it waits to be taken into a pair.`)
  return done(
    'Creating SSH tunnel user...',
    `This server is ready to be the standby of ${deployment.peer.node}. Its database will be replaced.`,
    `Now run ha_deploy on ${deployment.peer.node}.`,
  )
}

/** Whether `ha_deploy` may go on to ask for the virtual IP. */
export function mayDeploy(turn: Turn): Outcome {
  const { deployment, mode, peer } = turn.state
  const neither = whyNeither(turn, 'ha_deploy')
  if (neither !== null) return neither
  if (deployment.number !== 1)
    return refused(`ha_deploy: run it on the first server, ${deployment.peer.node}. This is the second one.`)
  if (mode !== 'keys') return refused('ha_deploy: there is no key for the tunnel. Run ha_generatekeys on this server first.')
  if (peer.prepared !== 'provisioned')
    return refused(`ha_deploy: ${deployment.peer.node} is not provisioned. Run ha_provision_standby there first.`)
  const { version = deployment.version } = peer
  if (version !== deployment.version)
    return refused(
      `ha_deploy: this server is at ${deployment.version} and ${deployment.peer.node} at ${version}.`,
      'Both servers of a pair must be at the same release: upgrade the older one, and run ha_provision_standby again.',
    )
  if (!isReachable(turn.state))
    return refused(`ha_deploy: ${deployment.peer.node} (${deployment.peer.privateAddress}) cannot be reached.`)
  return done()
}

/** `ha_deploy`, once the virtual IP is given: tunnel, cluster, the copy of the first server's database, virtual IP. */
export function deploy(turn: Turn, answer: string): Outcome {
  const may = mayDeploy(turn)
  if (may.is === 'refused') return may
  const { deployment } = turn.state
  const virtualIp = answer.trim()
  if (!isIpv4(virtualIp)) return refused(`ha_deploy: "${virtualIp}" is no IPv4 address such as 10.0.0.12.`)
  const network = (address: string): string => address.split('.').slice(0, 3).join('.')
  const taken = [deployment.publicAddress, deployment.peer.publicAddress]
  if (taken.includes(virtualIp)) return refused(`ha_deploy: ${virtualIp} is the address of one of the two servers.`)
  if (network(virtualIp) !== network(deployment.publicAddress))
    return refused(`ha_deploy: ${virtualIp} is not in the network of ${deployment.publicAddress}/24.`)
  if (/\.(?:0|255)$/.test(virtualIp))
    return refused(`ha_deploy: ${virtualIp} is the address of the network or of all hosts in it.`)
  turn.say({ say: 'deploy', virtualIp })
  enlist(turn, virtualIp)
  turn.set({ founds: true })
  turn.note('deployment', `${turn.name} builds a pair with ${deployment.peer.node} on the virtual IP ${virtualIp}.`)
  return done(
    'Starting SSH tunnel...',
    'Adjusting firewall...',
    'Creating HA cluster...',
    'Starting Cluster (corosync)...',
    'Starting Cluster (pacemaker)...',
    `The database of this server is copied to ${deployment.peer.node}. See ha_status.`,
  )
}

function enlist(turn: Turn, virtualIp: string): void {
  const { state } = turn
  stopServices(turn)
  turn.set({ mode: 'paired', deployment: { ...state.deployment, virtualIp } })
  startCluster(turn)
}

/**
 * A second server that stands alone says again whether it waits to be taken into a pair, once the first can hear it: what
 * it said before may not have arrived.
 */
export function tellPreparation(turn: Turn): void {
  const { mode, deployment, upgrading } = turn.state
  if (deployment.number === 1 || isPaired(turn.state)) return
  turn.say({ say: 'provisioned', version: mode === 'provisioned' && upgrading === null ? deployment.version : '' })
}

/**
 * What the other server says of a deployment: the key has come, the second server is ready at a release or not any more, or
 * the pair is built now (SSM-03).
 */
export function onDeploymentWord(turn: Turn, word: Extract<Word, { say: 'keys' | 'provisioned' | 'deploy' }>): void {
  const { mode, peer } = turn.state
  switch (word.say) {
    case 'keys':
      turn.set({ peer: { ...peer, prepared: 'keys' } })
      return
    case 'provisioned':
      turn.set({
        peer: word.version === '' ? { ...peer, prepared: 'no' } : { ...peer, prepared: 'provisioned', version: word.version },
      })
      return
    case 'deploy':
      if (mode !== 'provisioned') return
      turn.note('deployment', `${turn.name} gives up its own database and joins the pair.`)
      enlist(turn, word.virtualIp)
  }
}
