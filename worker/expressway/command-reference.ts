// What the consoles' commands are for and take, as the reference pages list them: from the same tables that answer `?`.

import type { CommandEntry } from '../kernel/product.ts'
import { COMMANDS, UNMODELLED_COMMANDS } from './console-commands.ts'
import { CONFIGURATION_ENTRIES } from './console-configuration.ts'

const USUAL: readonly CommandEntry[] = [
  { login: null, name: 'eventlog', what: 'Prints the last entries of the event log.', takes: ['<n>: how many'] },
  { login: null, name: 'configlog', what: 'Prints the last entries of the configuration log.', takes: ['<n>: how many'] },
  { login: null, name: 'networklog', what: 'Prints the last entries of the network log.', takes: ['<n>: how many'] },
  {
    login: null,
    name: 'xGetxml',
    what: 'Prints status or configuration as XML.',
    takes: ['<path>: which part, such as /Status/SystemUnit'],
  },
  { login: null, name: 'exit', what: 'Ends the session.', takes: [] },
]

// In our words, after what the guides say each is run for.
const ROOT: readonly CommandEntry[] = [
  {
    login: 'root',
    name: 'factory-reset',
    what: 'Asks what to keep, then puts the system back to its factory state.',
    takes: [],
  },
  {
    login: 'root',
    name: 'clusterdb_destroy_and_purge_data.sh',
    what: 'Destroys the cluster database of this peer with all that it holds. The system must be restarted then.',
    takes: [],
  },
  {
    login: 'root',
    name: 'verify-skey',
    what: 'Says whether the system key fits what this system has stored.',
    takes: [],
  },
  { login: 'root', name: 'ls', what: 'Lists the files that a factory reset needs.', takes: ['<folder>'] },
  { login: 'root', name: 'scp', what: 'Copies the files that a factory reset needs from another peer.', takes: ['<from> <to>'] },
  { login: 'root', name: 'dbxsh', what: null, takes: [] },
  { login: 'root', name: 'exit', what: 'Ends the root session.', takes: [] },
]

// The settings are many: they are gathered by the first word of their path, as the console completes them.
function settings(): readonly CommandEntry[] {
  const groups = [...new Set(CONFIGURATION_ENTRIES.map(({ path }) => path.split(' ')[0] ?? path))]
  return groups.map((group) => ({
    login: null,
    name: `xConfiguration ${group}`,
    what: '',
    takes: CONFIGURATION_ENTRIES.filter(({ path }) => path.split(' ')[0] === group).map(
      ({ path, valueSpace, what }) => `${path.slice(group.length + 1) || group}: ${valueSpace} ${what}`,
    ),
  }))
}

/** Every command that has something said of it, and those that are known by name alone. */
export const COMMAND_REFERENCE: readonly CommandEntry[] = [
  ...USUAL,
  ...COMMANDS.map(({ name, what, parameters }) => ({
    login: null,
    name: `xCommand ${name}`,
    what,
    takes: parameters.map((each) => `${each.name}${each.isRequired ? '(r)' : ''}: ${each.valueSpace}`),
  })),
  ...UNMODELLED_COMMANDS.map((name) => ({ login: null, name: `xCommand ${name}`, what: null, takes: [] })),
  ...settings(),
  ...ROOT,
]
