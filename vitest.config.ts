import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Files that take minutes begin first, the longest of all before the others: else at the end one core would wait for
// another that is still busy with it.
const LONG: readonly string[] = ['accessibility', 'procedures', 'calm', 'simulation'].map((name) => `/${name}.test.ts`)

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = Map.groupBy(await super.sort(files), ({ project }) => project)
    const placeOf = ({ moduleId }: TestSpecification) => LONG.findIndex((name) => moduleId.endsWith(name)) + 1 || LONG.length + 1
    return [...sorted.values()].flatMap((own) => own.sort((a, b) => placeOf(a) - placeOf(b)))
  }
}

// Four kinds of test: pure (models, kernel, random histories), inside workerd, on Miniflare from outside, and on the
// built site with a browser, which has the machine to itself. What runs beside something else may be tried once more.
export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    // The Worker's own line for every request.
    onConsoleLog: (line) => !line.startsWith('{"event":"request"'),
    projects: [
      {
        test: {
          name: 'pure',
          testTimeout: 120_000, // random histories on a machine that does other things too
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ['test/model/**/*.test.ts', 'test/kernel/**/*.test.ts', 'test/simulation/**/*.test.ts', 'test/tidy.test.ts'],
          globalSetup: ['test/material.ts'],
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: {
          name: 'workerd',
          maxWorkers: 2,
          retry: 1,
          sequence: { groupOrder: 1 },
          include: ['test/workerd/**/*.test.ts'],
          testTimeout: 60_000,
          env: { RUNS: process.env.RUNS ?? '' }, // the runtime sees nothing of what the runner was started with
        },
      },
      {
        test: {
          name: 'miniflare',
          maxWorkers: 2,
          retry: 1,
          sequence: { groupOrder: 1 },
          include: ['test/miniflare/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'site',
          maxWorkers: 2, // readers at once: one for each core of a small machine
          maxConcurrency: 1,
          sequence: { groupOrder: 2 },
          include: ['test/site/**/*.test.ts', 'test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/server.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          retry: 1, // a browser shares two cores with the service it looks at; what fails twice is wrong
        },
      },
    ],
  },
})
