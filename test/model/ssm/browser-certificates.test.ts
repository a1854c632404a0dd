// Certificates for browsers, and the authorities beside them.

import { describe, expect, test } from 'vitest'
import { pemOf } from '../../../worker/kernel/bytes.ts'
import { instant } from '../../../worker/kernel/time.ts'
import { bundleIn } from '../../../worker/kernel/x509/bundle.ts'
import { issue } from '../../../worker/kernel/x509/certificate.ts'
import { ecKeyFrom, pkcs8Of, publicKeyOf } from '../../../worker/kernel/x509/key.ts'
import { requestIn } from '../../../worker/kernel/x509/request.ts'
import { lab2, pem, textOf } from './certificates.ts'
import { PRIMARY, pageOf, press, SECONDARY, settle, typeAll } from './pair.ts'

describe('[SSM-31] certificates for browsers', () => {
  const authority = { name: [{ type: 'CN', value: 'Example CA' }], key: ecKeyFrom('ca'), publicKey: publicKeyOf(ecKeyFrom('ca')) }
  const terms = {
    serial: '11',
    notBefore: instant('2021-01-01T00:00:00Z'),
    notAfter: instant('2023-06-05T00:00:00Z'),
    alternativeNames: [],
  }
  const authorityPem = pemOf(
    'CERTIFICATE',
    issue({ ...terms, subject: authority.name, publicKey: authority.publicKey, authority: { pathLength: null } }, authority),
  )

  test('a signing request is signed elsewhere and the certificate added; one for another key is not taken', () => {
    const lab = lab2()
    const csr = textOf(
      press(lab, PRIMARY, 'generate-browser-csr', { common_name: 'ssm.example.com', subject_alternative_names: '10.0.1.14', organization: 'Example', country: 'no' }),
    )
    const asked = requestIn(bundleIn(csr).blocks[0]?.der as never)
    expect(asked?.subject.map(({ type, value }) => `${type}=${value}`)).toEqual(['C=NO', 'O=Example', 'CN=ssm.example.com'])
    expect(asked?.alternativeNames.map(({ value }) => value)).toEqual(['ssm.example.com', '10.0.1.14'])
    const signed = (key: NonNullable<typeof asked>['publicKey']) =>
      pemOf('CERTIFICATE', issue({ ...terms, subject: asked?.subject ?? [], publicKey: key, authority: null }, authority))
    const add = (certificate: string, key = '') => press(lab, PRIMARY, 'add-browser-certificate', { certificate, key })
    expect(add(signed(publicKeyOf(ecKeyFrom('other'))))).toMatchObject({ is: 'refused', messages: [expect.stringContaining('another key')] })
    expect(add(authorityPem)).toMatchObject({ is: 'refused', messages: [expect.stringContaining('certificate authority')] })
    expect(add('no certificate')).toMatchObject({ is: 'refused' })
    expect(add(signed(publicKeyOf(ecKeyFrom('other'))), pemOf('PRIVATE KEY', pkcs8Of(ecKeyFrom('third'))))).toMatchObject({ is: 'refused' })
    expect(add(signed(asked?.publicKey as never))).toMatchObject({ is: 'acted' })
    const rows = pageOf(lab, PRIMARY, 'security').tables.find(({ id }) => id === 'browser-certificates')?.rows
    expect(rows).toEqual([['localhost (Default Certificate)', '2022-JUN-06'], ['ssm.example.com', '2023-JUN-05']])
  }) // biome-ignore format: what is asked and answered

  test('authorities are added and deleted, and are there after a failover', () => {
    const lab = lab2()
    const rows = (node: string) => pageOf(lab, node, 'security').tables.find(({ id }) => id === 'ca-certificates')
    expect(press(lab, PRIMARY, 'add-ca-certificate', { certificate: pem('lab2') })).toMatchObject({ is: 'refused' })
    expect(press(lab, PRIMARY, 'add-ca-certificate', { certificate: authorityPem })).toMatchObject({ is: 'acted' })
    typeAll(lab, PRIMARY, ['ha_cluster_stop'])
    settle(lab)
    expect(rows(SECONDARY)?.rows).toEqual([['Example CA', '2023-JUN-05', 'Actions']])
    const id = rows(SECONDARY)?.actions[0]?.[0]?.body.id as string
    expect(press(lab, SECONDARY, 'delete-ca-certificate', { id: 'none' })).toMatchObject({ is: 'refused' })
    expect(press(lab, SECONDARY, 'delete-ca-certificate', { id })).toMatchObject({ is: 'acted' })
    expect(rows(SECONDARY)?.rows).toEqual([])
  })
})
