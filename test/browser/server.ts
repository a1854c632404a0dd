// The whole product for the browser: the built site and the Worker, at one address. BASE_URL names a
// server that runs already; else one is started for the tests and stopped after them.

import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { createTestHarness } from 'wrangler'

declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.BASE_URL
  if (given !== undefined) {
    project.provide('baseUrl', given.replace(/\/$/, ''))
    return async () => {}
  }
  if (!existsSync('dist/site/index.html')) throw new Error('dist/site is not there: run `npm run build` first')
  const server = createTestHarness({ workers: [{ configPath: './wrangler.toml' }] })
  const { url } = await server.listen()
  project.provide('baseUrl', url.origin)
  return () => server.close()
}
