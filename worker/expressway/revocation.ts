// Maintenance > Security > CRL management: revocation lists that are uploaded by hand, and what follows. EX-14, EX-60.
//
// Which list is whose is judged at the upload, by its signature. A list counts until it is removed or a newer one
// of the same authority is uploaded; when it should have been renewed is shown.

import { base64Of, blocksOf } from '../kernel/bytes.ts'
import type { Json } from '../kernel/machine.ts'
import type { Answer } from '../kernel/surface.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { isSameName, nameText } from '../kernel/x509/name.ts'
import { isListOf, type RevocationList } from '../kernel/x509/revocation.ts'
import { turnOutInvalid } from './admission.ts'
import { dateText, heldCertificate, heldPresented } from './certificate.ts'
import { certificateOfReference, listOfText } from './material.ts'
import { greetFailed } from './mesh.ts'
import { clockOf, type Draft, note, type PeerState, put } from './state.ts'

/** A peer's state is small: so many lists of so many bytes altogether. */
const LISTS_MAX = 4
const DER_BYTES_MAX = 4_000

const refused = (message: string): Answer => ({ is: 'refused', messages: [message] })

/** Which blanks the buttons take. */
export const CRL_PARAMETERS: { readonly [action: string]: readonly string[] } = { 'upload-crl': ['crl'] }

/** What the buttons of the page do. */
export const CRL_ACTIONS: { readonly [action: string]: (draft: Draft, body: { readonly [name: string]: Json }) => Answer } = {
  'upload-crl': (draft, { crl }) =>
    typeof crl === 'string'
      ? upload(draft, crl)
      : { is: 'malformed', errors: [{ pointer: '/crl', message: 'must be the text of revocation lists in PEM format' }] },
  'remove-crl': (draft) => {
    if (listsOf(draft.state).length === 0) return refused('No certificate revocation list was uploaded.')
    replace(draft, [])
    note(draft, 'certificate', 'The uploaded certificate revocation lists were removed.')
    greetFailed(draft)
    return { is: 'acted', message: 'The certificate revocation lists were removed.', files: [] }
  },
}

/** The lists that were uploaded, in their order. */
export const listsOf = ({ identity }: PeerState): readonly RevocationList[] =>
  (identity.revocations ?? []).map(listOfText).filter((each) => each !== null)

function upload(draft: Draft, text: string): Answer {
  const found = blocksOf(text).flatMap(({ label, der }) => (label === '' || label === 'X509 CRL' ? [base64Of(der)] : []))
  if (found.length === 0) return refused('The file holds no certificate revocation list in PEM format.')
  const lists = found.map(listOfText)
  const authorities = authoritiesOf(draft.state)
  const clock = clockOf(draft.state, draft.at)
  for (const list of lists) {
    if (list === null) return refused('The file holds a certificate revocation list that cannot be read.')
    if (!authorities.some((each) => isListOf(list, each)))
      return refused(`The list of ${nameText(list.issuer)} is not signed by an authority that this system knows.`)
    if (list.nextUpdate !== null && clock > list.nextUpdate)
      return refused(`The list of ${nameText(list.issuer)} should have been renewed at ${dateText(list.nextUpdate)}.`)
  }
  // A newer list of an authority stands in the place of its former one.
  const kept = (draft.state.identity.revocations ?? []).filter((each) => {
    const old = listOfText(each)
    return old !== null && lists.every((list) => list === null || !isSameName(list.issuer, old.issuer))
  })
  const all = [...kept, ...found]
  if (all.length > LISTS_MAX || all.join('').length > (DER_BYTES_MAX * 4) / 3)
    return refused(`At most ${LISTS_MAX} certificate revocation lists of ${DER_BYTES_MAX} bytes altogether are kept.`)
  replace(draft, all)
  note(draft, 'certificate', 'A certificate revocation list was uploaded.')
  turnOutInvalid(draft)
  greetFailed(draft)
  return { is: 'acted', message: 'The certificate revocation list was uploaded.', files: [] }
}

function replace(draft: Draft, revocations: readonly string[]): void {
  put(draft, { identity: { ...draft.state.identity, revocations } })
}

// Trusted authorities, and those between them and the certificates that this system has and has seen.
function authoritiesOf({ identity, links }: PeerState): readonly Certificate[] {
  const own = heldCertificate(identity.certificate)?.chain ?? []
  const seen = links.flatMap((link) => heldPresented(link?.certificate ?? null)?.chain ?? [])
  return [...identity.trust, ...own, ...seen]
    .map(certificateOfReference)
    .filter((each) => each !== null)
    .filter(({ isAuthority, version }) => isAuthority ?? version === 1)
}
