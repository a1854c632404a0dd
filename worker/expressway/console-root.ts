// The root shell, with the few scripts that the guides name. EX-43, EX-52, EX-53, EX-61.

import { EMPTY_DATABASE } from './factory-reset.ts'
import { part } from './losses.ts'
import { relink } from './mesh.ts'
import { resetByScript } from './power.ts'
import type { Session } from './session.ts'
import { type Draft, type Keeps, note, type PeerState, put } from './state.ts'
import { releaseIn } from './upgrade.ts'

const ROOT_PROMPT = '~ # '

const RESET_FOLDER = '/mnt/harddisk/factory-reset'
const IMAGE = 'tandberg-image.tar.gz'

/** The questions of `factory-reset`, in their order, and the last one before it begins. */
const QUESTIONS = [
  'Keep option keys [YES/NO]?',
  'Keep FIPS140 configuration [YES/NO]?',
  'Keep IP configuration [YES/NO]?',
  'Keep ssh keys [YES/NO]?',
  'Keep server certificate, associated key and CA trust store [YES/NO]?',
  'Keep root and admin passwords [YES/NO]?',
  'Save log files [YES/NO]?',
] as const
const CONFIRMATION = 'This will reset the system to its factory state. Are you sure you want to continue [YES/NO]?'

/** What the root shell knows, as it is completed. */
export const ROOT_COMMANDS = [
  'clusterdb_destroy_and_purge_data.sh',
  'dbxsh',
  'exit',
  'factory-reset',
  'ls',
  'scp',
  'verify-skey',
] as const

export type Said = { readonly output: string; readonly prompt: string; readonly answers: Session['answers'] }

const said = (output: string): Said => ({ output, prompt: ROOT_PROMPT, answers: null })

/** One line typed in a root shell. `answers`: what was answered so far, where a script is asking. */
export function runRoot(draft: Draft, line: string, answers: Session['answers']): Said {
  if (answers !== null) return answered(draft, line, answers)
  const [name = '', ...rest] = line.split(/\s+/)
  const command = name.slice(name.lastIndexOf('/') + 1)
  switch (command) {
    case '':
      return said('')
    case 'factory-reset':
      return { output: '', prompt: `${QUESTIONS[0]} `, answers: [] }
    case 'clusterdb_destroy_and_purge_data.sh':
      purge(draft)
      return said('Cluster database destroyed and its data purged. Restart the system.\n')
    case 'verify-skey':
      return said(draft.state.systemKey === 'current' ? 'System key verified successfully\n' : 'System key verification failed\n')
    case 'ls':
      return said(list(draft.state, rest.at(-1) ?? '/'))
    case 'scp':
      return said(copy(draft, rest))
    // A real system has many more programs than are modelled: that one is not there is never said.
    default:
      return said(`${name} is not modelled in this sandbox; nothing was changed\n`)
  }
}

function answered(draft: Draft, line: string, answers: readonly boolean[]): Said {
  const word = line.trim().toUpperCase()
  const asked = QUESTIONS[answers.length] ?? CONFIRMATION
  if (word !== 'YES' && word !== 'NO') return { output: 'Please answer YES or NO\n', prompt: `${asked} `, answers }
  if (answers.length < QUESTIONS.length) {
    const given = [...answers, word === 'YES']
    return { output: '', prompt: `${QUESTIONS[given.length] ?? CONFIRMATION} `, answers: given }
  }
  if (word === 'NO') return said('Factory reset cancelled\n')
  const [optionKeys = false, , ip = false, , certificate = false, , logs = false] = answers
  const keeps: Keeps = { optionKeys, ip, certificate, logs }
  if (!draft.state.identity.hasResetFiles) return said(`Factory reset failed: rk and ${IMAGE} are not in ${RESET_FOLDER}\n`)
  resetByScript(draft, keeps)
  return { output: 'Factory reset started\n', prompt: '', answers: null }
}

function list(state: PeerState, path: string): string {
  if (path.replace(/\/$/, '') === RESET_FOLDER) return state.identity.hasResetFiles ? `rk\n${IMAGE}\n` : ''
  return `ls: ${path}: only ${RESET_FOLDER} can be looked at here\n`
}

// An image, fetched from wherever the administrator keeps it, with its release key. One whose name tells no release is of this one.
function copy(draft: Draft, rest: readonly string[]): string {
  const [from = '', to = ''] = rest.filter((word) => !word.startsWith('-'))
  if (from === '' || to === '') return 'usage: scp [[user@]host:]file directory\n'
  if (!from.endsWith('.tar.gz')) return `scp: ${from}: an image of the software is a .tar.gz file\n`
  if (!to.startsWith(RESET_FOLDER)) return `scp: ${to}: the image belongs into ${RESET_FOLDER}\n`
  const { identity, resetImage = identity.version } = draft.state
  const release = releaseIn(from) ?? identity.version
  if (!identity.hasResetFiles || release !== resetImage) {
    put(draft, { identity: { ...identity, hasResetFiles: true }, resetImage: release })
    note(draft, 'copied', `The image of ${release} and its release key were put into ${RESET_FOLDER}.`)
  }
  return `${from.slice(from.lastIndexOf('/') + 1)} 100%\n`
}

// Everything that replicates is gone, and with it the list of peers: the system has to be set up or restored.
function purge(draft: Draft): void {
  part(draft, 'orderly')
  const { saved } = draft.state
  put(draft, {
    ...EMPTY_DATABASE,
    saved: { ...saved, clusterName: '', configurationPrimary: 1, addresses: saved.addresses.map(() => '') },
    restartRequired: true,
    inForce: null,
  })
  relink(draft, 'nothing')
  note(draft, 'purged', 'The cluster database was destroyed: all replicated configuration and the list of peers are gone.')
}
