// What a whole procedure costs: each is carried out through the HTTP contract on the built Worker, as a
// reader does it, and the sandbox's own counters are read at its end. `npm run cost` prints the table
// and writes the figures that the documentation shows.

import { readFileSync, writeFileSync } from 'node:fs'
import { type ProcedureText, parseProcedure } from '../../worker/kernel/procedure.ts'
import { call, type Fetch, SandboxClient } from '../client.ts'
import { type Host, startHost } from '../miniflare/host.ts'

export type Cost = {
  readonly procedure: string
  readonly httpRequests: number // making the sandbox, every act, and the progress after each step
  readonly objectRequests: number // as they are billed: calls that reach any object, and alarms
  readonly rowsWritten: number
}

export const ROWS_MAX = 600
export const REQUESTS_MAX = 400
export const COSTS = 'content/figures/cost.json'

/** Carries a procedure out in a sandbox of its own and says what that took. */
export async function costOf(host: Host, text: ProcedureText): Promise<Cost> {
  const procedure = parseProcedure(text)
  let httpRequests = 0
  const counting: Fetch = (path, init) => {
    httpRequests += 1
    return host.fetch(path, init)
  }
  const made = await call<{ id: string; key: string }>(counting, 'POST', '/api/v1/sandboxes', {
    template: procedure.template,
    seed: 1,
  })
  const client = new SandboxClient(counting, made.body.id, made.body.key)
  for (const step of procedure.steps) {
    for (const act of step.acts) await client.perform(act)
    const progress = await client.progress(procedure.product, procedure.slug)
    const found = progress.steps.find(({ id }) => id === step.id)
    if (found?.holds !== true) throw new Error(`${procedure.product}/${procedure.slug}: ${step.id} does not hold`)
  }
  const asked = httpRequests
  type Counters = { requests: number; nodeCalls: number; rowsWritten: number; alarms: number }
  const counters = await client.must<Counters>('GET', '/counters')
  return {
    procedure: `${procedure.product}/${procedure.slug}`,
    httpRequests: asked,
    objectRequests: counters.requests + counters.nodeCalls + counters.alarms,
    rowsWritten: counters.rowsWritten,
  }
}

if (import.meta.main) {
  const host = await startHost()
  try {
    const costs: Cost[] = []
    for (const text of JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as ProcedureText[])
      costs.push(await costOf(host, text))
    costs.sort((a, b) => a.procedure.localeCompare(b.procedure, 'en'))
    const isMet = ({ rowsWritten, httpRequests }: Cost) => rowsWritten <= ROWS_MAX && httpRequests <= REQUESTS_MAX
    console.table(costs.map((cost) => ({ ...cost, met: isMet(cost) ? 'yes' : 'NO' })))
    writeFileSync(COSTS, `${JSON.stringify(costs, null, 2)}\n`)
    if (!costs.every(isMet)) process.exitCode = 1
  } finally {
    await host.dispose()
  }
}
