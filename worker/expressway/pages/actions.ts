// What the pages' buttons do, Save excepted.

import type { Json } from '../../kernel/machine.ts'
import { pointerPart } from '../../kernel/patch.ts'
import type { Answer } from '../../kernel/surface.ts'
import { ACCOUNT_ACTIONS, ACCOUNT_PARAMETERS } from '../account-actions.ts'
import { acknowledge } from '../alarms.ts'
import { createBackup } from '../backup.ts'
import { diagnosticName, snapshotName } from '../diagnostics/files.ts'
import { addMarker, collectLog, startLogging, stopLogging } from '../diagnostics/logging.ts'
import { knowsMapping, suggestedMappings } from '../mapping.ts'
import { addOptionKey, deleteOptionKey } from '../option-keys.ts'
import { restart, shutDown } from '../power.ts'
import { abortRestore, continueRestore, restoreBackup, uploadBackup } from '../restore.ts'
import { CRL_ACTIONS, CRL_PARAMETERS } from '../revocation.ts'
import { ROUTE_ACTIONS, ROUTE_PARAMETERS } from '../routes.ts'
import { CERTIFICATE_ACTIONS, CERTIFICATE_PARAMETERS } from '../server-certificate.ts'
import { knowsSmart } from '../smart-licensing.ts'
import { LICENSING_ACTIONS, LICENSING_PARAMETERS } from '../smart-settings.ts'
import { type Draft, type PeerState, put } from '../state.ts'
import { install, upload } from '../upgrade.ts'
import { terminateSession } from './sessions.ts'

const ACTIONS = [
  'restart',
  'reboot',
  'shutdown',
  'acknowledge-alarm',
  'suggest-mappings',
  'upgrade',
  'continue-upgrade',
  'backup',
  'restore',
  'upload-backup',
  'continue-restore',
  'abort-restore',
  'start-diagnostic-logging',
  'stop-diagnostic-logging',
  'add-marker',
  'collect-diagnostic-log',
  'download-diagnostic-log',
  'create-snapshot',
  'download-snapshot',
  'add-option-key',
  'delete-option-key',
  'terminate-session',
  ...Object.keys(LICENSING_ACTIONS),
  ...Object.keys(CERTIFICATE_ACTIONS),
  ...Object.keys(CRL_ACTIONS),
  ...Object.keys(ACCOUNT_ACTIONS),
  ...Object.keys(ROUTE_ACTIONS),
]

// Some buttons came with a release that earlier ones know nothing of.
function isKnown(state: PeerState, action: string): boolean {
  if (action === 'suggest-mappings') return knowsMapping(state)
  return !(action in LICENSING_ACTIONS) || knowsSmart(state)
}

// Names that these buttons bore before: sandboxes that were saved then replay what was done by them.
const FORMER: ReadonlyMap<string, string> = new Map([
  ['create-backup', 'backup'],
  ['restore-backup', 'restore'],
])

/** Any button but Save. */
export function act(draft: Draft, asked: string, body: { readonly [name: string]: Json }): Answer {
  const action = FORMER.get(asked) ?? asked
  const known = ACTIONS.filter((each) => isKnown(draft.state, each))
  if (!known.includes(action)) return { is: 'unknown', what: 'action', name: action, known }
  const wanted = PARAMETERS[action] ?? []
  const strange = Object.keys(body).find((name) => !wanted.includes(name))
  if (strange !== undefined)
    return {
      is: 'malformed',
      errors: [
        {
          pointer: `/${pointerPart(strange)}`,
          message: `is not known here; ${action} takes ${wanted.join(', ') || 'nothing'}`,
        },
      ],
    }
  if (action === 'upgrade')
    return typeof body.file === 'string'
      ? upload(draft, body.file)
      : {
          is: 'malformed',
          errors: [{ pointer: '/file', message: 'must be the name of a software file, such as "s42700x14_0_3.tar.gz"' }],
        }
  if (action in LICENSING_ACTIONS) return LICENSING_ACTIONS[action]?.(draft, body) as Answer
  if (action in CERTIFICATE_ACTIONS) return CERTIFICATE_ACTIONS[action]?.(draft, body) as Answer
  if (action in CRL_ACTIONS) return CRL_ACTIONS[action]?.(draft, body) as Answer
  if (action in ACCOUNT_ACTIONS) return ACCOUNT_ACTIONS[action]?.(draft, body) as Answer
  if (action in ROUTE_ACTIONS) return ROUTE_ACTIONS[action]?.(draft, body) as Answer
  if (action in DIAGNOSTICS) return DIAGNOSTICS[action]?.(draft, body) as Answer
  if (action === 'continue-restore') return continueRestore(draft)
  if (action === 'abort-restore') return abortRestore(draft)
  if (action === 'backup' || action === 'restore' || action === 'upload-backup') return backedUp(draft, action, body)
  if (action === 'add-option-key')
    return typeof body.key === 'string' ? addOptionKey(draft, body.key, 'web') : malformed('/key', 'must be a text')
  if (action === 'delete-option-key')
    return typeof body.description === 'string'
      ? deleteOptionKey(draft, body.description, 'web')
      : malformed('/description', 'must be a text')
  if (action === 'terminate-session') return terminateSession(draft, body.session)
  if (action === 'continue-upgrade') return install(draft)
  if (action === 'suggest-mappings') return suggested(draft.state)
  if (action === 'acknowledge-alarm') return acknowledged(draft, body.id)
  if (action === 'shutdown') {
    shutDown(draft)
    return { is: 'acted', message: 'Shutting down', files: [] }
  }
  restart(draft, action === 'restart' ? 'restart' : 'reboot')
  return { is: 'acted', message: action === 'restart' ? 'Restarting' : 'Rebooting', files: [] }
}

const PARAMETERS: { readonly [action: string]: readonly string[] } = {
  'acknowledge-alarm': ['id'],
  upgrade: ['file'],
  backup: ['password'],
  restore: ['file', 'password'],
  'upload-backup': ['file', 'password'],
  'start-diagnostic-logging': ['tcpdump', 'filter_address', 'filter_port'],
  'add-marker': ['marker'],
  'create-snapshot': ['kind'],
  'add-option-key': ['key'],
  'delete-option-key': ['description'],
  'terminate-session': ['session'],
  ...LICENSING_PARAMETERS,
  ...CERTIFICATE_PARAMETERS,
  ...CRL_PARAMETERS,
  ...ACCOUNT_PARAMETERS,
  ...ROUTE_PARAMETERS,
}

function backedUp(draft: Draft, action: 'backup' | 'restore' | 'upload-backup', body: { readonly [name: string]: Json }): Answer {
  const wrong = (PARAMETERS[action] ?? []).filter((name) => typeof body[name] !== 'string')
  if (wrong.length > 0)
    return { is: 'malformed', errors: wrong.map((name) => ({ pointer: `/${name}`, message: 'must be a text' })) }
  const [file, password] = [String(body.file), String(body.password)]
  if (action === 'backup') return createBackup(draft, password)
  return action === 'restore' ? restoreBackup(draft, file, password) : uploadBackup(draft, file, password)
}

// The link only fills the form in, which is there while mapping is on: what it says has to be compared with the
// certificates and saved.
function suggested(state: PeerState): Answer {
  if (!state.shared.addressMapping.enabled)
    return { is: 'refused', messages: ['Mappings are suggested once Cluster address mapping enabled is On and saved.'] }
  const entries = suggestedMappings(state)
  if (entries.length === 0)
    return {
      is: 'refused',
      messages: ['There is nothing to suggest: no peer is listed whose system host name and address are known.'],
    }
  const text = `${entries.map(({ fqdn, ip }) => `${fqdn} ${ip}`).join('\n')}\n`
  return {
    is: 'acted',
    message: `Suggested from system information: ${entries.map(({ fqdn, ip }) => `${fqdn} = ${ip}`).join(', ')}. Compare with the alternative names of the certificates, then save.`,
    files: [{ name: 'address-mappings.txt', type: 'text/plain', text }],
  }
}

function acknowledged(draft: Draft, id: Json | undefined): Answer {
  if (typeof id !== 'string')
    return { is: 'malformed', errors: [{ pointer: '/id', message: 'must be the id of an alarm, a text such as "20007"' }] }
  switch (acknowledge(draft, id)) {
    case 'acknowledged':
      return { is: 'acted', message: `Alarm ${id} acknowledged.`, files: [] }
    case 'already':
      return { is: 'acted', message: `Alarm ${id} was acknowledged before.`, files: [] }
    case 'not-raised':
      return {
        is: 'refused',
        messages: [`Alarm ${id} is not raised on this peer; only a peer's own alarms can be acknowledged on it.`],
      }
  }
}

type Body = { readonly [name: string]: Json }
const malformed = (pointer: string, message: string): Answer => ({ is: 'malformed', errors: [{ pointer, message }] })
const stored = (name: string): Answer => ({
  is: 'acted',
  message: `${name} is ready to download.`,
  files: [{ name, type: 'application/x-gzip', stored: true }],
})

const DIAGNOSTICS: { readonly [action: string]: (draft: Draft, body: Body) => Answer } = {
  'start-diagnostic-logging': (draft, { tcpdump = 'Off', filter_address = '', filter_port = '' }) => {
    if (tcpdump !== 'On' && tcpdump !== 'Off') return malformed('/tcpdump', 'must be "On" or "Off"')
    if (typeof filter_address !== 'string') return malformed('/filter_address', 'must be a text')
    if (typeof filter_port !== 'string' && typeof filter_port !== 'number')
      return malformed('/filter_port', 'must be a number, or "" for every port')
    return startLogging(draft, { tcpdump: tcpdump === 'On', address: filter_address.trim(), port: String(filter_port).trim() })
  },
  'stop-diagnostic-logging': stopLogging,
  'add-marker': (draft, { marker }) =>
    typeof marker === 'string' ? addMarker(draft, marker) : malformed('/marker', 'must be a text'),
  'collect-diagnostic-log': collectLog,
  'download-diagnostic-log': (draft) => {
    const name = diagnosticName(draft.state)
    return name === null ? { is: 'refused', messages: ['Collect the log before it is downloaded.'] } : stored(name)
  },
  'create-snapshot': (draft, { kind }) => {
    if (kind !== 'status' && kind !== 'logs' && kind !== 'full') return malformed('/kind', 'must be "status", "logs" or "full"')
    put(draft, { snapshot: { kind, at: draft.at } })
    return stored(snapshotName(draft.state, { kind, at: draft.at }))
  },
  'download-snapshot': (draft) =>
    draft.state.snapshot
      ? stored(snapshotName(draft.state, draft.state.snapshot))
      : { is: 'refused', messages: ['There is no snapshot; create one first.'] },
}
