// `common/sftpconfig`, `common/upgrade` and `common/upgradestatus`: one system upgraded from a file server. EX-19, EX-63.
//
// Every software file is taken to lie on the file server. Its account's password is not kept, nor is the checksum of a
// file compared: the sandbox knows software by its name.

import { type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import { civil, pad } from '../../kernel/time.ts'
import { isUnderWay, requestStatus, requestUpgrade } from '../requested-upgrade.ts'
import { type Draft, type PeerState, put } from '../state.ts'
import { type Body, message, UPDATED } from './message.ts'

/** PUT `common/sftpconfig`. */
export function saveSftp(draft: Draft, { SftpServer, Username }: Body): HttpResponse {
  if (typeof SftpServer !== 'string' || SftpServer === '') return message(400, 'SftpServer must be the address of a server')
  if (typeof Username !== 'string' || Username === '') return message(400, 'Username must be a text')
  if ([SftpServer, Username].some((each) => each.length > NAME_MAX))
    return message(400, `At most ${NAME_MAX} characters are taken`)
  put(draft, { sftp: { server: SftpServer, username: Username } })
  return message(200, UPDATED)
}

const NAME_MAX = 128

/** POST `common/upgrade`: takes on to fetch the software, to install it once calls have ended, and with `AutoReboot` to boot it. */
export function startUpgrade(draft: Draft, body: Body): HttpResponse {
  const { ImageDownloadMode, UpgradeFileName, ClusterUpgrade = 'no', WaitForCallDisconnect = 0, AutoReboot = 'no' } = body
  if (ImageDownloadMode !== 'sftp') return message(400, 'ImageDownloadMode must be sftp')
  if (ClusterUpgrade !== 'no') return message(400, 'ClusterUpgrade must be no: a request upgrades a single system')
  if (AutoReboot !== 'yes' && AutoReboot !== 'no') return message(400, 'AutoReboot must be yes or no')
  if (typeof UpgradeFileName !== 'string' || UpgradeFileName === '' || UpgradeFileName.length > NAME_MAX)
    return message(400, 'UpgradeFileName must be the name of a software file')
  const wait = WaitForCallDisconnect
  if (typeof wait !== 'number' || !Number.isInteger(wait) || wait < 0 || wait > WAIT_MINUTES_MAX)
    return message(400, `WaitForCallDisconnect must be a number of minutes, ${WAIT_MINUTES_MAX} at most`)
  if (!draft.state.sftp) return message(400, 'Configure the SFTP server first')
  if (isUnderWay(draft.state)) return message(400, 'An upgrade is in progress')
  requestUpgrade(draft, UpgradeFileName, wait, AutoReboot === 'yes')
  return message(200, 'Upgrade request created successfully')
}

const WAIT_MINUTES_MAX = 1_440

/** GET `status/common/upgradestatus`: of the last request, as a list of one; empty before the first. */
export function readUpgrade(state: PeerState): HttpResponse {
  const status = requestStatus(state)
  if (status === null || !state.upgradeAsked) return jsonResponse(200, [])
  const { year, month, day, hour, minute, second } = civil(state.upgradeAsked.at, 0)
  const [date, time] = [
    [year % 100, month, day],
    [hour, minute, second],
  ].map((parts) => parts.map((part) => pad(part)).join('-'))
  return jsonResponse(200, [{ StatusUpdateTime: `${date}T${time}`, UpgradeStatus: status }])
}
