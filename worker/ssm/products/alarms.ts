// What is wrong with a product's licences, as its own page says (SSM-41, SSM-43).

import { STATE_KINDS } from '../alarm-table.ts'
import { type Alarm, alarm } from '../alarms.ts'
import type { ProductState } from './state.ts'

/** The alarms that a product raises itself. */
export function productAlarms({ agent, overageDays }: ProductState): readonly Alarm[] {
  const { status, authorization, why, short } = agent
  return [
    ...(status === 'Registration Failed' ? [alarm(STATE_KINDS.registrationFailed, '', `Registration failed: ${why}`)] : []),
    ...(status === 'Registered' && why !== '' ? [alarm(STATE_KINDS.renewalFailed, '', `Not renewed: ${why}`)] : []),
    ...(authorization === 'Out of Compliance'
      ? [
          alarm(
            STATE_KINDS.outOfCompliance,
            '',
            `${short.map((license) => `"${license}"`).join(', ')}: more in use than there is.`,
          ),
        ]
      : []),
    ...(overageDays === 0 ? [alarm(STATE_KINDS.overageOver)] : []),
    ...(authorization === 'Authorization Expired' ? [alarm(STATE_KINDS.authorizationExpired)] : []),
    ...(authorization === 'Evaluation Expired' ? [alarm(STATE_KINDS.evaluationExpired)] : []),
  ]
}
