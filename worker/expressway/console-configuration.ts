// `xConfiguration`: settings shown, explained and changed, one line each.

import type { Json } from '../kernel/machine.ts'
import { withoutMeasures } from './accounts.ts'
import { PEER_FIELDS, saveClustering } from './clustering.ts'
import { CSRF_PROTECTION, ITEMS, type Item } from './configuration.ts'
import { OWN_ITEMS, type OwnItem } from './own-items.ts'
import { ROUTE_PATH, routeLines } from './routes.ts'
import { type Fields, MAINTENANCE_FIELD, type Saved, saveItems, saveMaintenance } from './saving.ts'
import type { Draft, PeerState } from './state.ts'

/** One setting of the command line, and the page field that it stands for. */
type Setting = {
  readonly path: string
  readonly valueSpace: string
  readonly initial: string
  readonly what: string // for its full help
  read(state: PeerState): string // as printed
  /** The fields to save for a value typed, or null when it is not of the value space. */
  fields(typed: string): Fields | null
  readonly page: string
}

const quoted = (value: string): string => JSON.stringify(value)

/** Without its quotes, where it has any. */
const unquote = (typed: string): string => /^"(.*)"$/.exec(typed)?.[1] ?? typed

const whole = (typed: string): number | null => (/^-?\d+$/.test(unquote(typed)) ? Number(unquote(typed)) : null)

// Words of a choice and numbers stand bare, texts in quotes.
const printed = ({ valueSpace }: OwnItem, value: string): string => (valueSpace.startsWith('<S') ? quoted(value) : value)

const own: readonly Setting[] = OWN_ITEMS.filter(({ place }) => place !== 'page').map((item) => ({
  path: item.path,
  valueSpace: item.valueSpace,
  initial: printed(item, item.initial ?? ''),
  what: `${item.section === undefined || item.section === item.label ? '' : `${item.section}: `}${item.label}, of this system alone.`,
  page: item.page,
  read: (state) => printed(item, item.read(state.identity)),
  fields: (typed) => {
    const value = unquote(typed)
    return { [item.key]: item.options?.find((each) => each.toLowerCase() === value.toLowerCase()) ?? value }
  },
}))

const maintenance: Setting = {
  path: 'SystemUnit Maintenance Mode',
  valueSpace: '<On/Off>',
  initial: 'Off',
  what: 'Whether this system takes no new calls and registrations; off again after a restart.',
  page: 'maintenance-mode',
  read: (state) => (state.maintenance ? 'On' : 'Off'),
  fields: (typed) => {
    const found = ['On', 'Off'].find((each) => each.toLowerCase() === unquote(typed).toLowerCase())
    return found === undefined ? null : { [MAINTENANCE_FIELD]: found }
  },
}

const alternates: readonly Setting[] = [
  {
    path: 'Alternates ConfigurationPrimary',
    valueSpace: '<1..6>',
    initial: '1',
    what: 'The number of the peer whose configuration is replicated to all others; the same on every peer.',
    page: 'clustering',
    read: (state) => String(state.saved.configurationPrimary),
    fields: (typed) => (whole(typed) === null ? null : { configuration_primary: whole(typed) }),
  },
  {
    path: 'Alternates Cluster Name',
    valueSpace: '<S: 0,128>',
    initial: '""',
    what: 'The FQDN of the cluster as SRV records have it: letters, digits, hyphens and underscores; the same on every peer.',
    page: 'clustering',
    read: (state) => quoted(state.saved.clusterName),
    fields: (typed) => ({ cluster_name: unquote(typed) }),
  },
  ...PEER_FIELDS.map(
    (name, line): Setting => ({
      path: `Alternates Peer ${line + 1} Address`,
      valueSpace: '<S: 0, 128>',
      initial: '""',
      what: `The address of peer ${line + 1}, an FQDN or an IP address; the same on every peer.`,
      page: 'clustering',
      read: (state) => quoted(state.saved.addresses[line] ?? ''),
      fields: (typed) => ({ [name]: unquote(typed) }),
    }),
  ),
]

// Words of a choice stand bare but for this one, which the reference has in quotes.
const isQuoted = ({ key, kind }: Item): boolean => kind === 'text' || key === CSRF_PROTECTION

const replicated: readonly Setting[] = ITEMS.flatMap((item): Setting[] => (item.kind === 'list' ? [] : [settingOf(item)]))

function valueSpaceOf(item: Exclude<Item, { kind: 'list' }>): string {
  if (item.kind === 'text') return `<S: 0, ${item.lengthMax}>`
  if (item.kind === 'choice' && isQuoted(item)) return `<${item.options.map(quoted).join('/')}>`
  return item.kind === 'choice' ? `<${item.options.join('/')}>` : `<${item.low}..${item.high}>`
}

function settingOf(item: Exclude<Item, { kind: 'list' }>): Setting {
  const shown = (value: Json): string => (isQuoted(item) ? quoted(String(value)) : String(value))
  return {
    path: item.path,
    valueSpace: valueSpaceOf(item),
    initial: shown(item.initial),
    what: `${item.label}, the same on all peers.`,
    page: item.page,
    read: (state) => shown(state.shared.configuration[item.key] ?? item.initial),
    fields: (typed): Fields | null => {
      if (item.kind === 'text') return { [item.key]: unquote(typed) }
      if (item.kind === 'integer') return whole(typed) === null ? null : { [item.key]: whole(typed) }
      const option = item.options.find((each) => each.toLowerCase() === unquote(typed).toLowerCase())
      return option === undefined ? null : { [item.key]: option }
    },
  }
}

export const CONFIGURATION_ENTRIES: readonly Setting[] = [
  ...own.slice(0, 1),
  maintenance,
  ...own.slice(1),
  ...alternates,
  ...replicated,
]

/** Settings of the product that this model answers by the first word of their path only. */
export const UNMODELLED_SETTINGS = [
  'Alarm', 'ApplicationConfiguration', 'CollaborationEdge', 'EdgeConfigServer', 'ErrorReport',
  'ExternalManager', 'Interworking', 'Language', 'License', 'Login', 'NetworkLimits', 'Policy', 'Registration',
  'ResourceUsage', 'Services', 'Transform', 'Traversal', 'XCP',
] // biome-ignore format: one list

// What a list holds is shown entry by entry; entries are made and removed on the pages.
function listLines({ shared }: PeerState): readonly (readonly [string, string])[] {
  const configuration = withoutMeasures(shared.configuration)
  return ITEMS.flatMap((item) => {
    const entries = configuration[item.key]
    if (item.kind !== 'list' || !Array.isArray(entries)) return []
    return (entries as readonly { readonly [name: string]: Json }[]).flatMap((entry, index) =>
      item.columns.map(
        (column) => [`${item.path} ${index + 1} ${column.path}`, quoted(String(entry[column.name] ?? ''))] as const,
      ),
    )
  })
}

const isBelow = (path: string, words: readonly string[]): boolean => {
  const steps = path.toLowerCase().split(' ')
  return words.every((word, index) => steps[index] === word)
}

const wordsOf = (typed: string): readonly string[] =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** Every setting with its path and its value, as printed: strings quoted. */
export const configurationLines = (state: PeerState): readonly (readonly [string, string])[] => [
  ...CONFIGURATION_ENTRIES.map((entry) => [entry.path, entry.read(state)] as const),
  ...routeLines(state.identity),
  ...listLines(state),
]

// Below these a system has as many settings as it has entries, so none while it has no entry.
const LISTS: readonly string[] = [ROUTE_PATH, ...ITEMS.flatMap(({ kind, path }) => (kind === 'list' ? [path] : []))]

/** The settings below a path, or null where there can be none. */
export function listConfiguration(state: PeerState, typed: string): string | null {
  const words = wordsOf(typed)
  const lines = configurationLines(state)
    .filter(([path]) => isBelow(path, words))
    .map(([path, value]) => `*c xConfiguration ${path}: ${value}\n`)
  const isKnown = lines.length > 0 || LISTS.some((path) => isBelow(path, words))
  return isKnown ? `${lines.join('')}\nOK\n` : null
}

/** What is said of a path that leads to nothing: below groups that are modelled the product has more settings than stand here. */
export function unknownSetting(typed: string): string {
  const group = wordsOf(typed).slice(0, 1)
  const isModelled = [...CONFIGURATION_ENTRIES.map(({ path }) => path), ...LISTS].some((path) => isBelow(path, group))
  return isModelled
    ? `"${typed}" is not among the settings that are modelled here; xConfiguration ? lists those`
    : `there is no setting "${typed}"; xConfiguration ? lists them`
}

/** The settings below a path with what they may hold; null where there is none. */
export function configurationHelp(typed: string, isFull: boolean): string | null {
  const found = CONFIGURATION_ENTRIES.filter((entry) => isBelow(entry.path, wordsOf(typed)))
  if (found.length === 0) return null
  const lines = found.map((entry) =>
    isFull
      ? `*h xConfiguration ${entry.path}: ${entry.valueSpace}\n        ${entry.what}\n        Default: ${entry.initial}\n`
      : `*h xConfiguration ${entry.path}: ${entry.valueSpace}\n`,
  )
  return `${lines.join('')}\nOK\n`
}

export function configure(draft: Draft, typedPath: string, typed: string, error: (what: string) => string): string {
  const path = wordsOf(typedPath).join(' ')
  const setting = CONFIGURATION_ENTRIES.find((entry) => entry.path.toLowerCase() === path)
  if (setting === undefined)
    return error(`there is no setting "${typedPath.trim()}" that can be changed here; xConfiguration ? lists them`)
  const fields = setting.fields(typed.trim())
  if (fields === null) return error(`${setting.path} takes ${setting.valueSpace}`)
  const outcome =
    setting.page === 'clustering'
      ? saveClustering(draft, fields, 'cli')
      : setting.page === 'maintenance-mode'
        ? saveMaintenance(draft, fields, 'cli')
        : saveItems(draft, setting.page, fields, 'cli')
  return outcome.is === 'saved' ? '\nOK\n' : error(whyNot(outcome))
}

function whyNot(outcome: Exclude<Saved, { is: 'saved' }>): string {
  switch (outcome.is) {
    case 'refused':
      return outcome.messages.join(' ')
    case 'malformed':
      return outcome.errors.map((each) => each.message).join('; ')
    case 'unknown':
      return `there is no ${outcome.what} ${outcome.name}`
    case 'not-answering':
      return outcome.why
  }
}
