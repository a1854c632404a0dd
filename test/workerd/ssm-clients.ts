// Requests as clients of the On-Prem REST API write them, line by line, and what they read of the answers (SSM-60;
// the sources are listed in the register of behaviours). `{{…}}` is what a client has in its configuration or was
// told before; an answer names only what the client reads, and `…` stands for any text.

/** `code`: the status, where the client looks at it. */
export type Exchange = { readonly what: string; readonly request: string; readonly answer: unknown; readonly code?: number }

const JSON_TYPE = 'Content-Type: application/json'
const FORM = 'Content-Type: application/x-www-form-urlencoded'
const BEARER = 'Authorization: Bearer {{token}}'
const ACCOUNT = '/accounts/annanr-ssm-on-prem-8-202105'
const DEFAULT = `${ACCOUNT}/virtual-accounts/Default`
const GRANTED = { access_token: '…', token_type: 'bearer', expires_in: 7200 }

const lines = (...parts: readonly string[]): string => parts.join('\r\n')

/** Every way in which a token is asked for, at both paths. */
export const GRANTS: readonly Exchange[] = ['/oauth/token', '/backend/oauth/token'].flatMap((path) => [
  {
    what: `JSON, client credentials, ${path}`,
    request: lines(`POST ${path} HTTP/1.1`, JSON_TYPE, '', '{"grant_type": "client_credentials", "client_id": "{{id}}", "client_secret": "{{secret}}"}'),
    answer: GRANTED,
  },
  {
    what: `JSON, password, ${path}`,
    request: lines(`POST ${path} HTTP/1.1`, JSON_TYPE, '', '{"grant_type":"password","username":"{{user}}","password":"{{password}}","client_id":"{{id}}","client_secret":"{{secret}}"}'),
    answer: GRANTED,
  },
  {
    what: `form, password, ${path}`,
    request: lines(`POST ${path} HTTP/1.1`, FORM, '', 'grant_type=password&username={{user}}&password={{password}}&client_id={{id}}&client_secret={{secret}}'),
    answer: GRANTED,
  },
  {
    what: `query and an empty body, ${path}`,
    request: lines(`POST ${path}?grant_type=client_credentials&client_id={{id}}&client_secret={{secret}} HTTP/1.1`, 'Content-Length: 0', '', ''),
    answer: GRANTED,
  },
  {
    what: `query and no body at all, ${path}`,
    request: lines(`POST ${path}?grant_type=client_credentials&client_id={{id}}&client_secret={{secret}} HTTP/1.1`, '', ''),
    answer: GRANTED,
  },
]) // biome-ignore format: one line a header

const reading = (base: string): readonly Exchange[] => [
  {
    what: 'virtual accounts',
    request: lines(`GET ${base}${ACCOUNT}/virtual-accounts HTTP/1.1`, 'Accept: application/json', BEARER, '', ''),
    answer: { status: 'SUCCESS', virtualAccounts: [{ name: 'Default', description: '…', isDefault: 'yes' }] },
  },
  {
    what: 'registration tokens',
    request: lines(`GET ${base}${DEFAULT}/tokens HTTP/1.1`, JSON_TYPE, BEARER, '', ''),
    answer: { status: 'SUCCESS', tokens: [{ token: '…', expirationDate: '…', description: 'lab products', exportControlled: 'Allowed', createdBy: 'admin' }] },
  },
  {
    what: 'all licenses',
    request: lines(`POST ${base}${ACCOUNT}/licenses HTTP/1.1`, JSON_TYPE, BEARER, '', '{"limit": -1}'),
    answer: {
      totalRecords: 5,
      status: 'SUCCESS',
      statusMessage: '…',
      licenses: [{ license: 'Prime Infrastructure 3.x, BASE Lic.', virtualAccount: 'Default', quantity: 0, inUse: 1, available: -1, status: 'Out Of Compliance', billingType: 'PREPAID' }],
    },
  },
  {
    what: 'licenses of some virtual accounts, a page of them',
    request: lines(`POST ${base}${ACCOUNT}/licenses HTTP/1.1`, JSON_TYPE, BEARER, '', '{"virtualAccounts":["Default"],"limit":1,"offset":1}'),
    answer: { totalRecords: 5, licenses: [{ license: 'Prime Infrastructure 3.x, Lifecycle Lic.', inUse: 34 }] },
  },
  {
    what: 'licenses with a literal null',
    request: lines(`POST ${base}${ACCOUNT}/licenses HTTP/1.1`, JSON_TYPE, BEARER, '', 'null'),
    answer: { totalRecords: 5 },
  },
  {
    what: 'subscriptions',
    request: lines(`POST ${base}${ACCOUNT}/license-subscriptions HTTP/1.1`, JSON_TYPE, BEARER, '', '{"virtualAccounts":["Default"]}'),
    answer: { licenseSubscriptions: [] },
  },
  {
    what: 'subscriptions that are active, of the default account as a client library names it',
    request: lines(`POST ${base}${ACCOUNT}/license-subscriptions HTTP/1.1`, JSON_TYPE, BEARER, '', '{"status":["Active"],"virtualAccounts":["DEFAULT"]}'),
    answer: { status: 'SUCCESS', licenseSubscriptions: [] },
  },
  {
    what: 'tokens asked for with a user name and a password, by a script that waits for the 403',
    request: lines(`GET ${base}${DEFAULT}/tokens HTTP/1.1`, 'Authorization: Basic d3d0OnNlY3JldA==', '', ''),
    answer: { status: 'ERROR' },
    code: 403,
  },
  {
    what: 'tokens of an account there is not, its name with spaces',
    request: lines(`GET ${base}/accounts/WORLD%20WIDE%20TECHNOLOGY%20INC/virtual-accounts/Default/tokens HTTP/1.1`, BEARER, '', ''),
    answer: { status: 'ERROR', statusMessage: 'There is no account named WORLD WIDE TECHNOLOGY INC.' },
    code: 404,
  },
  {
    what: 'alerts',
    request: lines(`POST ${base}${ACCOUNT}/alerts HTTP/1.1`, JSON_TYPE, BEARER, '', '{"limit":-1}'),
    answer: { totalRecords: 5, alerts: [{ messageType: 'Insufficient Licenses', severity: 'Major', source: '…', message: '…', actionDue: '…', virtualAccount: 'Default' }] },
  },
  {
    what: 'devices of a virtual account',
    request: lines(`GET ${base}${DEFAULT}/devices HTTP/1.1`, BEARER, '', ''),
    answer: { devices: [{ displayName: 'UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39; ', productType: 'SDNMGMT', lastContactDate: '2021-06-20T17:39:00Z', sudi: { udiPid: 'PI-SOFTWARE', udiSerialNumber: 'annanr-39' } }] },
  },
  {
    what: 'devices',
    request: lines(`POST ${base}${ACCOUNT}/devices HTTP/1.1`, JSON_TYPE, BEARER, '', '{"virtualAccounts":["Default"],"limit":50,"offset":0}'),
    answer: { totalRecords: 2, status: 'SUCCESS', devices: [{ hostName: 'annanr-39', licenseUsage: [{ license: '…', quantity: 1 }] }, { hostName: 'cucmpub' }] },
  },
  {
    what: 'satellites',
    request: lines(`POST ${base}/upstream_satellites/accounts HTTP/1.1`, JSON_TYPE, BEARER, '', 'null'),
    answer: { accounts: [{ account_id: 1, domain: '…', name: 'annanr-ssm-on-prem-8-202105', cslu_tenant_url: '…', virtual_accounts: [{ name: 'Default', default: true }] }] },
  },
] // biome-ignore format: one line a request

/** What reads, under both base paths: the same whoever of the pair answers. */
export const READING: readonly Exchange[] = ['/api/v1', '/backend/api/v1'].flatMap(reading)

/** What changes something, in the order in which a client does it. */
export const CHANGING: readonly Exchange[] = [
  {
    what: 'a virtual account, JSON',
    request: lines(`POST /api/v1${ACCOUNT}/virtual-accounts HTTP/1.1`, JSON_TYPE, BEARER, '', '{"name":"Branch","description":"a branch"}'),
    answer: { status: 'SUCCESS', statusMessage: '…' },
  },
  {
    what: 'a virtual account, form',
    request: lines(`POST /backend/api/v1${ACCOUNT}/virtual-accounts HTTP/1.1`, FORM, BEARER, '', 'name=Spare&description=spare'),
    answer: { status: 'SUCCESS', statusMessage: '…' },
  },
  ...['5', '30.0', '"365"'].map((days) => ({
    what: `a registration token of ${days} days`,
    request: lines(`POST /api/v1${DEFAULT}/tokens HTTP/1.1`, JSON_TYPE, BEARER, '', `{"description":"script","expiresAfterDays":${days},"exportControlled":"Not Allowed","numberofUses":3}`),
    answer: { status: 'SUCCESS', statusMessage: '…', tokenInfo: { token: '…', exportControlled: 'Not Allowed' } },
  })),
  {
    what: 'tokens revoked',
    request: lines(`POST /api/v1${DEFAULT}/tokens/revoke HTTP/1.1`, JSON_TYPE, BEARER, '', '{"tokens":["{{registration}}"]}'),
    answer: { tokens: [{ token: '…' }] },
  },
  {
    what: 'a product instance transferred',
    request: lines(`POST /api/v1${DEFAULT}/devices/transfer HTTP/1.1`, JSON_TYPE, BEARER, '', '{"productInstances":[{"sudi":{"suvi":null,"uuid":null,"hostIdentifier":null,"udiPid":"PI-SOFTWARE","udiSerialNumber":"annanr-39","udiVid":null,"macAddress":null},"productTagName":"{{tag}}","targetVirtualAccount":"Branch"}]}'),
    answer: { status: 'SUCCESS', productInstances: [{ targetVirtualAccount: 'Branch' }] },
  },
  {
    what: 'more licenses transferred than there are',
    request: lines(`POST /api/v1${DEFAULT}/licenses/transfer HTTP/1.1`, JSON_TYPE, BEARER, '', '{"licenses":[{"license":"UC Manager Enhanced License (12.x)","licenseType":"PERPETUAL","quantity":1,"targetVirtualAccount":"Branch"}]}'),
    answer: { status: 'ERROR', statusMessage: '…' },
  },
  {
    what: 'an empty virtual account deleted',
    request: lines(`POST /api/v1${ACCOUNT}/virtual-accounts/Spare/delete HTTP/1.1`, JSON_TYPE, BEARER, '', 'null'),
    answer: { status: 'SUCCESS', statusMessage: '…' },
  },
] // biome-ignore format: one line a request
