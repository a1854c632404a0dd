// `copy`: files that come to a server by scp. Patches come from any host, which has those there are; what is in the
// other server's `backups:` comes from there, over the network of the address that is called. What is printed is as in
// practitioner notes of the 8-202006 guide; `backups:` as a destination is assumed (SSM-10, SSM-51).

import type { Json } from '../kernel/machine.ts'
import { BACKUP_FOLDER, backupFiles, type DatabaseBackup, keep, PATCH_FOLDER, whyNoRoom } from './backups.ts'
import { isDiskFull } from './faults.ts'
import { holdsVip } from './serving.ts'
import type { HaState } from './state.ts'
import type { Turn } from './turn.ts'
import { isOffered } from './upgrading.ts'

/** Said between the two servers when one copies a file of the other's: `content` is null where there is no such file. */
export type FileWord =
  | { readonly file: 'wanted'; readonly name: string }
  | { readonly file: 'sent'; readonly name: string; readonly content: DatabaseBackup | 'archive' | null }

const USAGE = [
  'Usage: copy user@host:/path/file patches:',
  '       copy user@host:/path/file backups:',
  'Only from another host to this server.',
]
const SSH_PORT = 22

/** A file on a host, as scp names it. */
type Source = { readonly text: string; readonly host: string; readonly folder: string; readonly file: string }

/** `copy user@host:/path/file patches:` or `… backups:`. */
export function copy(turn: Turn, args: readonly string[]): readonly string[] {
  const [from = '', to] = args
  const found = /^[\w.-]+@([\w.-]+):(\/(?:[\w.-]+\/)*)([\w.-]+)$/.exec(from)
  if (args.length !== 2 || found === null) return USAGE
  const source = { text: from, host: found[1] ?? '', folder: found[2] ?? '', file: found[3] ?? '' }
  if (to === 'patches:') return copyPatch(turn, source)
  return to === 'backups:' ? copyBackup(turn, source) : USAGE
}

const missing = ({ folder, file }: Source): string => `scp: ${folder}${file}: No such file or directory`

function copyPatch(turn: Turn, source: Source): readonly string[] {
  const { file } = source
  const lines = [`Copying ${source.text} to ${PATCH_FOLDER}`]
  if (!isOffered(file)) return [...lines, missing(source)]
  if (isDiskFull(turn.state)) return [...lines, `scp: ${PATCH_FOLDER}/${file}: No space left on device`]
  const { files } = turn.state
  if (!files.includes(file)) turn.set({ files: [...files, file] })
  return lines
}

// Only the other server has such files; what it answers comes a moment after the prompt.
function copyBackup(turn: Turn, source: Source): readonly string[] {
  const { host, folder, file } = source
  const lines = [`Copying ${source.text} to ${BACKUP_FOLDER}`]
  if (ownAddresses(turn.state).includes(host)) return isKnown(turn.state, source) ? lines : [...lines, missing(source)]
  const address = addressOfPeer(turn.state, host)
  if (address === undefined) return [...lines, ...copyFormer(turn, source)]
  if (!isReachable(turn.state, address)) return [...lines, `ssh: connect to host ${host} port ${SSH_PORT}: Connection timed out`]
  if (folder !== `${BACKUP_FOLDER}/`) return [...lines, missing(source)]
  const room = whyNoRoom(turn.state)
  if (room !== null && !isKnown(turn.state, source)) return [...lines, `scp: ${room.join(' ')}`]
  send(turn, address, { file: 'wanted', name: file })
  return lines
}

// What the server that was here before has left: any host has it, as any has the patches.
function copyFormer(turn: Turn, source: Source): readonly string[] {
  const { archives, deployment } = turn.state
  if (source.file !== deployment.former?.name) return [missing(source)]
  if (isDiskFull(turn.state)) return [`scp: ${BACKUP_FOLDER}/${source.file}: No space left on device`]
  if (!archives.includes(source.file)) turn.set({ archives: [...archives, source.file] })
  return []
}

const isKnown = (state: HaState, { folder, file }: Source): boolean =>
  folder === `${BACKUP_FOLDER}/` && backupFiles(state).includes(file)

const ownAddresses = (state: HaState): readonly string[] => {
  const { publicAddress, privateAddress, virtualIp } = state.deployment
  return ['localhost', '127.0.0.1', publicAddress, privateAddress, ...(holdsVip(state) ? [virtualIp] : [])]
}

// The address of the peer that a host stands for: one of its own, or the virtual IP while it is known to hold that.
function addressOfPeer({ deployment, peer }: HaState, host: string): string | undefined {
  const { publicAddress, privateAddress } = deployment.peer
  if (host === publicAddress || host === privateAddress) return host
  return host === deployment.virtualIp && peer.status?.vip === true ? publicAddress : undefined
}

const isReachable = ({ surroundings, peer }: HaState, address: string): boolean =>
  peer.answers && surroundings.neighbours.some((each) => each.address === address && each.out && each.in)

function send(turn: Turn, address: string, word: FileWord): void {
  turn.effects.push({ type: 'send', to: { address }, port: SSH_PORT, stream: true, message: word as unknown as Json })
}

/** What the other server says of a file: it wants one of ours, or sends one of its own. */
export function onFileWord(turn: Turn, word: FileWord, source: string): void {
  const { name } = word
  const { state } = turn
  if (word.file === 'wanted') {
    const backup = state.backups.find((each) => each.name === name)
    send(turn, source, { file: 'sent', name, content: backup ?? (state.archives.includes(name) ? 'archive' : null) })
    return
  }
  const peer = state.deployment.peer.node
  if (word.content === null) {
    turn.note('copy', `${peer} has no ${BACKUP_FOLDER}/${name}: nothing is copied to ${turn.name}.`)
    return
  }
  if (whyNoRoom(state) !== null && !backupFiles(state).includes(name)) {
    turn.note('copy', `There is no room for ${name} on ${turn.name} any more: nothing is copied.`)
    return
  }
  if (word.content === 'archive') turn.set({ archives: [...state.archives.filter((each) => each !== name), name] })
  else keep(turn, word.content)
  turn.note('copy', `${BACKUP_FOLDER}/${name} of ${peer} is on ${turn.name} too.`)
}

/** The message as a word about a file, where it is one. */
export function asFileWord(message: Json): FileWord | undefined {
  const { file = null } = (message ?? {}) as { readonly file?: Json }
  return file === 'wanted' || file === 'sent' ? (message as unknown as FileWord) : undefined
}
