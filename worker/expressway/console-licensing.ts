// The commands of Smart Licensing, as the command reference prints them. EX-05, EX-61.

import type { Answer } from '../kernel/surface.ts'
import type { Command } from './console-command.ts'
import { knowsSmart } from './smart-licensing.ts'
import { leave, registerWith, renewAuth, renewId } from './smart-settings.ts'
import type { Draft } from './state.ts'

const TOKEN_SPACE = '<S: 1, 512>'

const done = (answer: Answer): string | null | { readonly result: readonly string[] } =>
  answer.is === 'acted' ? { result: [`        ${answer.message}`] } : answer.is === 'refused' ? answer.messages.join(' ') : null

const plain = (name: string, what: string, act: (draft: Draft) => Answer): Command => ({
  name,
  what,
  parameters: [],
  isFor: knowsSmart,
  run: (draft) => done(act(draft)),
})

/** The commands. `License Smart Reregister: <token>` has its token after the last word of its name, as the reference prints it. */
export const LICENSING_COMMANDS: readonly Command[] = [
  {
    name: 'LicenseSmart',
    what: 'Registers a product instance again, with the same virtual account or another one.',
    parameters: [{ name: 'Reregister', valueSpace: TOKEN_SPACE, isRequired: true }],
    isFor: knowsSmart,
    run: (draft, { reregister = '' }) => done(registerWith(draft, reregister, true)),
  },
  plain('LicenseSmartDeregister', 'Gives up the registration; what is left of the evaluation period goes on.', leave),
  {
    name: 'LicenseSmartRegister',
    what: 'Registers the product instance with Cisco Smart Software Manager.',
    parameters: [{ name: 'Idtoken', valueSpace: TOKEN_SPACE, isRequired: true }],
    isFor: knowsSmart,
    run: (draft, { idtoken = '' }) => done(registerWith(draft, idtoken, false)),
  },
  plain('LicenseSmartRenewAuth', 'Renews the license authorization, where that failed by itself.', renewAuth),
  plain('LicenseSmartRenewID', 'Renews the registration, where that failed by itself.', renewId),
]
