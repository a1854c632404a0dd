// Which browser tests and bench run: the one CHROME_PATH names, the system's (without windows where there is
// one, which does the same work with a fifth less of it), or the one from npm.

import { existsSync } from 'node:fs'
import carried from '@sparticuz/chromium'

const SYSTEM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export const executableOf = async (): Promise<string> =>
  process.env.CHROME_PATH ?? SYSTEM.find((path) => existsSync(path)) ?? (await carried.executablePath())
