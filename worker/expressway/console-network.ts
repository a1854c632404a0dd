// The commands for name and time servers and for static routes. EX-61.

import { type Command, optional, required, whyNot, whyNotSaved } from './console-command.ts'
import { OWN_ITEMS } from './own-items.ts'
import { addRoute, deleteRoute, ROUTE_INTERFACES, ROUTES_MAX } from './routes.ts'
import { saveItems } from './saving.ts'

export const NETWORK_COMMANDS: readonly Command[] = [
  ...serverCommands('DNSServer', 'DNS', 'dns'),
  ...serverCommands('NTPServer', 'NTP', 'time'),
  {
    name: 'RouteAdd',
    what: 'Adds and configures a new IP route (also known as a static route).',
    parameters: [
      required('Address', '<S: 1, 39>'),
      required('PrefixLength', '<0..128>'),
      required('Gateway', '<S: 1, 39>'),
      optional('Interface', `<${ROUTE_INTERFACES.join('/')}>`),
    ],
    run: (draft, { address = '', prefixlength = '', gateway = '', interface: over = 'Auto' }) =>
      whyNot(addRoute(draft, { address, prefixLength: prefixlength, gateway, interface: over }, 'cli')),
  },
  {
    name: 'RouteDelete',
    what: 'Deletes a route.',
    parameters: [required('RouteId', `<1..${ROUTES_MAX}>`)],
    run: (draft, { routeid = '' }) => whyNot(deleteRoute(draft, Number(routeid), 'cli')),
  },
]

function serverCommands(name: string, what: string, page: string): Command[] {
  const article = what === 'NTP' ? 'an NTP' : `a ${what}`
  const lines = OWN_ITEMS.filter((item) => item.page === page && item.key.includes('server'))
  return [
    {
      name: `${name}Add`,
      what: `Adds ${article} server.`,
      parameters: [required('Address', '<S: 1, 128>')],
      run: (draft, { address = '' }) => {
        const line = lines.find((item) => item.read(draft.state.identity) === '')
        if (line === undefined) return `there are ${lines.length} ${what} servers already`
        return whyNotSaved(saveItems(draft, page, { [line.key]: address }, 'cli'))
      },
    },
    {
      name: `${name}Delete`,
      what: `Removes ${article} server.`,
      parameters: [required('Address', '<S: 1, 128>')],
      run: (draft, { address = '' }) => {
        const line = lines.find((item) => item.read(draft.state.identity) === address)
        if (line === undefined) return `${address} is not ${article} server of this system`
        return whyNotSaved(saveItems(draft, page, { [line.key]: '' }, 'cli'))
      },
    },
  ]
}
