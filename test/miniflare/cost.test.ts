// What the documentation says that a procedure costs is what it costs.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProcedureText } from '../../worker/kernel/procedure.ts'
import { type Cost, costOf, REQUESTS_MAX, ROWS_MAX } from '../bench/cost.ts'
import { type Host, startHost } from './host.ts'

const figures = JSON.parse(readFileSync('content/figures/cost.json', 'utf8')) as readonly Cost[]
const procedures = JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as readonly ProcedureText[]

// How often an advance comes up for breath depends on the machine, and with it a row here and there.
const LEEWAY = 0.15

let host: Host

beforeAll(async () => {
  host = await startHost()
})
afterAll(() => host.dispose())

test.each(procedures.map((text) => [`${text.product}/${text.slug}`, text] as const))(
  '%s stays within its rows and requests, and the page of costs says so',
  async (procedure, text) => {
    const cost = await costOf(host, text)
    expect(cost.rowsWritten).toBeLessThanOrEqual(ROWS_MAX)
    expect(cost.httpRequests).toBeLessThanOrEqual(REQUESTS_MAX)
    const printed = figures.find((each) => each.procedure === procedure)
    expect(printed, 'run `npm run cost`').toBeDefined()
    for (const what of ['httpRequests', 'objectRequests', 'rowsWritten'] as const) {
      const said = (printed as Cost)[what]
      expect(Math.abs(cost[what] - said), `${what}: ${cost[what]}, not ${said}: run \`npm run cost\``).toBeLessThanOrEqual(
        Math.max(5, said * LEEWAY),
      )
    }
  },
)
