// `curl` of the console: a request to this server's own web interface or to the virtual IP it holds, answered by the same
// HTTP surface as at the sandbox's own addresses. No other host can be heard from here: what is unknown or cannot be
// reached is refused in curl's own words (7.29, as CentOS 7 has it), and of another node's answer it says that it is not
// modelled (SSM-10).

import { type HttpResponse, type Method, requestOf } from '../../kernel/http.ts'
import { answerHttp } from '../http/index.ts'
import { isIpv4 } from '../network.ts'
import { holdsVip } from '../serving.ts'
import { type HaState, isPaired } from '../state.ts'
import type { Turn } from '../turn.ts'

/** What a line asks of curl. */
type Asked = {
  readonly url: string
  readonly insecure: boolean // -k
  readonly silent: boolean // -s without -S: errors are not printed
  readonly headers: boolean // -i or -I
  readonly method: Method
}

const QUESTIONS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'] satisfies readonly Method[]
const LONG: { readonly [name: string]: string } = {
  '--insecure': 'k',
  '--silent': 's',
  '--show-error': 'S',
  '--include': 'i',
  '--head': 'I',
}

/** What `curl …` prints, its errors among it. Nothing is changed by it. */
export function curl(turn: Turn, words: readonly string[]): string {
  const asked = askedBy(words)
  if (typeof asked === 'string') return asked
  const { url, silent } = asked
  const target = targetOf(url)
  if (target === null) return silent ? '' : `curl: (1) Protocol ${url.split(':')[0]} not supported or disabled in libcurl\n`
  const answer = fetched(turn, asked, target)
  if ('error' in answer) return silent ? '' : `${answer.error}\n`
  return 'unknown' in answer ? `${answer.unknown}\n` : printed(answer.response, asked)
}

function askedBy(words: readonly string[]): Asked | string {
  const flags = new Set<string>()
  const urls: string[] = []
  let method: string | undefined
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? ''
    if (word === '-X' || word === '--request') {
      i += 1
      method = words[i] ?? ''
      continue
    }
    if (!word.startsWith('-')) {
      urls.push(word.replace(/^(["'])(.*)\1$/, '$2'))
      continue
    }
    const short = Object.hasOwn(LONG, word) ? LONG[word] : /^-([ksSiI]+)$/.exec(word)?.[1]
    if (short === undefined) return `curl ${word} is not modelled in this sandbox. Nothing was sent.\n`
    for (const flag of short) flags.add(flag)
  }
  const [url] = urls
  if (url === undefined) return flags.size > 0 || method !== undefined ? NO_URL : TRY_HELP
  if (urls.length > 1) return 'curl of more than one URL is not modelled in this sandbox. Nothing was sent.\n'
  const wanted = method ?? (flags.has('I') ? 'HEAD' : 'GET')
  if (!QUESTIONS.includes(wanted)) return `curl -X ${wanted} is not modelled in this sandbox. Nothing was sent.\n`
  return {
    url,
    insecure: flags.has('k'),
    silent: flags.has('s') && !flags.has('S'),
    headers: flags.has('i') || flags.has('I'),
    method: wanted as Method,
  }
}

const TRY_HELP = "curl: try 'curl --help' or 'curl --manual' for more information\n"
const NO_URL = `curl: no URL specified!\n${TRY_HELP}`

type Target = { readonly isSecure: boolean; readonly host: string; readonly port: number; readonly path: string }

/** Where a URL leads; http:// is understood where no scheme is given. Null: a scheme that is not HTTP. */
function targetOf(url: string): Target | null {
  const [, scheme = 'http', host = '', port, path = ''] =
    /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?:#]*)(?::(\d{1,5}))?([/?][^#]*)?/i.exec(url) ?? []
  if (!/^https?$/i.test(scheme)) return null
  const isSecure = scheme.toLowerCase() === 'https'
  return {
    isSecure,
    host: host.toLowerCase(),
    port: port === undefined ? (isSecure ? 443 : 80) : Number(port),
    path: path.startsWith('/') ? path : `/${path}`,
  }
}

/** What came of a request: an answer, curl's own error, or that who would answer cannot be heard from here. */
type Fetched = { readonly response: HttpResponse } | { readonly error: string } | { readonly unknown: string }

/** The ports at which the web interface answers over TLS: of the products, and of the GUI and the API. */
const TLS_PORTS = [443, 8443]

function fetched(turn: Turn, { insecure, method }: Asked, { isSecure, host, port, path }: Target): Fetched {
  const { state } = turn
  const address = addressOf(state, host)
  if (address === undefined) return { error: `curl: (6) Could not resolve host: ${host}; Unknown error` }
  const failed = (why: string): Fetched => ({ error: `curl: (7) Failed connect to ${host}:${port}; ${why}` })
  const place = placeOf(state, address)
  if (place !== 'here') return place === 'elsewhere' ? { unknown: notHeard(host) } : failed(place)
  if (!TLS_PORTS.includes(port) && (isSecure || port !== 80)) return failed('Connection refused')
  const reading = answerHttp(state, requestOf(method, path), turn.at)
  if (reading.is !== 'http') return failed('Connection refused')
  if (!isSecure && TLS_PORTS.includes(port)) return { error: 'curl: (52) Empty reply from server' }
  if (isSecure && !insecure) return { error: UNTRUSTED }
  return { response: reading.response }
}

// The certificate of the web interface is the server's own, or of an authority that this machine does not trust.
const UNTRUSTED = `curl: (60) Peer's certificate issuer has been marked as not trusted by the user.
More details here: http://curl.haxx.se/docs/sslcerts.html`

const notHeard = (host: string): string =>
  `What another node answers at ${host} is not modelled in this console: ask at its own web interface. Nothing was sent.`

/** The names of a pair stand in the hosts file of its nodes, with their private addresses; all others in the DNS. */
function addressOf({ deployment, surroundings, mode }: HaState, host: string): string | undefined {
  const { node, peer, privateAddress } = deployment
  if (isIpv4(host)) return host
  if (host === 'localhost' || host === node) return host === node && mode === 'paired' ? privateAddress : '127.0.0.1'
  if (host === peer.node && mode === 'paired') return peer.privateAddress
  return Object.hasOwn(surroundings.names, host) ? surroundings.names[host] : undefined
}

/** Where an address leads from this server: to itself, to a node that answers for itself, or why to nobody. */
function placeOf(
  state: HaState,
  address: string,
): 'here' | 'elsewhere' | 'Connection refused' | 'Connection timed out' | 'No route to host' {
  const { deployment, surroundings, peer } = state
  const own = [deployment.publicAddress, deployment.privateAddress, '127.0.0.1']
  // In a pair the web interface is at the virtual IP alone (SSM-04).
  if (own.includes(address)) return isPaired(state) ? 'Connection refused' : 'here'
  if (isPaired(state) && address === deployment.virtualIp) {
    if (holdsVip(state)) return 'here'
    return peer.status !== null && !peer.status.vip ? 'No route to host' : 'elsewhere'
  }
  const neighbour = surroundings.neighbours.find((each) => each.address === address)
  if (neighbour === undefined) return isNear(deployment.publicAddress, address) ? 'No route to host' : 'Connection timed out'
  if (!neighbour.out || !neighbour.in) return 'Connection timed out'
  if (neighbour.node !== deployment.peer.node) return 'elsewhere'
  if (!peer.answers && !peer.tornDown) return 'No route to host'
  return isPaired(state) && !peer.tornDown ? 'Connection refused' : 'elsewhere'
}

const isNear = (one: string, other: string): boolean =>
  one.split('.').slice(0, 3).join('.') === other.split('.').slice(0, 3).join('.')

const PHRASES: { readonly [status: number]: string } = {
  200: 'OK',
  303: 'See Other',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  502: 'Bad Gateway',
}

// A body is printed as it came: where it does not end in a line break, the prompt follows on the same line.
function printed({ status, headers, body }: HttpResponse, { headers: shows, method }: Asked): string {
  const text = 'text' in body ? body.text : ''
  const head = [`HTTP/1.1 ${status} ${PHRASES[status] ?? ''}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', '']
  return `${shows ? head.join('\n') : ''}${method === 'HEAD' ? '' : text}`
}
