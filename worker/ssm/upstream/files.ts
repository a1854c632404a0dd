// File Sync: the file of a satellite is taken, and the answer to it is handed out, or made ready where it registers.

import type { Json } from '../../kernel/machine.ts'
import type { Answer } from '../../kernel/surface.ts'
import type { Instant } from '../../kernel/time.ts'
import { strangerIn } from '../pages/validation.ts'
import { fileIn, requestInFile, responseFile, SYNC_FILE_TYPE } from '../sync-file.ts'
import { pending } from './authorizations.ts'
import { serve } from './satellites.ts'
import type { UpstreamState } from './state.ts'

/** The action of File Sync. */
export const PROCESS_FILE = 'process-sync-file'

/** Synchronises the satellite whose file it is, as over the network, by an administrator who is logged in here. */
export function processFile(
  state: UpstreamState,
  body: { readonly [name: string]: Json },
  at: Instant,
): readonly [UpstreamState, Answer] {
  const stranger = strangerIn(body, ['file'])
  if (stranger !== null) return [state, stranger]
  const text = fileIn(body, 'file')
  if (typeof text !== 'string') return [state, text]
  const request = requestInFile(text)
  if (request === null) return [state, { is: 'refused', messages: ['This is no synchronization file of a satellite.'] }]
  const { account, register } = request
  const known = state.registrations.find((each) => each.account === account)
  if (known?.lastSync !== undefined && known.lastSync !== null && request.made < known.lastSync)
    return [state, { is: 'refused', messages: [`${account} has synchronized since this file was written. Write a new one.`] }]
  const common = { ticket: '', account, request: request.request }
  const [next, reply] = serve(
    state,
    register === undefined ? { ...common, ask: 'synchronise', login: true } : { ...common, ...register, ask: 'register' },
    at,
  )
  if (reply.reply === 'refused')
    return [state, { is: 'refused', messages: [`Not ${register === undefined ? 'synchronized' : 'registered'}: ${reply.why}`] }]
  if (register !== undefined)
    return [
      pending(next, account, register, at),
      {
        is: 'acted',
        message: `${account} is registered. Its authorization file is being made; download it here once it is ready.`,
        files: [],
      },
    ]
  const file = {
    name: `${account}-sync-response.json`,
    type: SYNC_FILE_TYPE,
    text: responseFile({ account, made: at, result: reply.result }),
  }
  return [next, { is: 'acted', message: `${account} is synchronized. Upload the response file on the satellite.`, files: [file] }]
}
