// What a JSON schema asks for, on a line or a few, as TypeScript would write it: what a reader of the API wants to see first.

export type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: { readonly [name: string]: Schema }
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
}
export type Schemas = { readonly [name: string]: Schema }

const ENUM_SHOWN_MAX = 6

/** The shape of a value. Below `depth` levels of objects only their names, or that they are objects, are said. */
export function shapeOf(schema: Schema, schemas: Schemas, depth: number): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(/^.*\//, '')
    const known = schemas[name]
    return known === undefined ? name : shapeOf(known, schemas, depth)
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined)
    return [
      ...schema.enum.slice(0, ENUM_SHOWN_MAX).map((each) => JSON.stringify(each)),
      ...(schema.enum.length > ENUM_SHOWN_MAX ? ['…'] : []),
    ].join(' | ')
  const alternatives = schema.oneOf ?? schema.anyOf
  if (alternatives !== undefined)
    return [...new Set(alternatives.map((each) => shapeOf(each, schemas, depth)))].join(
      alternatives.some(isObject) ? '\n| ' : ' | ',
    )
  if (schema.allOf !== undefined) return schema.allOf.map((each) => shapeOf(each, schemas, depth)).join(' & ')
  if (schema.properties !== undefined) return depth === 0 ? '{ … }' : objectOf(schema, schemas, depth - 1)
  if (schema.type === 'array') return schema.items === undefined ? '[…]' : `[${shapeOf(schema.items, schemas, depth)}]`
  if (schema.type === 'object') return '{ … }'
  if (schema.format === 'binary') return 'bytes'
  return typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? 'any')
}

const isObject = (schema: Schema): boolean => schema.$ref !== undefined || schema.properties !== undefined

function objectOf({ properties = {}, required = [] }: Schema, schemas: Schemas, depth: number): string {
  const members = Object.entries(properties).map(
    ([name, each]) => `${name}${required.includes(name) ? '' : '?'}: ${shapeOf(each, schemas, depth)}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** Only the names of what an object holds: enough to know where to look in an answer. */
export function membersOf(schema: Schema, schemas: Schemas): string {
  if (schema.$ref !== undefined) return membersOf(schemas[schema.$ref.replace(/^.*\//, '')] ?? {}, schemas)
  if (schema.properties === undefined) return shapeOf(schema, schemas, 1)
  return `{ ${Object.keys(schema.properties).join(', ')} }`
}
