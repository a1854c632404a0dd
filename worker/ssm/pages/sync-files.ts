// Manual Synchronization: a file for Cisco Smart Software Manager, and the file it answered with (SSM-31).

import type { Json } from '../../kernel/machine.ts'
import type { Answer, Refusal } from '../../kernel/surface.ts'
import { findAccount, logEvent } from '../accounts.ts'
import { signingRequest } from '../certificates.ts'
import { write } from '../replication.ts'
import { fileIn, requestFile, responseInFile, SYNC_FILE_TYPE } from '../sync-file.ts'
import { isUnderWay, taken } from '../synchronisation.ts'
import type { Turn } from '../turn.ts'
import { strangerIn, texts } from './validation.ts'

type Body = { readonly [name: string]: Json }

const noAccount = (account: string): Refusal => ({ is: 'refused', messages: [`There is no local account named ${account}.`] })

/** Download File. It changes nothing: the account is synchronised when the answer to the file has come back. */
export function downloadSyncFile(turn: Turn, body: Body): Answer {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return given
  const { account } = given.values
  const { tables } = turn.state.database
  if (findAccount(tables, account) === undefined) return noAccount(account)
  const text = requestFile({ account, request: signingRequest(tables), made: turn.at })
  return {
    is: 'acted',
    message: 'Take the file to Cisco Smart Software Manager, and upload here what it answers.',
    files: [{ name: `${account}-sync-request.json`, type: SYNC_FILE_TYPE, text }],
  }
}

/** Upload Response File. */
export function uploadSyncFile(turn: Turn, body: Body): string | Refusal {
  const stranger = strangerIn(body, ['file'])
  if (stranger !== null) return stranger
  const text = fileIn(body, 'file')
  if (typeof text !== 'string') return text
  const response = responseInFile(text)
  if (response === null)
    return {
      is: 'refused',
      messages: ['This is no response file of Cisco Smart Software Manager, or it was changed on its way.'],
    }
  const { account, made, result } = response
  const { tables } = turn.state.database
  const found = findAccount(tables, account)
  if (found === undefined) return noAccount(account)
  if (found.lastSync !== null && made <= found.lastSync.at)
    return { is: 'refused', messages: [`${account} has synchronized since this file was written.`] }
  if (isUnderWay(turn, account))
    return { is: 'refused', messages: [`Local account ${account} is being synchronized already. Wait for the answer.`] }
  write(turn, [
    ...taken(turn, found, result),
    ...logEvent(tables, 'accounts', turn.moment, `Local account ${account} was synchronized by a file.`),
  ])
  return `Local account ${account} has been synchronized.`
}
