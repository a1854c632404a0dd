// Where an operation on an Expressway holds passwords, and what stands there when it is written down: the seal of an
// account's with its measure, the key that a backup's comes to, the token of a registration, the public half of a private
// key. Whatever the surface, none gets into a journal, a state or an export.

import type { Content, HttpRequest } from '../kernel/http.ts'
import { keyless } from '../kernel/keyless.ts'
import type { Json } from '../kernel/plain.ts'
import type { Product } from '../kernel/product.ts'
import type { Sealer } from '../kernel/seal.ts'
import { keyTextForFile, keyTextForNew } from './backup-key.ts'
import { held, measureOf } from './password-policy.ts'
import { isToken } from './smart-account.ts'

type Fields = readonly (readonly [name: string, value: string])[]

/** Names of what is secret, on pages, in forms, in commands and in JSON: password, backup_password, RsaKey … */
const SECRET = /password|^rsakey$|^(?:id)?token$/i

/** On the command line the token of a registration stands after the last word of one command too. */
const SECRET_PARAMETER = /password|^rsakey$|^(?:id)?token$|reregister$/i

// What is no token is nothing secret, and has to show as such.
function hiding(name: string, owner: string, value: string, seal: Sealer): string {
  if (/token$|reregister$/i.test(name)) return isToken(value.trim()) ? seal(owner, value) : value
  // A current password is only compared; of a new one the policy has to know what it is made of.
  return value === '' || /current/i.test(name) ? seal(owner, value) : held(seal(owner, value), measureOf(value))
}

export const sealed: NonNullable<Product['sealed']> = (asked, seal, entropy) => {
  const operation = keyless(asked)
  const backup = (password: string, file: string | undefined) =>
    file === undefined || file === '' ? keyTextForNew(password, entropy) : keyTextForFile(password, file)
  switch (operation.op) {
    case 'act': {
      const { action, body } = operation
      const given = Object.entries(body).filter((each): each is [string, string] => typeof each[1] === 'string')
      const hidden = /backup|restore/.test(action) ? backupFields(given, backup) : accountFields(given, seal)
      return { ...operation, body: { ...body, ...Object.fromEntries(hidden) } }
    }
    case 'console':
      return { ...operation, line: lineSealed(operation.line, seal) }
    case 'http':
      return { ...operation, request: requestSealed(operation.request, seal, backup) }
    default:
      return operation
  }
}

type Backup = (password: string, file: string | undefined) => string

const firstOf = (fields: Fields, name: string): string | undefined => fields.find(([each]) => each.toLowerCase() === name)?.[1]

// A current password is that of whoever asks, any other one that of the account named.
const accountFields = (fields: Fields, seal: Sealer, who = ''): Fields => {
  const owner = (firstOf(fields, 'name') ?? firstOf(fields, 'username') ?? '').trim()
  return fields.map(([name, value]) => [
    name,
    SECRET.test(name) ? hiding(name, /current/i.test(name) ? who : owner, value, seal) : value,
  ])
}

const backupFields = (fields: Fields, backup: Backup): Fields =>
  fields.map(([name, value]) => [name, SECRET.test(name) ? backup(value, firstOf(fields, 'file')) : value])

/** Commands that take a secret, up to where their parameters begin. */
const TAKES_SECRET = /^\s*xcom\w*\s+(?:admin\s*account\s*add|credential\s*add|license\s*smart\s*(?:re)?register)\b/i

// `xCommand AdminAccountAdd Name: "bob" Password: "…"`, and whatever else takes a password; read as commands are. What
// stands there without a parameter's name is refused later: it may be a password all the same.
function lineSealed(line: string, seal: Sealer): string {
  const owner = /\bname:\s*("[^"]*"|\S+)/i.exec(line)?.[1] ?? ''
  const command = TAKES_SECRET.exec(line)?.[0]
  if (command === undefined) return parametersSealed(line, owner, seal)
  const rest = line
    .slice(command.length)
    .replaceAll(/(\w+:\s*(?:"[^"]*"?|\S+))|"[^"]*"?|[^\s:?]\S*/g, (word, named?: string) =>
      named === undefined ? `"${seal('', unquoted(word))}"` : word,
    )
  return parametersSealed(command + rest, owner, seal)
}

function parametersSealed(line: string, owner: string, seal: Sealer): string {
  return line.replaceAll(/(\w+)(:\s*)("[^"]*"?|\S+)/g, (parameter, name: string, colon: string, value: string) =>
    SECRET_PARAMETER.test(name) ? `${name}${colon}"${hiding(name, unquoted(owner), unquoted(value), seal)}"` : parameter,
  )
}

const unquoted = (text: string): string => text.replace(/^"([^"]*)"?$/, '$1')

function requestSealed(request: HttpRequest, seal: Sealer, backup: Backup): HttpRequest {
  const query = request.query.map(([name, value]) => [name, xmlSealed(value, seal)] as const)
  const { body } = request
  return { ...request, query, body: body !== null && 'text' in body ? bodySealed(request, body.text, seal, backup) : body }
}

function bodySealed({ headers, path, claim }: HttpRequest, text: string, seal: Sealer, backup: Backup): Content {
  if ((headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    const fields: Fields = [...new URLSearchParams(text)].map(([name, value]) => [name, xmlSealed(value, seal)])
    const hidden = path.includes('backup') ? backupFields(fields, backup) : accountFields(fields, seal)
    return fields.some(([name]) => SECRET.test(name)) || text.includes('xmldoc')
      ? { text: new URLSearchParams(hidden.map((each) => [...each])).toString() }
      : { text }
  }
  const object = objectIn(text)
  if (object === null) return { text: xmlSealed(text, seal) }
  const fields = Object.entries(object).filter((each): each is [string, string] => typeof each[1] === 'string')
  if (!fields.some(([name]) => SECRET.test(name))) return { text }
  return { text: JSON.stringify({ ...object, ...Object.fromEntries(accountFields(fields, seal, claim?.name)) }) }
}

// `<Command><AdminAccountAdd><Name>bob</Name><Password>…</Password></AdminAccountAdd></Command>`
function xmlSealed(text: string, seal: Sealer): string {
  const owner = /<name[^>]*>([^<]*)<\/name\s*>/i.exec(text)?.[1]?.trim() ?? ''
  return text.replaceAll(
    /(<(\w*password|idtoken|reregister)\b[^>]*>)([^<]*)(<\/\2\s*>)/gi,
    (_, open: string, name: string, value: string, close: string) => `${open}${hiding(name, owner, value.trim(), seal)}${close}`,
  )
}

function objectIn(text: string): { readonly [name: string]: Json } | null {
  try {
    const read = JSON.parse(text) as Json
    return read !== null && typeof read === 'object' && !Array.isArray(read) ? (read as { [name: string]: Json }) : null
  } catch {
    return null
  }
}
