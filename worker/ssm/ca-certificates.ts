// CA Certificates: authorities that the server trusts beside its own, for the services it calls (SSM-31).

import { bundleIn } from '../kernel/x509/bundle.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { commonNameOf } from '../kernel/x509/name.ts'
import { certificateOf, type Reference, referenceFor } from './material.ts'
import type { Change, Row, Tables } from './postgres.ts'

type Kept = Row & { readonly certificate: Reference }

/** How many may be added, so that a state cannot grow without end; assumed. */
const AUTHORITIES_MAX = 20

const rowsOf = (tables: Tables): readonly Kept[] => (tables.authorities ?? []) as readonly Kept[]

/** The authorities that were added. */
export const authoritiesOf = (tables: Tables): readonly { readonly id: string; readonly certificate: Certificate }[] =>
  rowsOf(tables).flatMap(({ id, certificate }) => {
    const found = certificateOf(certificate)
    return found === null ? [] : [{ id, certificate: found }]
  })

/** The rows that add the authorities of a PEM file, or why none is added, as a sentence. */
export function addedAuthorities(tables: Tables, text: string): readonly Change[] | string {
  const { certificates, unreadable } = bundleIn(text)
  if (certificates.length === 0) return 'The file holds no certificate in PEM format.'
  if (unreadable > 0) return 'The file holds a certificate that cannot be read.'
  const server = certificates.find(({ isAuthority }) => isAuthority !== true)
  if (server !== undefined) return `The certificate of ${commonNameOf(server.subject)} is not that of a certificate authority.`
  if (rowsOf(tables).length + certificates.length > AUTHORITIES_MAX)
    return `There is no room for more than ${AUTHORITIES_MAX} certificates.`
  return certificates.map((each) => ({
    table: 'authorities',
    id: each.fingerprint,
    row: { id: each.fingerprint, certificate: referenceFor(each) } as Kept,
  }))
}

/** The row that deletes an authority. */
export const dropAuthority = (id: string): Change => ({ table: 'authorities', id, row: null })
