// Manual Synchronization: a file for Cisco Smart Software Manager, and the file it answered with (SSM-31).

import type { Json } from '../../kernel/machine.ts'
import type { Answer, Refusal } from '../../kernel/surface.ts'
import { activated, findAccount, findRequest, logEvent } from '../accounts.ts'
import { signingRequest } from '../certificates.ts'
import { write } from '../replication.ts'
import { fileIn, type Place, requestFile, responseInFile, SYNC_FILE_TYPE, type SyncResponse } from '../sync-file.ts'
import { isUnderWay, taken } from '../synchronisation.ts'
import type { Turn } from '../turn.ts'
import { strangerIn, texts } from './validation.ts'

type Body = { readonly [name: string]: Json }

const noAccount = (account: string): Refusal => ({ is: 'refused', messages: [`There is no local account named ${account}.`] })

const noRequest = (account: string): Refusal => ({
  is: 'refused',
  messages: [`There is no request for a local account named ${account}.`],
})

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

/** Manual Registration, Download File: for an account that waits among the requests. It changes nothing, either. */
export function downloadRegistrationFile(turn: Turn, body: Body): Answer {
  const given = texts(body, ['account'])
  if (given.is !== 'texts') return given
  const { account } = given.values
  const { tables } = turn.state.database
  const found = findRequest(tables, account)
  if (found === undefined) return noRequest(account)
  const { smartAccount, virtualAccount } = found
  const register = { smartAccount, virtualAccount }
  const text = requestFile({ account, request: signingRequest(tables), made: turn.at, register })
  return {
    is: 'acted',
    message: 'Take the file to Cisco Smart Software Manager, and upload here what it answers.',
    files: [{ name: `${account}-registration-request.json`, type: SYNC_FILE_TYPE, text }],
  }
}

// What a registration brought in a file: the request it was made for becomes an account.
function register(turn: Turn, { account, result }: SyncResponse, { smartAccount, virtualAccount }: Place): string | Refusal {
  const { tables } = turn.state.database
  const found = findRequest(tables, account)
  if (found === undefined) return noRequest(account)
  if (found.smartAccount !== smartAccount || found.virtualAccount !== virtualAccount)
    return {
      is: 'refused',
      messages: [`${account} was registered to ${virtualAccount} of ${smartAccount}, which is not what was requested.`],
    }
  if (isUnderWay(turn, account))
    return { is: 'refused', messages: [`Local account ${account} is being registered already. Wait for the answer.`] }
  write(turn, [
    ...activated(found, result),
    ...logEvent(tables, 'accounts', turn.moment, `Local account ${account} was registered by a file and is active.`),
  ])
  turn.note('account', `Account ${account} is registered with Cisco Smart Software Manager and active on ${turn.name}.`)
  return `Local account ${account} has been registered. Synchronize it.`
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
  const { account, made, result, registered } = response
  if (registered !== undefined) return register(turn, response, registered)
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
