// Plays a transcript: a text file of what is done to a pair, each line followed by what it prints.
//
//   # a remark                         > until 2020-09-01T14:45:57Z
//   > primary-node: ha_status          > wait PT2M
//   > root@primary-node: pcs status    > settle
//   > press secondary-node synchronize-account account=TEST
//   > page secondary-node high-availability
//   > save pi37 transport mode=Transport_Gateway
//   > complete primary-node ha_
//   > lay cut {"kind":"link-down","a":"primary-node","b":"secondary-node","network":"private"}
//   > heal cut                         > timeline
//
// Playing keeps remarks and lines, and writes anew what follows them.

import type { Fault } from '../../../worker/kernel/fabric.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import type { Answer, Page, Reading } from '../../../worker/kernel/surface.ts'
import { HOUR_MS, instant, msOf } from '../../../worker/kernel/time.ts'
import { ssm } from '../../../worker/ssm/index.ts'

export function play(text: string): string {
  const lines = text.split('\n')
  const template = /^# template (\S+)$/.exec(lines[0] ?? '')?.[1]
  if (template === undefined) throw new Error('a transcript begins with "# template <id>"')
  const player = new Player(openLab(ssm, template, 1))
  const out: string[] = []
  for (const line of lines) {
    if (line.startsWith('#')) {
      if (out.length > 0 && !out.at(-1)?.startsWith('#')) out.push('')
      out.push(line)
    } else if (line.startsWith('> ')) {
      out.push(line, ...player.play(line.slice(2)))
    }
  }
  return `${out.join('\n')}\n`
}

class Player {
  readonly lab: Lab
  readonly sessions = new Map<string, string>()
  told = 0

  constructor(lab: Lab) {
    this.lab = lab
  }

  play(line: string): readonly string[] {
    const typed = /^(root@)?([a-z0-9-]+): ?(.*)$/.exec(line)
    if (typed !== null) return this.type(typed[2] ?? '', typed[1] === undefined ? null : 'root', typed[3] ?? '')
    const [verb = '', ...rest] = line.split(' ')
    switch (verb) {
      case 'until':
        this.lab.advance(instant(rest[0] ?? '') - this.now)
        return []
      case 'wait':
        this.lab.advance(msOf(rest[0] ?? ''))
        return []
      case 'settle': {
        const { settled } = this.lab.settle(HOUR_MS)
        return [settled ? `settled at ${this.lab.snapshot().clock.now}` : 'not settled within an hour']
      }
      case 'press': {
        const [node = '', action = '', ...pairs] = rest
        const body = Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]))
        return answered(this.lab.ask(node, { op: 'act', action, body }))
      }
      case 'save': {
        const [node = '', page = '', ...pairs] = rest
        const fields = Object.fromEntries(
          pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1).replaceAll('_', ' ')]),
        )
        const answer = this.lab.ask(node, { op: 'save', page, fields })
        return answer.is === 'page' ? answer.page.messages.slice(0, 1).map(({ text }) => text) : answered(answer)
      }
      case 'page':
        return answered(this.lab.read(rest[0] ?? '', { ask: 'page', page: rest[1] ?? '' }))
      case 'complete':
        return answered(
          this.lab.read(rest[0] ?? '', { ask: 'completions', line: rest.slice(1).join(' '), session: null, login: null }),
        )
      case 'lay':
        this.lab.lay(rest[0] ?? '', JSON.parse(rest.slice(1).join(' ')) as Fault)
        return []
      case 'heal':
        this.lab.heal(rest[0] ?? '')
        return []
      case 'timeline': {
        const fresh = this.lab.events().slice(this.told)
        this.told += fresh.length
        return fresh.filter(({ node }) => node !== null).map(({ at, text }) => `${at.slice(11, 23)} ${text}`)
      }
      default:
        throw new Error(`a transcript knows no "${verb}"`)
    }
  }

  get now(): number {
    return instant(this.lab.snapshot().clock.now)
  }

  type(node: string, login: string | null, line: string): readonly string[] {
    const key = `${login}@${node}`
    const answer = this.lab.ask(node, {
      op: 'console',
      line: line.replace('<TAB>', '\t'),
      session: this.sessions.get(key) ?? null,
      login,
    })
    if (answer.is === 'console') this.sessions.set(key, answer.session)
    return answered(answer)
  }
}

function answered(answer: Answer | Reading): readonly string[] {
  switch (answer.is) {
    case 'console':
      // A question that waits to be answered stands before the cursor.
      return [
        ...(answer.output === '' ? [] : answer.output.replace(/\n$/, '').split('\n')),
        ...(answer.closed || /(>>|#) $/.test(answer.prompt) ? [] : [answer.prompt.trimEnd()]),
      ]
    case 'page':
      return pageLines(answer.page)
    case 'acted':
      return [answer.message]
    case 'completions':
      return answer.completions
    case 'refused':
      return answer.messages.map((message) => `refused: ${message}`)
    case 'not-answering':
      return [`not answering: ${answer.why}`]
    default:
      return [JSON.stringify(answer)]
  }
}

function pageLines(page: Page): readonly string[] {
  return [
    `[${page.title}]`,
    ...page.fields.map(
      ({ section, label, value, status }) =>
        `${section === '' ? '' : `${section} | `}${label}: ${value}${status.map(({ text }) => ` (${text})`).join('')}`,
    ),
    ...page.tables.flatMap(({ title, columns, rows }) => [
      `${title}: ${columns.join(' | ')}`,
      ...rows.map((row) => `  ${row.join(' | ')}`),
    ]),
    ...page.messages.map(({ text }) => text),
  ]
}
