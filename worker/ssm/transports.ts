// The URLs under which products reach an account, by transport (HCS guide; Cisco how-to lic221701).

import type { Account } from './accounts.ts'

const SMART_TRANSPORT = '/SmartTransport'
/** The path of legacy products, which speak Smart Call Home (document 217212). */
export const CALL_HOME = '/Transportgateway/services/DeviceRequestHandler'
const csluPath = (account: string): string => `/cslu/v1/pi/${account}-1`

/** The three URLs for an account at a Host Common Name, by what the tab General calls each (SSM-41). */
export const urlsOf = (commonName: string, account: string) => {
  const host = commonName.includes(':') ? `[${commonName}]` : commonName
  return {
    'Smart Transport Registration URL': `https://${host}${SMART_TRANSPORT}`,
    'CSLU Transport URL': `https://${host}${csluPath(account)}`,
    'Smart Call Home Registration URL': `https://${host}${CALL_HOME}`,
  }
}

/** Which transport a path is, for the account that the token names; null for a path nobody serves. */
export function transportOf(path: string, account: Pick<Account, 'id'> | undefined): string | null {
  if (path === CALL_HOME) return 'Smart Call Home'
  if (path === SMART_TRANSPORT) return 'Smart Transport'
  return account !== undefined && path === csluPath(account.id) ? 'CSLU' : null
}
