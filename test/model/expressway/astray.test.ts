// Readers who went astray at a step of a procedure, and what they are told: the hint fits what has really come about, and
// nobody who follows the procedure is told it.

import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { expressway } from '../../../worker/expressway/index.ts'
import { type Procedure, type ProcedureText, parseProcedure, progressOf } from '../../../worker/kernel/procedure.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { SECOND_MS } from '../../../worker/kernel/time.ts'
import { perform } from '../perform.ts'

const folder = resolve(import.meta.dirname, '../../../content/procedures/expressway')
const PROCEDURES: readonly Procedure[] = globSync(`${folder}/*.yaml`).map((path) =>
  parseProcedure(parse(readFileSync(path, 'utf8')) as ProcedureText),
)

type Fields = Record<string, string | number>

const list = (lab: Lab, node: string, fields: Fields) => perform(lab, { save: { node, page: 'clustering', fields } })

const NONE = { peer_1_address: '', peer_2_address: '', peer_3_address: '' }
const NEW = 'expc04.apolo.local'

/** What a reader does in the place of the step, after the steps before it. */
const STORIES: { readonly [hint: string]: (lab: Lab) => void } = {
  'disband-a-cluster/clear-subordinate/primary-first': (lab) => list(lab, 'expc01', NONE),
  'disband-a-cluster/cluster-of-one/still-listed': () => {},
  'disband-a-cluster/clear-primary/own-address-missing': (lab) => {
    list(lab, 'expc01', { peer_1_address: 'expc02.apolo.local' })
    lab.advance(60 * SECOND_MS)
  },
  'recover-a-peer/prepare/no-domain': (lab) =>
    perform(lab, { save: { node: 'expc03', page: 'dns', fields: { system_host_name: 'expc03' } } }),
  'recover-a-peer/name-on-others/only-on-primary': (lab) => list(lab, 'expc01', { peer_3_address: 'expc03.apolo.local' }),
  'recover-from-a-failed-factory-reset/copy-the-image/reset-cancelled': (lab) =>
    list(lab, 'expc02', { peer_1_address: 'expc01.apolo.local', peer_2_address: 'expc02.apolo.local' }),
  'recover-from-a-failed-factory-reset/remove-on-primary/still-listed': () => {},
  'remove-a-dead-peer/remove-on-primary/removed-on-subordinate': (lab) => list(lab, 'expc02', { peer_3_address: '' }),
  'remove-a-live-peer/remove-on-primary/removed-on-subordinate': (lab) =>
    list(lab, 'expc03', { peer_2_address: 'expc03.apolo.local', peer_3_address: '' }),
  'replace-a-peer/name-the-new-on-primary/named-on-subordinate': (lab) => list(lab, 'expc02', { peer_3_address: NEW }),
  'replace-and-migrate-a-peer/put-it-in-the-old-ones-place/only-on-subordinate': (lab) =>
    list(lab, 'expc02', { peer_3_address: NEW }),
  'take-over-from-a-dead-primary/tell-new-primary/told-the-other-first': (lab) =>
    list(lab, 'expc03', { configuration_primary: 2 }),
  'update-a-stale-system-key/force-the-key/out-of-reach': (lab) => {
    lab.lay('cut', { kind: 'link-down', a: 'expc01', b: 'expc02' })
    lab.advance(120 * SECOND_MS)
  },
  'rebuild-a-cluster-from-backups/back-up-every-peer/reset-too-early': (lab) =>
    perform(lab, {
      console: {
        node: 'expc03',
        login: 'root',
        lines: ['factory-reset', 'YES', 'NO', 'YES', 'YES', 'NO', 'YES', 'NO', 'YES'],
      },
    }),
  'create-a-cluster/form-cluster-of-one/entered-elsewhere': (lab) =>
    list(lab, 'expc02', { cluster_name: 'expc-cluster.apolo.local', peer_1_address: 'expc01.apolo.local' }),
  'map-addresses/turn-on/on-subordinate-only': (lab) => list(lab, 'expe02', { address_mapping_enabled: 'On' }),
  'map-addresses/enforce/not-arrived': (lab) => {
    lab.lay('cut', { kind: 'link-down', a: 'expe01', b: 'expe02' })
    list(lab, 'expe01', { tls_verification_mode: 'Enforce' })
  },
}

test.each(Object.keys(STORIES))('%s', (key) => {
  const [slug, id, hint = ''] = key.split('/')
  const procedure = PROCEDURES.find((each) => each.slug === slug)
  const at = procedure?.steps.findIndex((step) => step.id === id) ?? -1
  if (procedure === undefined || at < 0) throw new Error(`there is no step ${key}`)
  const told = (lab: Lab) => progressOf(procedure, lab.snapshot()).steps[at]?.hints ?? []
  const lab = openLab(expressway, procedure.template)
  for (const step of procedure.steps.slice(0, at)) for (const act of step.acts) perform(lab, act)
  const right = lab.copy()
  STORIES[key]?.(lab)
  expect(told(lab)).toContain(hint)
  for (const act of procedure.steps[at]?.acts ?? []) perform(right, act)
  expect(told(right)).toEqual([])
})
