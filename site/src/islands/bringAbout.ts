// Makes a sandbox, performs acts in it one after another, and opens its console.

import { sentencesOf } from '../lab/api.ts'
import { LiveSandbox } from '../lab/LiveSandbox.ts'
import { $performance, perform, type ShownAct } from '../lab/perform.ts'

/** Answers why it failed, in a sentence; null when the console opens. */
export async function bringAbout(template: string, acts: readonly ShownAct[]): Promise<string | null> {
  const made = await LiveSandbox.create(template, null)
  if (!made.ok) return sentencesOf(made.problem).join(' ')
  await perform(made.body, '', acts)
  const failed = $performance.get()?.failed ?? null
  if (failed !== null) return failed
  made.body.close()
  location.assign(`/s/${made.body.id}`)
  return null
}
