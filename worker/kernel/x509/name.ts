// Distinguished names: who a certificate is for and who issued it.

import { Name as AsnName, AttributeTypeAndValue, AttributeValue, RelativeDistinguishedName } from '@peculiar/asn1-x509'

/** One attribute of a name; `type` as it is commonly written (CN, O, C …) or an object identifier. */
export type Attribute = { readonly type: string; readonly value: string }
export type Name = readonly Attribute[]

const TYPES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
  '1.2.840.113549.1.9.1': 'emailAddress',
}
const oidOf = (type: string): string => Object.keys(TYPES).find((oid) => TYPES[oid] === type) ?? type

export const nameIn = (name: AsnName): Name =>
  name.flatMap((set) => set.map(({ type, value }) => ({ type: TYPES[type] ?? type, value: value.toString() })))

/** A country is a PrintableString, mail and domain components are IA5Strings, all else is UTF-8 (RFC 5280, 4.1.2.4). */
export const asnName = (name: Name): AsnName =>
  new AsnName(
    name.map(({ type, value }) => {
      const kind =
        type === 'C' || type === 'serialNumber'
          ? { printableString: value }
          : type === 'emailAddress' || type === 'DC'
            ? { ia5String: value }
            : { utf8String: value }
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type: oidOf(type), value: new AttributeValue(kind) })])
    }),
  )

/** `C = NO, O = Apolo, CN = Apolo Root CA`: as OpenSSL prints it. */
export const nameText = (name: Name): string => name.map(({ type, value }) => `${type} = ${quoted(value)}`).join(', ')

const quoted = (value: string): string =>
  /^[# ]|[,+"\\<>;=]| $/.test(value) ? `"${value.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"` : value

export const commonNameOf = (name: Name): string => name.findLast(({ type }) => type === 'CN')?.value ?? ''

/** Whether two names are the same, by the rule of RFC 5280, 7.1: case and repeated white space do not count. */
export const isSameName = (one: Name, other: Name): boolean => canonical(one) === canonical(other)

function canonical(name: Name): string {
  const known = canonicals.get(name)
  if (known !== undefined) return known
  const made = JSON.stringify(name.map(({ type, value }) => [type, value.trim().replaceAll(/\s+/g, ' ').toLowerCase()]))
  canonicals.set(name, made)
  return made
}

const canonicals = new WeakMap<Name, string>()
