// `common/sftpconfig`, `common/upgrade` and `common/upgradestatus`: one system upgraded from a file server. EX-19, EX-63.
//
// Every software file is taken to lie on the file server. Its account's password is not kept.

import { type HttpResponse, jsonResponse } from '../../kernel/http.ts'
import { civil, pad } from '../../kernel/time.ts'
import { restart } from '../power.ts'
import { clockOf, type Draft, type PeerState, put } from '../state.ts'
import { install, upload } from '../upgrade.ts'
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

/** POST `common/upgrade`: fetches the software, installs it and, with `AutoReboot`, boots it. */
export function startUpgrade(draft: Draft, body: Body): HttpResponse {
  const { ImageDownloadMode, UpgradeFileName, ClusterUpgrade = 'no', AutoReboot = 'no' } = body
  if (ImageDownloadMode !== 'sftp') return message(400, 'ImageDownloadMode must be sftp')
  if (ClusterUpgrade !== 'no') return message(400, 'ClusterUpgrade must be no: a request upgrades a single system')
  if (AutoReboot !== 'yes' && AutoReboot !== 'no') return message(400, 'AutoReboot must be yes or no')
  if (typeof UpgradeFileName !== 'string') return message(400, 'UpgradeFileName must be the name of a software file')
  if (!draft.state.sftp) return message(400, 'Configure the SFTP server first')
  const uploaded = upload(draft, UpgradeFileName)
  const version = draft.state.upgrade?.version
  if (uploaded.is === 'refused' || version === undefined)
    return message(400, uploaded.is === 'refused' ? uploaded.messages.join(' ') : 'The software could not be fetched')
  const installed = install(draft)
  put(draft, {
    upgradeAsked: { at: clockOf(draft.state, draft.at), version },
    ...(installed.is === 'refused' && { upgrade: null }), // UPGD_FAILED from now on
  })
  if (installed.is !== 'refused' && AutoReboot === 'yes') restart(draft, 'reboot')
  return message(200, 'Upgrade request created successfully')
}

/** GET `status/common/upgradestatus`: of the last request, as a list of one; empty before the first. */
export function readUpgrade({ upgradeAsked, upgrade, identity }: PeerState): HttpResponse {
  if (!upgradeAsked) return jsonResponse(200, [])
  const { year, month, day, hour, minute, second } = civil(upgradeAsked.at, 0)
  const [date, time] = [
    [year % 100, month, day],
    [hour, minute, second],
  ].map((parts) => parts.map((part) => pad(part)).join('-'))
  const isUnderWay = upgrade?.version === upgradeAsked.version
  const isDone = !isUnderWay && identity.version === upgradeAsked.version
  const status = isUnderWay ? 'UPGD_STARTED' : isDone ? 'UPGD_SUCCESSFUL' : 'UPGD_FAILED'
  return jsonResponse(200, [{ StatusUpdateTime: `${date}T${time}`, UpgradeStatus: status }])
}
