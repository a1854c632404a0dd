// Applies the changes of the live socket (RFC 6902) to the snapshot at hand. What a change does not
// touch stays the same object, so a component that shows only that does not draw again.

import type { Json } from '@worker/kernel/machine.ts'

export type PatchOperation = {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
  readonly path: string
  readonly from?: string
  readonly value?: Json
}

/** The document after all operations. Throws where one does not fit: the reader is then out of step and starts anew. */
export function applyPatch(document: Json, operations: readonly PatchOperation[]): Json {
  return operations.reduce((before, operation) => {
    const path = stepsOf(operation.path)
    switch (operation.op) {
      case 'add':
      case 'replace':
        return write(before, path, operation.value ?? null, operation.op === 'add')
      case 'remove':
        return drop(before, path)
      case 'copy':
        return write(before, path, read(before, stepsOf(operation.from ?? '')), true)
      case 'move': {
        const from = stepsOf(operation.from ?? '')
        return write(drop(before, from), path, read(before, from), true)
      }
      case 'test':
        return before
      default:
        throw new Error(`no operation ${String(operation.op)}`)
    }
  }, document)
}

const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

function read(document: Json, path: readonly string[]): Json {
  let at: Json | undefined = document
  for (const step of path) at = (at as Record<string, Json> | undefined)?.[step]
  if (at === undefined) throw new Error(`nothing at /${path.join('/')}`)
  return at
}

function write(document: Json, [step, ...rest]: readonly string[], value: Json, insert: boolean): Json {
  if (step === undefined) return value
  if (Array.isArray(document)) {
    const items: Json[] = [...document]
    const index = step === '-' ? items.length : Number(step)
    if (!Number.isInteger(index) || index > items.length) throw new Error(`no place ${step} in a list of ${items.length}`)
    if (rest.length > 0) items[index] = write(items[index] ?? null, rest, value, insert)
    else items.splice(index, insert ? 0 : 1, value)
    return items
  }
  const object = objectAt(document, step)
  return { ...object, [step]: rest.length === 0 ? value : write(object[step] ?? null, rest, value, insert) }
}

function drop(document: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined) return null
  if (Array.isArray(document)) {
    const items: Json[] = [...document]
    if (rest.length > 0) items[Number(step)] = drop(items[Number(step)] ?? null, rest)
    else items.splice(Number(step), 1)
    return items
  }
  const object = objectAt(document, step)
  if (rest.length > 0) return { ...object, [step]: drop(object[step] ?? null, rest) }
  const { [step]: _gone, ...others } = object
  return others
}

function objectAt(document: Json, step: string): { readonly [key: string]: Json } {
  if (document === null || typeof document !== 'object') throw new Error(`nothing to hold ${step}`)
  return document as { readonly [key: string]: Json }
}
