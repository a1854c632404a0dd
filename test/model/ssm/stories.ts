// Wrong orders and skipped steps of every procedure of the pair, one story for each hint.

import { expect } from 'vitest'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { SECOND_MS } from '../../../worker/kernel/time.ts'
import { LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { ACCOUNT, HEARTBEAT, PRIMARY, press, SECONDARY, settle, type, typeAll } from './pair.ts'

/** A reader at a procedure: does its first steps as written, and then something else. */
type Reader = {
  readonly lab: Lab
  /** The steps before the one the story is about, as they are written. */
  readonly follow: () => void
  readonly after: (seconds: number) => void
}
/** What a reader does who goes astray. */
export type Story = (reader: Reader) => void

const stop = (lab: Lab, node: string) => type(lab, node, 'ha_cluster_stop')
const stopped = (lab: Lab, node: string) => {
  stop(lab, node)
  settle(lab)
}
const start = (lab: Lab, node: string) => type(lab, node, 'ha_cluster_start')
const tornDown = (lab: Lab, node: string) => {
  typeAll(lab, node, ['ha_teardown', 'yes'])
  settle(lab)
}
const save = (lab: Lab, node: string, page: string, fields: Record<string, string>) =>
  expect(lab.ask(node, { op: 'save', page, fields })).toMatchObject({ is: 'page' })
const synchronised = (lab: Lab, account: string, node = PRIMARY) => {
  expect(press(lab, node, 'synchronize-account', { account })).toMatchObject({ is: 'acted' })
  settle(lab)
}
const register = (lab: Lab, product: string, url: string) => {
  save(lab, product, 'transport', { mode: 'Transport Gateway', url })
  press(lab, product, 'register', { token: LAB2_TOKEN })
  settle(lab)
}
const account = (lab: Lab, node: string, name: string, virtualAccount: string) => {
  press(lab, node, 'request-account', { account_name: name, smart_account: 'example.com', virtual_account: virtualAccount, email: 'a@example.com' })
  press(lab, node, 'approve-account', { account: name })
  settle(lab)
} // biome-ignore format: one request
const cutHeartbeat = ({ lab, after }: Reader) => {
  lab.lay('heartbeat', HEARTBEAT)
  after(60)
}
const forced = (lab: Lab, node: string) => {
  type(lab, node, 'pcs cluster stop --force', 'root')
  settle(lab)
}
const PATCH = 'upgrade patches:ssms_patch-8-202108.sh'

// Situations that several procedures speak of.
const standbyStopped: Story = ({ lab, follow }) => {
  follow()
  stopped(lab, SECONDARY)
}
const bothStopped: Story = ({ lab, follow }) => {
  follow()
  for (const node of [PRIMARY, SECONDARY]) forced(lab, node)
}
const takingOver: Story = ({ lab, follow, after }) => {
  follow()
  stop(lab, PRIMARY)
  after(14)
}
const primaryCopies: Story = ({ lab, follow, after }) => {
  follow()
  start(lab, PRIMARY)
  after(8)
}
const secondaryRestarts: Story = ({ lab, follow, after }) => {
  follow()
  start(lab, SECONDARY)
  after(8)
}
const secondaryGivesBack: Story = ({ lab, follow, after }) => {
  follow()
  stopped(lab, SECONDARY)
  start(lab, SECONDARY)
  after(8)
}
const primaryNeverStarted: Story = ({ lab }) => {
  stopped(lab, PRIMARY)
  stop(lab, SECONDARY)
  settle(lab)
}
const upstreamAway: Story = ({ lab, follow }) => {
  follow()
  lab.lay('cssm', { kind: 'upstream-unreachable' })
}
const oneTornDown: Story = ({ lab }) => tornDown(lab, SECONDARY)
const primaryFirst: Story = ({ lab }) => tornDown(lab, PRIMARY)
const standbyAway: Story = ({ lab, follow }) => {
  follow()
  stopped(lab, PRIMARY)
  account(lab, SECONDARY, 'TEST', 'TEST123')
}
const ownAddress =
  (product: string): Story =>
  ({ lab, follow }) => {
    follow()
    register(lab, product, 'https://10.0.1.11/SmartTransport')
  }
const notSynchronised =
  (product: string): Story =>
  ({ lab }) => {
    save(lab, PRIMARY, 'security', { host_common_name: '10.0.1.14' })
    register(lab, product, 'https://10.0.1.14/SmartTransport')
  }
const wrongToken =
  (product: string): Story =>
  ({ lab, follow }) => {
    follow()
    save(lab, product, 'transport', { mode: 'Transport Gateway', url: 'https://10.0.1.14/SmartTransport' })
    press(lab, product, 'register', { token: 'of-another-server' })
    settle(lab)
  }
const patching: Story = ({ lab, after }) => {
  type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:')
  for (const node of [SECONDARY, PRIMARY]) tornDown(lab, node)
  type(lab, PRIMARY, PATCH)
  after(1)
}
const splitNotNoticed: Story = ({ lab }) => {
  lab.lay('heartbeat', HEARTBEAT)
}
const stillCut: Story = (reader) => {
  cutHeartbeat(reader)
  forced(reader.lab, PRIMARY)
}
const mendedCopy: Story = (reader) => {
  const { lab, after } = reader
  stillCut(reader)
  lab.heal('heartbeat')
  start(lab, PRIMARY)
  after(8)
}

/** The story of each hint, by procedure, step and hint. */
export const STORIES: { readonly [hint: string]: Story } = {
  'deploy-a-pair/generate-the-keys/link-down': ({ lab }) => {
    lab.lay('heartbeat', HEARTBEAT)
    type(lab, PRIMARY, 'ha_generatekeys')
  },
  'deploy-a-pair/provision-the-standby/second-server-off': ({ lab, follow }) => {
    follow()
    lab.lay('off', { kind: 'power-off', node: SECONDARY })
  },
  'deploy-a-pair/set-the-host-common-name/address-of-the-standby': ({ lab, follow }) => {
    follow()
    save(lab, PRIMARY, 'security', { host_common_name: '10.0.0.10' })
  },
  'deploy-a-pair/deploy/copy-under-way': ({ lab, follow, after }) => {
    follow()
    typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
    after(45)
  },
  'deploy-a-pair/synchronise-the-account/name-not-set': ({ lab }) => {
    type(lab, PRIMARY, 'ha_generatekeys')
    settle(lab)
    type(lab, SECONDARY, 'ha_provision_standby')
    settle(lab)
    typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
    settle(lab)
    synchronised(lab, 'licensing')
  },
  'downgrade-to-stand-alone/tear-down-the-secondary/primary-torn-down-first': primaryFirst,
  'downgrade-to-stand-alone/tear-down-the-secondary/teardown-under-way': ({ lab, after }) => {
    typeAll(lab, SECONDARY, ['ha_teardown', 'yes'])
    after(1)
  },
  'downgrade-to-stand-alone/tear-down-the-primary/application-starting': ({ lab, follow, after }) => {
    follow()
    typeAll(lab, PRIMARY, ['ha_teardown', 'yes'])
    after(20)
  },
  'downgrade-to-stand-alone/set-the-host-common-name/still-the-virtual-ip': ({ follow }) => follow(),
  'downgrade-to-stand-alone/synchronise-the-account/old-certificate': ({ follow }) => follow(),
  'fail-over-and-fall-back/stop-the-primary/standby-stopped-instead': standbyStopped,
  'fail-over-and-fall-back/stop-the-primary/both-stopped': ({ lab }) => {
    stop(lab, PRIMARY)
    stopped(lab, SECONDARY)
  },
  'fail-over-and-fall-back/stop-the-primary/takeover-under-way': takingOver,
  'fail-over-and-fall-back/synchronise-from-the-secondary/synchronised-too-early': ({ lab }) => synchronised(lab, ACCOUNT),
  'fail-over-and-fall-back/synchronise-from-the-secondary/gui-not-up-yet': ({ lab, after }) => {
    stop(lab, PRIMARY)
    after(20)
  },
  'fail-over-and-fall-back/start-the-primary/copy-under-way': primaryCopies,
  'fail-over-and-fall-back/start-the-primary/both-stopped': bothStopped,
  'fail-over-and-fall-back/create-the-account/replication-down': standbyAway,
  'fail-over-and-fall-back/create-the-account/other-virtual-account': ({ lab, follow }) => {
    follow()
    account(lab, SECONDARY, 'TEST', 'OTHER')
  },
  'fail-over-and-fall-back/stop-the-secondary/last-node': primaryNeverStarted,
  'fail-over-and-fall-back/stop-the-secondary/both-stopped': bothStopped,
  'fail-over-and-fall-back/stop-the-secondary/fell-back-without-the-account': ({ lab }) => {
    stopped(lab, PRIMARY)
    start(lab, PRIMARY)
    settle(lab)
    stopped(lab, SECONDARY)
  },
  'fail-over-and-fall-back/start-the-secondary/copy-under-way': secondaryRestarts,
  'fail-over-and-fall-back/start-the-secondary/both-stopped': bothStopped,
  'fail-over-and-fall-back/synchronise-both-accounts/upstream-away': upstreamAway,
  'finish-a-downgrade/become-one-server/primary-torn-down-first': primaryFirst,
  'finish-a-downgrade/name-it-and-synchronise/old-certificate': ({ lab, follow }) => {
    follow()
    save(lab, PRIMARY, 'security', { host_common_name: '10.0.1.11' })
  },
  'finish-a-downgrade/register-the-products-again/nobody-answers': ({ lab, follow }) => {
    follow()
    press(lab, 'annanr-39', 'renew', {})
    settle(lab)
  },
  'finish-a-downgrade/scrap-the-secondary/wrong-server': ({ lab, follow }) => {
    follow()
    lab.lay('scrapped', { kind: 'power-off', node: PRIMARY })
  },
  'migrate-to-the-next-major-release/take-the-pair-apart/half-a-pair': oneTornDown,
  'migrate-to-the-next-major-release/reach-the-last-release/patch-under-way': ({ lab, follow, after }) => {
    follow()
    type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202404.sh patches:')
    type(lab, PRIMARY, 'upgrade patches:ssms_patch-8-202404.sh')
    after(1)
  },
  'migrate-to-the-next-major-release/write-the-archive/checksum-missing': ({ lab, follow }) => {
    follow()
    type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/migrate_configs.sh patches:')
    expect(type(lab, PRIMARY, 'upgrade patches:migrate_configs.sh')).toContain('sha256')
  },
  'recover-a-failed-database/lose-the-database/monitor-has-not-looked-yet': ({ lab }) => {
    type(lab, PRIMARY, 'pkill -9 postgres', 'root')
  },
  'recover-a-failed-database/wait-for-the-copy/copy-under-way': ({ lab, after }) => {
    type(lab, PRIMARY, 'pkill -9 postgres', 'root')
    after(46)
  },
  'recover-a-failed-database/clear-the-failed-actions/another-resource-cleaned': ({ lab, follow }) => {
    follow()
    type(lab, PRIMARY, 'pcs resource cleanup vip', 'root')
    settle(lab)
  },
  'recover-a-lost-heartbeat-link/find-two-active-nodes/not-noticed-yet': splitNotNoticed,
  'recover-a-lost-heartbeat-link/stop-one-side-and-mend-the-link/still-cut': stillCut,
  'recover-a-lost-heartbeat-link/stop-one-side-and-mend-the-link/healed-without-a-choice': (reader) => {
    cutHeartbeat(reader)
    reader.lab.heal('heartbeat')
    settle(reader.lab)
  },
  'recover-a-lost-heartbeat-link/stop-one-side-and-mend-the-link/copy-under-way': mendedCopy,
  'recover-a-lost-heartbeat-link/give-the-role-back/copy-under-way': secondaryGivesBack,
  'recover-from-a-crash/crash-the-active-node/takeover-under-way': ({ lab }) => {
    type(lab, PRIMARY, 'echo c > /proc/sysrq-trigger', 'root')
  },
  'recover-from-a-crash/wait-for-the-node-to-rejoin/still-booting': ({ lab, after }) => {
    type(lab, PRIMARY, 'echo c > /proc/sysrq-trigger', 'root')
    after(45)
  },
  'recover-from-a-crash/wait-for-the-node-to-rejoin/copy-under-way': ({ lab, follow }) => {
    follow()
    const [booted] = [() => lab.snapshot().nodes.find(({ id }) => id === PRIMARY)?.state === 'running']
    for (let second = 0; second < 600 && !booted?.(); second += 1) lab.advance(SECOND_MS)
  },
  'recover-from-a-crash/put-the-roles-back/last-node': primaryNeverStarted,
  'recover-from-a-crash/put-the-roles-back/secondary-not-started': ({ lab, follow }) => {
    follow()
    stopped(lab, SECONDARY)
  },
  'recover-from-split-brain/cut-the-heartbeat/not-noticed-yet': splitNotNoticed,
  'recover-from-split-brain/write-on-both-sides/not-split': ({ lab }) => account(lab, PRIMARY, 'KEPT', 'KEPT1'),
  'recover-from-split-brain/give-up-the-primary/healed-without-a-choice': ({ lab, follow }) => {
    follow()
    lab.heal('heartbeat')
    settle(lab)
  },
  'recover-from-split-brain/give-up-the-primary/still-cut': stillCut,
  'recover-from-split-brain/give-up-the-primary/copy-under-way': mendedCopy,
  'register-products-during-failover/stop-the-primary/standby-stopped-instead': standbyStopped,
  'register-products-during-failover/register-prime/nobody-answers': ownAddress('pi37'),
  'register-products-during-failover/register-prime/invalid-token': wrongToken('pi37'),
  'register-products-during-failover/register-the-call-manager/nobody-answers': ownAddress('cucm-pub-30'),
  'register-products-during-failover/register-the-call-manager/invalid-token': wrongToken('cucm-pub-30'),
  'register-products-during-failover/start-the-primary/copy-under-way': primaryCopies,
  'register-products-during-failover/stop-the-secondary/last-node': primaryNeverStarted,
  'register-products-during-failover/start-the-secondary/copy-under-way': secondaryRestarts,
  'register-products-on-the-virtual-ip/set-the-host-common-name/not-the-virtual-ip': ({ lab }) =>
    save(lab, PRIMARY, 'security', { host_common_name: '10.0.1.41' }),
  'register-products-on-the-virtual-ip/synchronise-the-account/old-certificate': ({ follow }) => follow(),
  'register-products-on-the-virtual-ip/register-prime/wrong-name': notSynchronised('annanr-39'),
  'register-products-on-the-virtual-ip/register-prime/nobody-answers': ownAddress('annanr-39'),
  'register-products-on-the-virtual-ip/register-prime/invalid-token': wrongToken('annanr-39'),
  'register-products-on-the-virtual-ip/register-the-call-manager/wrong-name': notSynchronised('cucmpub'),
  'register-products-on-the-virtual-ip/register-the-call-manager/nobody-answers': ownAddress('cucmpub'),
  'register-products-on-the-virtual-ip/register-the-call-manager/invalid-token': wrongToken('cucmpub'),
  'synchronize-an-account-through-failover/fail-over/takeover-under-way': takingOver,
  'synchronize-an-account-through-failover/fail-over/standby-stopped-instead': standbyStopped,
  'synchronize-an-account-through-failover/create-the-account/upstream-away': upstreamAway,
  'synchronize-an-account-through-failover/create-the-account/replication-down': standbyAway,
  'synchronize-an-account-through-failover/synchronize-on-the-secondary/upstream-away': upstreamAway,
  'synchronize-an-account-through-failover/fall-back/copy-under-way': secondaryGivesBack,
  'synchronize-an-account-through-failover/synchronize-on-the-primary/upstream-away': upstreamAway,
  'take-over-a-migration/bring-the-files/checksum-missing': ({ lab }) => {
    type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/migrate_configs.sh patches:')
  },
  'take-over-a-migration/take-the-archive-over/restarting': ({ lab, follow, after }) => {
    follow()
    typeAll(lab, PRIMARY, ['upgrade patches:migrate_configs.sh', 'onprem-migration-20240625214926.tar.gz'])
    after(1)
  },
  'take-over-a-migration/synchronise-what-it-held/upstream-away': upstreamAway,
  'upgrade-a-pair/back-the-database-up/secondary-is-active': ({ lab }) => stopped(lab, PRIMARY),
  'upgrade-a-pair/copy-the-patch/one-server-only': ({ lab }) => {
    type(lab, PRIMARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:')
  },
  'recover-from-a-crash/prove-the-pair/upstream-away': upstreamAway,
  'upgrade-a-pair/take-it-apart-and-upgrade-the-first/half-a-pair': oneTornDown,
  'upgrade-a-pair/take-it-apart-and-upgrade-the-first/patch-under-way': patching,
  'upgrade-a-pair/upgrade-the-second-server/first-server-not-upgraded': ({ lab }) => {
    type(lab, SECONDARY, 'copy admin@192.0.2.7:/srv/ssms_patch-8-202108.sh patches:')
    for (const node of [SECONDARY, PRIMARY]) tornDown(lab, node)
  },
  'upgrade-a-pair/deploy-the-pair-again/copy-under-way': ({ lab, follow, after }) => {
    follow()
    for (const [node, ...lines] of [[PRIMARY, 'ha_generatekeys'], [SECONDARY, 'ha_provision_standby']] as const) {
      typeAll(lab, node, lines)
      settle(lab)
    }
    typeAll(lab, PRIMARY, ['ha_deploy', '10.0.0.12'])
    after(45)
  },
} // biome-ignore format: one story a hint
