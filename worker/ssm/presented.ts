// What a server shows to the products that call it: the certificate of an account, or, while a fault of
// certificates lies on the server, one that differs from it in that one respect.

import { base64Of } from '../kernel/bytes.ts'
import { remembered } from '../kernel/remembered.ts'
import { DAY_MS } from '../kernel/time.ts'
import type { Certificate } from '../kernel/x509/certificate.ts'
import { publicKeyOf } from '../kernel/x509/key.ts'
import { referenceTo } from '../kernel/x509/reference.ts'
import type { Account } from './accounts.ts'
import { alternativeNameOf, OTHER_KEY, productCertificate, STRANGER, subjectOf, type Wanted } from './authority.ts'
import { certificateHeld, type Presented, productKey } from './certificates.ts'
import { certificateProblem } from './faults.ts'
import { belongs, certificateOf, keyOf, referenceFor, signer } from './material.ts'
import type { HaState } from './state.ts'

const OTHER_NAME = 'conference.example.com'

/** What a product that calls for this account is shown; null while the account has no certificate. */
export function presented(state: HaState, account: Account): Presented | null {
  const held = certificateHeld(account)
  if (held === null) return null
  const problem = certificateProblem(state)
  const certificate = problem === null ? held : (certificateOf(faulty(`${problem} ${referenceFor(held)}`)) ?? held)
  return {
    certificate,
    isOfAccount: certificate === held,
    hasKey: belongs(productKey(state.database.tables), referenceFor(certificate)),
    isRevoked: problem === 'revoked',
  }
}

const faulty = remembered((problemAndCertificate: string): string => {
  const cut = problemAndCertificate.indexOf(' ')
  const problem = problemAndCertificate.slice(0, cut)
  const held = certificateOf(problemAndCertificate.slice(cut + 1))
  return held === null || held.publicKey === null ? '' : base64Of(variant(problem, held, held.publicKey))
})

function variant(problem: string, held: Certificate, publicKey: NonNullable<Certificate['publicKey']>): Uint8Array {
  const { subject, alternativeNames, notBefore, notAfter } = held
  const wanted: Wanted = { subject, alternativeNames, publicKey, serial: Number.parseInt(held.serial, 16), at: notBefore }
  switch (problem) {
    case 'expired':
      return productCertificate({ ...wanted, at: notBefore - 2 * DAY_MS }, signer(), DAY_MS)
    case 'not-yet-valid':
      return productCertificate({ ...wanted, at: notAfter }, signer())
    case 'wrong-name':
      return productCertificate(
        { ...wanted, subject: subjectOf(OTHER_NAME), alternativeNames: [alternativeNameOf(OTHER_NAME)] },
        signer(),
      )
    case 'unknown-issuer':
      return productCertificate(wanted, signer(STRANGER))
    case 'wrong-key': {
      const other = keyOf(referenceTo(OTHER_KEY))
      return productCertificate({ ...wanted, publicKey: other === null ? publicKey : publicKeyOf(other) }, signer())
    }
    default:
      return held.der
  }
}
