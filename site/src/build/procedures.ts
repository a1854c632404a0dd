// The procedures, read from their files when the site is built.

import { type Procedure, type ProcedureText, parseProcedure } from '@worker/kernel/procedure.ts'
import { parse } from 'yaml'

const FILES = import.meta.glob<string>('../../../content/procedures/**/*.yaml', { eager: true, query: '?raw', import: 'default' })

export const PROCEDURES: readonly Procedure[] = Object.values(FILES).map((text) => parseProcedure(parse(text) as ProcedureText))

/** The procedure of a page. Throws, naming those there are, where the page belongs to none. */
export function procedureOf(product: string, slug: string): Procedure {
  const found = PROCEDURES.find((procedure) => procedure.product === product && procedure.slug === slug)
  if (found === undefined) {
    const known = PROCEDURES.map((each) => `${each.product}/${each.slug}`).join(', ')
    throw new Error(`no procedure ${product}/${slug} under content/procedures; there are: ${known || 'none'}`)
  }
  return found
}

/** The procedure that a documentation page tells: its address ends in the procedure's product and slug. */
export function procedureOfPage(path: string): Procedure {
  const [product = '', slug = ''] = path.split('/').filter(Boolean).slice(-2)
  return procedureOf(product, slug)
}

/** The nodes that a procedure acts on or looks at. */
export function nodesOf({ needs, steps }: Procedure): readonly string[] {
  const acted = steps.flatMap(({ acts }) =>
    acts.flatMap((act) =>
      'save' in act ? [act.save.node] : 'press' in act ? [act.press.node] : 'console' in act ? [act.console.node] : [],
    ),
  )
  const seen = [...needs, ...steps].flatMap(({ holds }) => holds.map(({ path }) => String(path[0])))
  return [...new Set([...acted, ...seen])].filter((node) => node !== 'sandbox').sort()
}
