// Puts the procedures of content/procedures/ into one file that the Worker carries. A check that
// cannot be read, a step named twice or a slug used twice fails here, with the file's name.

import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type ProcedureText, parseProcedure } from '../kernel/procedure.ts'

const Name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
const Fields = z.record(z.string(), z.json())
const Act = z.union([
  z.strictObject({ save: z.strictObject({ node: Name, page: Name, fields: Fields }) }),
  z.strictObject({ console: z.strictObject({ node: Name, lines: z.array(z.string()).min(1), login: z.string().optional() }) }),
  z.strictObject({ press: z.strictObject({ node: Name, action: Name, body: Fields.optional() }) }),
  z.strictObject({ lay: z.strictObject({ id: Name, fault: z.looseObject({ kind: Name }) }) }),
  z.strictObject({ heal: Name }),
  z.strictObject({ wait: z.union([z.strictObject({ for: z.string() }), z.strictObject({ untilSettled: z.string() })]) }),
])
const Step = z.strictObject({
  id: Name,
  acts: z.array(Act).min(1),
  holds: z.array(z.string()).min(1),
  hints: z.array(z.strictObject({ id: Name, when: z.array(z.string()).min(1) })).optional(),
})
const Need = z.strictObject({ id: Name, holds: z.array(z.string()).min(1), brokenBy: z.array(Act).min(1) })
const File = z.strictObject({
  product: Name,
  slug: Name,
  template: Name,
  needs: z.array(Need).min(1),
  steps: z.array(Step).min(1),
})

const twice = (names: readonly string[]): string | undefined => names.find((name, index) => names.indexOf(name) !== index)

const procedures = globSync('content/procedures/*/*.yaml')
  .sort()
  .map((path): ProcedureText => {
    const read = File.safeParse(parse(readFileSync(path, 'utf8')))
    if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`)
    const procedure = read.data as ProcedureText
    if (path !== `content/procedures/${procedure.product}/${procedure.slug}.yaml`)
      throw new Error(`${path}: product and slug must be those of its path`)
    const step = twice([...(procedure.needs ?? []), ...procedure.steps].map(({ id }) => id))
    if (step !== undefined) throw new Error(`${path}: ${step} stands there twice`)
    parseProcedure(procedure)
    return procedure
  })

const slug = twice(procedures.map((each) => each.slug))
if (slug !== undefined) throw new Error(`two procedures have the slug ${slug}`)

mkdirSync('dist', { recursive: true })
writeFileSync('dist/procedures.json', `${JSON.stringify(procedures, null, 2)}\n`)
process.stdout.write(`${procedures.length} procedures put together\n`)
