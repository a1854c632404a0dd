// `/putxml` and `/formputxml`: settings and commands as XML, done as the command line does them. EX-63.
//
//   <Configuration><Alternates><Cluster><Name>…</Name></Cluster></Alternates></Configuration>
//   <Command><ClusterAddressMappingAdd><Fqdn>…</Fqdn><IpAddress>…</IpAddress></ClusterAddressMappingAdd></Command>

import { formOf, type HttpRequest, type HttpResponse, queryOf, textResponse } from '../../kernel/http.ts'
import { runCommand } from '../console-commands.ts'
import { CONFIGURATION_ENTRIES, configure } from '../console-configuration.ts'
import type { Draft } from '../state.ts'
import { isForged, MISSING } from './forgery.ts'
import { escaped } from './html.ts'

/** One element: its name with its item number, its text, and what is below. */
type Element = { readonly name: string; readonly item: number; readonly text: string; readonly below: readonly Element[] }

const PATHS: readonly string[] = ['/putxml', '/formputxml']

export const isPutXml = (path: string): boolean => PATHS.includes(path)

const answer = (status: number, root: string, inner: string): HttpResponse =>
  textResponse(status, 'text/xml', `<?xml version="1.0"?>\n<${root}>\n  ${inner}\n</${root}>\n`)
const failed = (status: number, root: string, why: string): HttpResponse =>
  answer(status, root, `<Error><Reason>${escaped(why)}</Reason></Error>`)

/** Does what the document says, setting by setting; the first that is refused ends it, and nothing of it is done. */
export function putXml(draft: Draft, request: HttpRequest): HttpResponse {
  const typed =
    request.path === '/formputxml' ? (queryOf(request, 'xmldoc') ?? new Map(formOf(request)).get('xmldoc')) : bodyText(request)
  if (isForged(draft.state, request)) return failed(403, 'Error', MISSING)
  const document = typed === undefined ? null : parse(typed)
  if (document === null) return failed(400, 'Error', 'The body is no XML document')
  const trial: Draft = { ...draft, effects: [] }
  const why = document.name === 'Configuration' ? settings(trial, document) : document.name === 'Command' ? commands(trial, document) : undefined
  if (why === undefined) return failed(400, 'Error', 'The document must be a Configuration or a Command')
  if (why !== null) return failed(400, document.name, why)
  draft.state = trial.state
  draft.effects.push(...trial.effects)
  return answer(200, document.name, '<Success/>')
} // biome-ignore format: one outcome a line

const bodyText = ({ body }: HttpRequest): string | undefined => (body !== null && 'text' in body ? body.text : undefined)

/** What a line of the command line printed as an error, or null. */
const errorIn = (printed: string): string | null => /^\*e Error: (.*)$/m.exec(printed)?.[1] ?? null
const error = (what: string): string => `*e Error: ${what}\n`

function settings(draft: Draft, root: Element): string | null {
  const leaves = leavesOf(root.below, [''])
  if (leaves.length === 0) return 'The document names no setting'
  for (const [path, value] of leaves) {
    const why = errorIn(configure(draft, path, JSON.stringify(value), error))
    if (why !== null) return why
  }
  return null
}

// `Peer item="2"` is `Peer 2` on the command line. Every element may bear item="1", whether it is one of several
// or not: what the command line knows decides.
function leavesOf(elements: readonly Element[], before: readonly string[]): readonly (readonly [string, string])[] {
  return elements.flatMap(({ name, item, text, below }) => {
    const steps = before.flatMap((path) => {
      const plainly = `${path} ${name}`.trim()
      return item === 0 ? [plainly] : item === 1 ? [plainly, `${plainly} 1`] : [`${plainly} ${item}`]
    })
    if (below.length > 0) return leavesOf(below, steps)
    return [[steps.find((path) => KNOWN.has(path.toLowerCase())) ?? steps[0] ?? name, text] as const]
  })
}

const KNOWN: ReadonlySet<string> = new Set(CONFIGURATION_ENTRIES.map(({ path }) => path.toLowerCase()))

function commands(draft: Draft, root: Element): string | null {
  if (root.below.length === 0) return 'The document names no command'
  for (const { name, below } of root.below) {
    const given = below.map((each) => `${each.name}: ${JSON.stringify(each.text)}`).join(' ')
    const why = errorIn(runCommand(draft, `${name} ${given}`, error))
    if (why !== null) return why
  }
  return null
}

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y
const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text: string): string => text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
const DEPTH_MAX = 12

type Growing = { readonly name: string; readonly item: number; text: string; readonly below: Growing[] }

/** The one element that a document holds; null where it is none. Attributes other than `item` mean nothing here. */
function parse(text: string): Element | null {
  const top: Growing = { name: '', item: 0, text: '', below: [] }
  const open = [top]
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text)
    const inner = open.at(-1)
    if (found === null || inner === undefined) return null
    const [, end, name, attributes = '', closed, words] = found
    if (words !== undefined) inner.text += plain(words)
    if (name === undefined) continue
    if (end === '/') {
      if (open.length === 1 || inner.name !== name) return null
      open.pop()
      continue
    }
    const item = Number(/\sitem\s*=\s*["'](\d+)["']/.exec(attributes)?.[1] ?? 0)
    const made: Growing = { name, item, text: '', below: [] }
    inner.below.push(made)
    if (closed !== '/') open.push(made)
    if (open.length > DEPTH_MAX) return null
  }
  const [root, ...others] = top.below
  return open.length === 1 && root !== undefined && others.length === 0 ? trimmed(root) : null
}

const trimmed = ({ name, item, text, below }: Growing): Element => ({ name, item, text: text.trim(), below: below.map(trimmed) })
