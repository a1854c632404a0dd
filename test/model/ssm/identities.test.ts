// The identity certificate of a product.

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { pemOf } from '../../../worker/kernel/bytes.ts'
import type { Lab } from '../../../worker/kernel/runtime.ts'
import { DAY_MS } from '../../../worker/kernel/time.ts'
import { bundleIn } from '../../../worker/kernel/x509/bundle.ts'
import { isSameKey } from '../../../worker/kernel/x509/key.ts'
import { ROOT } from '../../../worker/ssm/authority.ts'
import type { ProductState } from '../../../worker/ssm/products/state.ts'
import { LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { file, hasOpenssl, lab2, nowOf, pem, textOf } from './certificates.ts'
import { PRIMARY, pageOf, press, settle } from './pair.ts'

describe('[SSM-41] the identity certificate of a product', () => {
  const registered = (): Lab => {
    const lab = lab2()
    lab.ask('pi37', {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://10.0.1.14/SmartTransport' },
    })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    return lab
  }
  const identity = (lab: Lab, node: string): string => textOf(press(lab, node, 'download-identity-certificate', {}))

  test('is issued for a year by the server, as an authority under that of the upstream, and renewed in its second half', () => {
    const lab = registered()
    const [leaf, authority] = bundleIn(identity(lab, 'pi37')).certificates
    expect(leaf).toMatchObject({ subject: [{ type: 'CN', value: 'UDI_PID:PI-SOFTWARE; UDI_SN:pi37;' }], isAuthority: false })
    expect(leaf?.issuer).toEqual(authority?.subject)
    expect(authority).toMatchObject({
      isAuthority: true,
      pathLength: 0,
      issuer: [
        { type: 'O', value: 'Cisco' },
        { type: 'CN', value: 'Cisco Licensing Root CA' },
      ],
    })
    expect((leaf?.notAfter ?? 0) - (leaf?.notBefore ?? 0)).toBe(365 * DAY_MS)
    expect(pageOf(lab, 'pi37', 'licensing').fields.find(({ name }) => name === 'identity_certificate')?.value).toBe(
      'valid until Jun 20, 2022',
    )
    lab.advance(181 * DAY_MS)
    expect(bundleIn(identity(lab, 'pi37')).certificates[0]?.serial).toBe(leaf?.serial)
    lab.advance(31 * DAY_MS)
    const [renewed] = bundleIn(identity(lab, 'pi37')).certificates
    expect(renewed?.serial).not.toBe(leaf?.serial)
    expect(isSameKey(renewed?.publicKey as never, leaf?.publicKey as never)).toBe(true)
    expect(renewed?.notAfter).toBeGreaterThan(nowOf(lab) + 330 * DAY_MS)
    press(lab, 'pi37', 'deregister', {})
    settle(lab)
    expect(press(lab, 'pi37', 'download-identity-certificate', {})).toMatchObject({ is: 'refused' })
  })

  test.skipIf(!hasOpenssl)('of every registered product openssl believes, under the root alone', () => {
    const lab = registered()
    for (const node of ['pi37', 'annanr-39', 'cucmpub']) {
      const [leaf, authority] = bundleIn(identity(lab, node)).certificates
      const verified = spawnSync(
        'openssl',
        ['verify', '-attime', String(Math.floor(nowOf(lab) / 1000)), '-CAfile', file('root.pem', pem(ROOT)), '-untrusted', file('authority.pem', pemOf('CERTIFICATE', authority?.der as Uint8Array)), file('leaf.pem', pemOf('CERTIFICATE', leaf?.der as Uint8Array))],
        { encoding: 'utf8' },
      ) // biome-ignore format: one command line
      expect(verified.stdout + verified.stderr).toContain(': OK')
    }
  })

  test('asked for again over a lossy link it is the same, and no view and no page shows its key', () => {
    const lab = lab2()
    lab.lay('loss', { kind: 'loss', a: PRIMARY, b: 'pi37', percent: 60 })
    lab.ask('pi37', {
      op: 'save',
      page: 'transport',
      fields: { mode: 'Transport Gateway', url: 'https://10.0.1.14/SmartTransport' },
    })
    press(lab, 'pi37', 'register', { token: LAB2_TOKEN })
    settle(lab)
    const { agent } = lab.state('pi37') as ProductState
    expect(agent.status).toBe('Registered')
    expect(agent.certificate?.chain).toHaveLength(2)
    const shown = JSON.stringify([
      lab.snapshot(),
      pageOf(lab, 'pi37', 'licensing'),
      pageOf(lab, PRIMARY, 'licensing-product-instances'),
    ])
    expect(shown).not.toContain(agent.certificate?.key ?? 'none')
  })
})
