// Labs 1 and 2 of document 217212 as they were typed: which line, where, at which second of the primary's
// clock. Each line that the document shows a screen of bears that screen's name.

import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { instant } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { ACCOUNT, PRIMARY, press, SECONDARY } from './pair.ts'

type Typed = {
  readonly at: string
  readonly on: string
  readonly line: string
  readonly screen?: string
  readonly answer?: string // to the question that the line leads to
}
type Done = { readonly at: string; readonly deed: (lab: Lab) => void }
type Act = Typed | Done

const typed = (at: string, on: string, line: string, screen?: string): Typed =>
  screen === undefined ? { at, on, line } : { at, on, line, screen }
const torn = (at: string, on: string, screen: string): Typed => ({ at, on, line: 'ha_teardown', answer: 'yes', screen })

// The log positions say that TEST was there before the screens of failover step 10: from them to the promotion
// only 0xF8 bytes were written, of which 0x78 are the master's last checkpoint.
const LAB1: readonly Act[] = [
  typed('2020-09-01T14:45:57Z', PRIMARY, 'ha_status', 'S1 primary-node'),
  typed('2020-09-01T14:46:10Z', PRIMARY, 'ha_cluster_stop', 'S2 primary-node'),
  typed('2020-09-01T14:59:41Z', SECONDARY, 'ha_status', 'S3 secondary-node'),
  { at: '2020-09-01T15:00:00Z', deed: (lab) => press(lab, SECONDARY, 'synchronize-account', { account: ACCOUNT }) },
  typed('2020-09-01T15:24:25Z', PRIMARY, 'ha_status'),
  typed('2020-09-01T15:24:39.495Z', PRIMARY, 'ha_cluster_start', 'S4 primary-node'),
  {
    at: '2020-09-02T08:40:00Z',
    deed: (lab) => {
      press(lab, SECONDARY, 'request-account', {
        account_name: 'TEST',
        smart_account: 'example.com',
        virtual_account: 'TEST123',
        email: 'annanr@cisco.com',
      })
      press(lab, SECONDARY, 'approve-account', { account: 'TEST' })
    },
  },
  typed('2020-09-02T08:52:24Z', PRIMARY, 'ha_status', 'S5 primary-node'),
  typed('2020-09-02T08:52:24Z', SECONDARY, 'ha_status', 'S5 secondary-node'),
  typed('2020-09-02T08:53:45Z', SECONDARY, 'ha_cluster_stop', 'S6 secondary-node stops'),
  typed('2020-09-02T08:59:05Z', PRIMARY, 'ha_status', 'S6 primary-node'),
  typed('2020-09-02T08:59:53Z', SECONDARY, 'ha_status', 'S6 secondary-node'),
  typed('2020-09-02T09:07:44.351Z', SECONDARY, 'ha_cluster_start', 'S7 secondary-node starts'),
  typed('2020-09-02T09:09:35Z', PRIMARY, 'ha_status', 'S7 primary-node'),
  typed('2020-09-02T09:09:44Z', SECONDARY, 'ha_status', 'S7 secondary-node'),
  { at: '2020-09-02T09:33:32Z', deed: (lab) => press(lab, PRIMARY, 'synchronize-account', { account: ACCOUNT }) },
  { at: '2020-09-02T09:35:42Z', deed: (lab) => press(lab, PRIMARY, 'synchronize-account', { account: 'TEST' }) },
  typed('2020-09-02T11:01:41Z', SECONDARY, 'ha_status', 'S13 secondary-node before'),
  torn('2020-09-02T11:07:34Z', SECONDARY, 'S13 secondary-node'),
  typed('2020-09-02T11:08:03Z', SECONDARY, 'ha_status', 'S14 secondary-node'),
  torn('2020-09-02T11:11:39Z', PRIMARY, 'S13 primary-node'),
  typed('2020-09-02T11:15:21Z', PRIMARY, 'ha_status', 'S14 primary-node'),
]

const registered = (at: string, product: string): Done => ({
  at,
  deed: (lab) => {
    lab.ask(product, {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://10.0.1.14/Transportgateway/services/DeviceRequestHandler' },
    })
    press(lab, product, 'register', { token: LAB2_TOKEN })
  },
})

const LAB2: readonly Act[] = [
  typed('2021-06-20T18:11:42Z', SECONDARY, 'ha_status', 'S8 secondary-node'),
  typed('2021-06-20T18:12:43Z', PRIMARY, 'ha_status', 'S8 primary-node'),
  typed('2021-06-20T18:12:50Z', PRIMARY, 'ha_cluster_stop', 'S9 primary-node'),
  registered('2021-06-20T18:28:47Z', 'pi37'),
  registered('2021-06-20T18:28:51Z', 'cucm-pub-30'),
  typed('2021-06-20T18:36:49Z', PRIMARY, 'ha_status'),
  // The screens of step 15 show the secondary before its peer is attached, and the primary after.
  typed('2021-06-20T18:41:30Z', PRIMARY, 'ha_cluster_start', 'S10 primary-node starts'),
  typed('2021-06-20T18:42:18Z', SECONDARY, 'ha_status', 'S10 secondary-node'),
  typed('2021-06-20T18:44:08Z', PRIMARY, 'ha_status', 'S10 primary-node'),
  typed('2021-06-20T18:44:30Z', SECONDARY, 'ha_status', 'S10 secondary-node attached'),
  typed('2021-06-20T18:47:20Z', SECONDARY, 'ha_cluster_stop', 'S11 secondary-node stops'),
  typed('2021-06-20T18:57:24Z', SECONDARY, 'ha_status', 'S11 secondary-node'),
  typed('2021-06-20T18:58:34Z', PRIMARY, 'ha_status', 'S11 primary-node'),
  typed('2021-06-20T19:01:01.609Z', SECONDARY, 'ha_cluster_start', 'S12 secondary-node starts'),
  typed('2021-06-20T19:04:47Z', SECONDARY, 'ha_status', 'S12 secondary-node'),
  typed('2021-06-20T19:05:09Z', PRIMARY, 'ha_status', 'S12 primary-node'),
]

/** Plays a lab to its end. What each named screen shows, and the lab as it then is. */
export function played(template: 'ssm-lab1' | 'ssm-lab2'): { readonly lab: Lab; readonly screens: ReadonlyMap<string, string> } {
  const lab = openLab(ssm, template)
  const screens = new Map<string, string>()
  for (const act of template === 'ssm-lab1' ? LAB1 : LAB2) {
    lab.advance(instant(act.at) - instant(lab.snapshot().clock.now))
    if ('deed' in act) act.deed(lab)
    else {
      const text = enter(lab, act)
      if (act.screen !== undefined) screens.set(act.screen, text)
    }
  }
  return { lab, screens }
}

function enter(lab: Lab, { on, line, answer }: Typed): string {
  const first = lab.ask(on, { op: 'console', line, session: null, login: null })
  if (first.is !== 'console') throw new Error(`${on} did not take "${line}": ${JSON.stringify(first)}`)
  if (answer === undefined) return first.output
  const second = lab.ask(on, { op: 'console', line: answer, session: first.session, login: null })
  if (second.is !== 'console') throw new Error(`${on} did not take "${answer}": ${JSON.stringify(second)}`)
  return `${first.output}${first.prompt}${answer}\n${second.output}`
}
