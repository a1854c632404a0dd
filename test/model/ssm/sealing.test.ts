// Passwords in lines that are typed on a node of the pair: no journal, state or export keeps one.

import { expect, test } from 'vitest'
import { isSeal, sealerOf } from '../../../worker/kernel/seal.ts'
import type { Operation } from '../../../worker/kernel/surface.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { lab1, PRIMARY, stateOf } from './pair.ts'

const SECRET = 'Vx-7 q'
const seal = sealerOf('the secret of a sandbox')
const sealed = (line: string): Operation & { op: 'console' } => {
  const operation: Operation = { op: 'console', line, session: null, login: 'root' }
  return ssm.sealed?.(operation, seal, '') as Operation & { op: 'console' }
}

test.each([
  'pcs stonith create fence fence_vmware_soap ipaddr=vcenter login=root passwd="Vx-7 q" ssl=1',
  "pcs stonith create fence fence_vmware_soap passwd='Vx-7 q' ipaddr=vcenter login=root",
  'pcs stonith update fence passwd="Vx-7 q"',
  'pcs cluster auth primary-node -u hacluster -p "Vx-7 q"',
  'fence_vmware_soap -a vcenter -l root -p "Vx-7 q" -o list',
  'fence_ipmilan --password="Vx-7 q" -a bmc',
  'fence_ipmilan --password "Vx-7 q" -a bmc',
  'PGPASSWORD="Vx-7 q" psql -c "SELECT 1"',
  `psql -c "ALTER USER postgres PASSWORD 'Vx-7 q'"`,
  'curl -u admin:"Vx-7 q" https://primary-node:8443/',
])('[SSM-14] %s is written down with a seal in place of the password', (line) => {
  const { line: kept } = sealed(line)
  expect(kept).not.toContain(SECRET)
  expect(kept).not.toContain('Vx-7')
  expect(isSeal(/\{cipher\}[0-9a-f]{40}/.exec(kept)?.[0] ?? '')).toBe(true)
  expect(kept.replace(/\{cipher\}[0-9a-f]{40}/, '')).toBe(line.replace(/["']?Vx-7 q["']?/, ''))
})

test.each([
  String.raw`pcs stonith create fence fence_ipmilan ipaddr=bmc passwd="Vx\"7 q" lanplus=1`,
  String.raw`pcs stonith create fence fence_ipmilan ipaddr=bmc passwd=Vx\ 7 lanplus=1`,
  'pcs stonith create fence fence_ipmilan ipaddr=bmc passwd=Vx"7 q" lanplus=1',
  'curl -u "admin:Vx-7 q" https://primary-node:8443/',
  `curl -d '{"grant_type":"client_credentials","client_secret":"Vx-7 q"}' https://10.0.0.12:8443/oauth/token`,
  String.raw`curl -d "{\"client_secret\":\"Vx-7 q\",\"client_id\":\"a\"}" https://10.0.0.12:8443/oauth/token`,
  "curl -d 'client_id=a&client_secret=Vx-7' https://10.0.0.12:8443/oauth/token",
  'curl -H "Authorization: Bearer Vx-7" https://10.0.0.12:8443/api/v1/accounts/a/alerts',
  'psql postgresql://postgres:Vx-7@primary-node/postgres',
  'echo "Vx-7 q" | passwd --stdin admin',
])('[SSM-14] %s keeps nothing of the password either', (line) => {
  const { line: kept } = sealed(line)
  expect(isSeal(/\{cipher\}[0-9a-f]{40}/.exec(kept)?.[0] ?? '')).toBe(true)
  expect(kept).not.toMatch(/Vx|7 q|\b7\b/)
  expect(kept).toMatch(/^(pcs|curl|psql|echo) /)
})

test.each(['ha_status', 'corosync-quorumtool -p -s', 'psql -c "SELECT pg_is_in_recovery()"', 'pcs status --full'])(
  '%s holds none and stays as it is',
  (line) => expect(sealed(line).line).toBe(line),
)

test('[SSM-25] a fence device whose password was sealed is made as any other, and neither journal nor state has the word', () => {
  const lab = lab1()
  const answer = lab.ask(PRIMARY, sealed('pcs stonith create fence fence_vmware_soap ipaddr=vcenter login=root passwd="Vx-7 q"'))
  expect(answer).toMatchObject({ is: 'console', output: '' })
  expect(stateOf(lab, PRIMARY).pacemaker.config.device?.id).toBe('fence')
  expect(JSON.stringify([lab.journal(), stateOf(lab, PRIMARY)])).not.toContain('Vx-7')
})
