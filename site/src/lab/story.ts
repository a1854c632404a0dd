// What a reader takes along: the timeline as Markdown, as JSON or as the nodes' own log lines in order of time, and
// the sandbox itself.

import type { TimelineEvent } from '@worker/kernel/snapshot.ts'
import { fill, say } from '../strings.ts'
import { sentencesOf } from './api.ts'
import { saveFile } from './files.ts'
import type { LiveSandbox } from './LiveSandbox.ts'
import type { LogLine } from './SandboxCalls.ts'

export type StoryFormat = 'markdown' | 'json' | 'log'

const ENDS: Readonly<Record<StoryFormat, string>> = { markdown: 'md', json: 'json', log: 'log' }
const TYPES: Readonly<Record<StoryFormat, string>> = {
  markdown: 'text/markdown',
  json: 'application/json',
  log: 'text/plain',
}

/** Writes the story and hands it to the browser as a file. */
export async function exportStory(sandbox: LiveSandbox, format: StoryFormat, events: readonly TimelineEvent[]): Promise<void> {
  const text =
    format === 'markdown'
      ? markdownOf(sandbox.id, events)
      : format === 'json'
        ? `${JSON.stringify({ sandbox: sandbox.id, events }, null, 2)}\n`
        : await logOf(sandbox)
  saveFile(`timeline-${sandbox.id}.${ENDS[format]}`, TYPES[format], text)
}

function markdownOf(id: string, events: readonly TimelineEvent[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
  const rows = events.map(
    ({ at, node, text }) =>
      `| ${at.replace('T', ' ').replace(/\.\d+Z$/, '')} | ${node ?? say.timeline.sandbox} | ${cell(text)} |`,
  )
  return [`# ${fill(say.timeline.heading, { id })}`, '', say.timeline.columns, '| --- | --- | --- |', ...rows, ''].join('\n')
}

async function logOf(sandbox: LiveSandbox): Promise<string> {
  const lines: LogLine[] = []
  for (const { id } of sandbox.$snapshot.get()?.nodes ?? []) {
    let after = '0'
    for (;;) {
      const answer = await sandbox.logs(id, { after })
      if (!answer.ok || answer.body.lines.length === 0) break
      lines.push(...answer.body.lines)
      after = String(answer.body.next)
    }
  }
  return lines
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ line }) => `${line}\n`)
    .join('')
}

/** Hands the whole sandbox to the browser as a file that can be imported again. */
export async function exportSandbox(sandbox: LiveSandbox): Promise<void> {
  const answer = await sandbox.export()
  if (answer.ok) saveFile(`clusterbook-${sandbox.id}.json`, TYPES.json, JSON.stringify(answer.body, null, 2))
  else sandbox.remark('error', sentencesOf(answer.problem).join(' '))
}
