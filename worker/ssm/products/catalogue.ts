// The products of lab 2: what each calls itself, and which licences its usage asks for (document 217212).

import type { Device, Usage } from '../licensing.ts'

/** Prime Infrastructure and Unified CM. */
export type Family = 'prime' | 'cucm'

/** How one kind of product words itself. `label` is the type as the product's own page names it. */
export type Entitlement = {
  readonly license: string
  readonly label: string
  readonly description: string
  readonly isForUsersOnly: boolean // of Unified CM: no device without a user takes one
}

/**
 * Both kinds of product, as their pages name them, with the licences they may ask for in the order of their usage table
 * (SSM-43).
 */
export const PRODUCTS: {
  readonly [family in Family]: {
    readonly title: string
    readonly productType: string
    readonly entitlements: readonly Entitlement[]
  }
} = {
  prime: {
    title: 'Prime Infrastructure',
    productType: 'SDNMGMT',
    entitlements: [
      prime('Assurance Lic.', 'The Assurance license'),
      prime('BASE Lic.', 'The Base license'),
      prime('Lifecycle Lic.', 'The Lifecycle license'),
      prime('UCS Server MGMT Lic.', 'The Data Center license'),
      prime('UCS VM', 'The Data Center Hypervisor license'),
    ],
  },
  cucm: {
    title: 'Cisco Unified CM Administration',
    productType: 'UCL',
    entitlements: [
      cucm('CUWL', 'UC Manager CUWL License (12.x)'),
      cucm('Enhanced Plus', 'UC Manager Enhanced Plus License (12.x)'),
      cucm('Enhanced', 'UC Manager Enhanced License (12.x)'),
      cucm('Basic', 'UC Manager Basic License (12.x)'),
      cucm('Essential', 'UC Manager Essential License (12.x)'),
      cucm('TelePresence Room', 'UC Manager Telepresence Room License (12.x)'),
    ],
  },
}

function prime(name: string, description: string): Entitlement {
  const license = `Prime Infrastructure 3.x, ${name}`
  return { license, label: license, description, isForUsersOnly: false }
}

function cucm(label: string, license: string): Entitlement {
  return { license, label, description: '', isForUsersOnly: label === 'Enhanced Plus' }
}

/** What a product asks for, licence by licence, from counts by the labels of its page. */
export const usageOf = (family: Family, counts: { readonly [label: string]: number }): readonly Usage[] =>
  PRODUCTS[family].entitlements.map(({ license, label }) => ({ license, count: counts[label] ?? 0 }))

const TAGS: { readonly [family in Family]: string } = { prime: 'PRIME_INFRASTRUCTURE_3.x', cucm: 'UC_MANAGER_12.x' }

/** What a product says of itself when it registers; product tags are ours. */
export const deviceOf = (family: Family, host: string): Device => ({
  hostName: host,
  productName: family === 'prime' ? 'Prime Infrastructure' : 'Cisco Unified Communications Manager',
  productDescription: family === 'prime' ? 'Cisco Prime Infrastructure' : 'Cisco Unified Communications Manager (12.x)',
  productTagName: TAGS[family],
  udiPid: family === 'prime' ? 'PI-SOFTWARE' : '',
  udiSerialNumber: family === 'prime' ? host : '',
})

/** The name under which a product registers. */
export const instanceName = (family: Family, host: string): string =>
  family === 'prime' ? `UDI_PID:PI-SOFTWARE; UDI_SN:${host};` : host
