// Lab 2 and its products, and short words for what is done to them.

import { expect } from 'vitest'
import { type Lab, openLab } from '../../../worker/kernel/runtime.ts'
import { ssm } from '../../../worker/ssm/index.ts'
import { LAB2_ACCOUNT, LAB2_TOKEN } from '../../../worker/ssm/templates/lab2-products.ts'
import { PRIMARY, press, settle, type, view } from './pair.ts'

/** The virtual IP of lab 2. */
export const VIP = '10.0.1.14'

/** Where products of lab 2 register by Smart Call Home. */
export const CALL_HOME = `https://${VIP}/Transportgateway/services/DeviceRequestHandler`

/** Lab 2 before any product has registered. */
export const lab2 = (): Lab => openLab(ssm, 'ssm-lab2-unregistered')

/** Lab 2 with its first two products registered. */
export const registered = (): Lab => openLab(ssm, 'ssm-lab2')

type ProductView = {
  readonly registration: string
  readonly why: string
  readonly authorization: string
  readonly overageDays: number | null
}

/** What a product shows of its registration. */
export const product = (lab: Lab, node: string) => view(lab, node) as unknown as ProductView
type Counted = { readonly name: string; readonly inUse: number; readonly balance: number; readonly alert: string }

/** A node's licences. */
export const licenses = (lab: Lab, node: string) => (view(lab, node) as unknown as { licenses: readonly Counted[] }).licenses

/** The names of a node's product instances. */
export const instances = (lab: Lab, node: string) =>
  (view(lab, node) as unknown as { productInstances: readonly { readonly name: string }[] }).productInstances.map(
    ({ name }) => name,
  )

/** Saves the Host Common Name on the primary. */
export const setName = (lab: Lab, name: string) =>
  expect(lab.ask(PRIMARY, { op: 'save', page: 'security', fields: { host_common_name: name } })).toMatchObject({ is: 'page' })

/** Synchronises the account of lab 2 and waits for it. */
export const synchronise = (lab: Lab, node = PRIMARY) => {
  press(lab, node, 'synchronize-account', { account: LAB2_ACCOUNT })
  settle(lab)
}

/** Sets the transport of a product, registers it with a token, and waits for it. */
export const register = (lab: Lab, node: string, url = CALL_HOME, token = LAB2_TOKEN) => {
  expect(lab.ask(node, { op: 'save', page: 'transport', fields: { mode: 'Transport Gateway', url } })).toMatchObject({
    is: 'page',
  })
  expect(press(lab, node, 'register', { token })).toMatchObject({ is: 'acted' })
  settle(lab)
}

/** Types a line and waits until nothing is under way. */
export const onCluster = (lab: Lab, node: string, line: string) => {
  type(lab, node, line)
  settle(lab)
}

/** Licences in use before the failover of lab 2. */
export const BEFORE = {
  'Prime Infrastructure 3.x, BASE Lic.': 1,
  'Prime Infrastructure 3.x, Lifecycle Lic.': 34,
  'UC Manager Enhanced License (12.x)': 3,
  'UC Manager Enhanced Plus License (12.x)': 1,
  'UC Manager Telepresence Room License (12.x)': 1,
}

/** The same after it. */
export const AFTER = {
  'Prime Infrastructure 3.x, Assurance Lic.': 2,
  'Prime Infrastructure 3.x, BASE Lic.': 2,
  'Prime Infrastructure 3.x, Lifecycle Lic.': 48,
  'UC Manager Basic License (12.x)': 2,
  'UC Manager Enhanced License (12.x)': 47,
  'UC Manager Enhanced Plus License (12.x)': 1,
  'UC Manager Essential License (12.x)': 4,
  'UC Manager Telepresence Room License (12.x)': 1,
}

/** Licences in use, by name. */
export const used = (lab: Lab, node: string) => Object.fromEntries(licenses(lab, node).map(({ name, inUse }) => [name, inUse]))

/** The product instances of lab 2, as the tab lists them. */
export const NAMES = ['UDI_PID:PI-SOFTWARE; UDI_SN:annanr-39;', 'UDI_PID:PI-SOFTWARE; UDI_SN:pi37;', 'cucmpub', 'cucm-pub-30']
