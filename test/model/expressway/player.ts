// Plays a transcript: a text file of what is done to Expressways, each line followed by what is shown.
//
//   # a remark                          > wait PT2M        > settle
//   > expc01: xStatus Alternates        > root@expc02: ls
//   > save expc01 clustering {"peer_2_address":"expc02.apolo.local"}
//   > press expc01 restart              > lay cut {"kind":"link-down","a":"expc01","b":"expc02"}
//   > heal cut                          > timeline
//   > status expc01                     the lines of its peer list, its database, its alarms

import { expressway } from '../../../worker/expressway/index.ts'
import type { Fault } from '../../../worker/kernel/fabric.ts'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import type { Answer } from '../../../worker/kernel/surface.ts'
import { HOUR_MS, msOf } from '../../../worker/kernel/time.ts'
import type { Shown } from './cluster.ts'

/** The transcript with what is shown written anew after every line. */
export function play(text: string): string {
  const lines = text.split('\n')
  const template = /^# template (\S+)$/.exec(lines[0] ?? '')?.[1]
  if (template === undefined) throw new Error('a transcript begins with "# template <id>"')
  const lab = openLab(expressway, template, 1)
  const told = { events: 0 }
  const out: string[] = []
  for (const line of lines) {
    if (line.startsWith('#')) {
      if (out.length > 0 && !out.at(-1)?.startsWith('#')) out.push('')
      out.push(line)
    } else if (line.startsWith('> ')) out.push(line, ...done(lab, told, line.slice(2)))
  }
  return `${out.join('\n')}\n`
}

function done(lab: Lab, told: { events: number }, line: string): readonly string[] {
  const typed = /^(root@)?([a-z0-9-]+): (.*)$/.exec(line)
  if (typed !== null)
    return answered(
      lab.ask(typed[2] ?? '', {
        op: 'console',
        line: typed[3] ?? '',
        session: null,
        login: typed[1] === undefined ? null : 'root',
      }),
    )
  const [verb = '', first = '', second = '', ...rest] = line.split(' ')
  switch (verb) {
    case 'wait':
      lab.advance(msOf(first))
      return []
    case 'settle':
      return [lab.settle(HOUR_MS).settled ? `settled at ${lab.snapshot().clock.now}` : 'not settled within an hour']
    case 'press':
      return answered(lab.ask(first, { op: 'act', action: second, body: rest.length === 0 ? {} : JSON.parse(rest.join(' ')) }))
    case 'save':
      return answered(lab.ask(first, { op: 'save', page: second, fields: JSON.parse(rest.join(' ')) }))
    case 'lay':
      lab.lay(first, JSON.parse([second, ...rest].join(' ')) as Fault)
      return []
    case 'heal':
      lab.heal(first)
      return []
    case 'status':
      return status(lab, first)
    case 'timeline': {
      const fresh = lab.events().slice(told.events)
      told.events += fresh.length
      return fresh.filter(({ node }) => node !== null).map(({ at, node, text }) => `${at.slice(11, 23)} ${node} ${text}`)
    }
    default:
      throw new Error(`a transcript knows no "${verb}"`)
  }
}

function status(lab: Lab, id: string): readonly string[] {
  const { state, clustering, alarms } = lab.snapshot().nodes.find((node) => node.id === id) as unknown as Shown
  const lines = clustering.peers.filter(({ address }) => address !== '')
  return [
    ...(state === 'running' ? [] : [state]),
    ...lines.map(
      (each) => `${each.n} ${each.address}   Certificate: ${each.certificate?.text}   Clustering: ${each.clustering?.text}`,
    ),
    `Cluster database status   ${clustering.databaseStatus}`,
    `Alarms   ${alarms.map((alarm) => alarm.id).join(' ') || 'none'}`,
  ]
}

function answered(answer: Answer): readonly string[] {
  switch (answer.is) {
    case 'console':
      return answer.output === '' ? [] : answer.output.replace(/\n$/, '').split('\n')
    case 'page':
      return [...answer.page.banners, ...answer.page.messages].map(({ text }) => text)
    case 'acted':
      return [answer.message]
    case 'refused':
      return answer.messages.map((message) => `refused: ${message}`)
    default:
      return [JSON.stringify(answer)]
  }
}
