// The sandbox that the console's address names, opened with the best key there is for it.

import { say } from '../strings.ts'
import { type Result, sentencesOf } from './api.ts'
import { takeAlong } from './docked.ts'
import { amend, recall, remember } from './keys.ts'
import { LiveSandbox } from './LiveSandbox.ts'

export type Found = { readonly is: 'none'; readonly why: string } | { readonly is: 'open'; readonly sandbox: LiveSandbox }

/** Opens it. A key in the fragment is kept and taken out of sight. Where it cannot be had, the answer says why. */
export async function openHere(): Promise<Found> {
  const id = /^\/s\/([a-z0-9-]+)\/?$/.exec(location.pathname)?.[1]
  if (id === undefined) return { is: 'none', why: say.console.noSandbox }
  const given = location.hash.length > 1 ? location.hash.slice(1) : null
  const kept = recall(id)
  if (given !== null) history.replaceState(history.state, '', location.pathname)
  const wanted = given ?? kept?.key ?? null
  let opened = await openWith(id, wanted)
  if (isKeyRefused(opened)) {
    // There may be a good key here already, and without any there is still looking.
    const own = given === null || given === kept?.key ? null : (kept?.key ?? null)
    opened = await openWith(id, own)
    if (own !== null && isKeyRefused(opened)) opened = await openWith(id, null)
    if (opened.ok) {
      opened.body.remark('error', say.share.keyWrong)
      if (opened.body.$key.get() === null) opened.body.$readOnly.set('wrong-key')
    }
  }
  if (!opened.ok)
    return { is: 'none', why: opened.problem.status === 404 ? say.sandbox.gone : sentencesOf(opened.problem).join(' ') }
  const sandbox = opened.body
  const template = sandbox.$snapshot.get()?.template ?? ''
  // A new key says nothing of the clock: only the page that made the sandbox sets it going by itself.
  if (given !== null && sandbox.$key.get() === given)
    remember({ id, key: given, template, awake: kept?.awake ?? false, pages: kept?.pages ?? [] })
  // Whoever may act on it can go on with it on the page of a procedure.
  if (sandbox.$key.get() !== null) {
    amend(id, { nodes: sandbox.$snapshot.get()?.nodes.map((node) => node.id) ?? [] })
    takeAlong(id)
  }
  return { is: 'open', sandbox }
}

const openWith = (id: string, key: string | null): Promise<Result<LiveSandbox>> =>
  LiveSandbox.reopen({ id, key, template: '', awake: true, pages: [] })

const isKeyRefused = (answer: Result<unknown>): boolean => !answer.ok && answer.problem.status === 403
