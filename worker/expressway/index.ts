// Cisco Expressway clusters: what this product brings to the kernel.

import type { Trouble } from '../kernel/fabric.ts'
import type { Product } from '../kernel/product.ts'
import { ALARM_KINDS } from './alarm-kinds.ts'
import { BEHAVIOURS } from './behaviours.ts'
import { CAUSES } from './causes.ts'
import { CERTIFICATE_PROBLEMS } from './certificate.ts'
import { COMMAND_REFERENCE } from './command-reference.ts'
import { LOGINS } from './http/surface.ts'
import { alarmsOf, losses, undo } from './outlook.ts'
import { peer } from './peer.ts'
import { sealed } from './sealing.ts'
import { TEMPLATES } from './templates.ts'

export const expressway: Product = {
  id: 'expressway',
  title: 'Cisco Expressway',
  version: '14',
  machines: [peer],
  templates: TEMPLATES,
  behaviours: BEHAVIOURS,
  logins: LOGINS,
  aliases: {},
  sealed,
  alarms: alarmsOf,
  losses,
  undo,
  reference: {
    alarms: ALARM_KINDS.map(({ id, title, description, solution, severity }) => ({
      id,
      title,
      text: description,
      remedy: solution,
      severity,
    })),
    causes: CAUSES,
    commands: COMMAND_REFERENCE,
    slips: [],
  },
  troubleRefusal,
}

const LIMIT_SECONDS = 10 * 365 * 86_400

/** What can go wrong inside a peer: its power, clock, certificate, database and disk. */
function troubleRefusal(trouble: Trouble): string | null {
  switch (trouble.kind) {
    case 'power-off':
      return null
    case 'clock-skew': {
      const seconds = trouble.seconds
      if (typeof seconds === 'number' && Number.isInteger(seconds) && Math.abs(seconds) <= LIMIT_SECONDS) return null
      return 'A clock can be set off by a whole number of seconds, ten years at most.'
    }
    case 'certificate':
      return CERTIFICATE_PROBLEMS.some((each) => each === trouble.problem)
        ? null
        : `A certificate can be ${CERTIFICATE_PROBLEMS.join(', ')}: say which as problem.`
    case 'database-stopped':
    case 'disk-full':
      return null
    default:
      return `An Expressway does not know the trouble ${trouble.kind}; it can have power-off, clock-skew, certificate, database-stopped or disk-full.`
  }
}
