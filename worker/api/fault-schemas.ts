// Every kind of fault that can be laid, as the contract has it.

import { z } from '@hono/zod-openapi'

const NodeName = z.string().min(1).max(40)
const Network = z.string().max(20).optional()
const Between = { a: NodeName, b: NodeName }
const DnsName = z
  .string()
  .max(253)
  .regex(
    /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)*$/,
    'use labels of letters, digits, hyphens and underscores, separated by dots',
  )

const FAULTS = [
  z.strictObject({ kind: z.literal('link-down'), ...Between, network: Network }),
  z.strictObject({ kind: z.literal('link-one-way'), from: NodeName, to: NodeName, network: Network }),
  z.strictObject({ kind: z.literal('latency'), ...Between, ms: z.int().min(1).max(60_000) }),
  z.strictObject({ kind: z.literal('loss'), ...Between, percent: z.int().min(1).max(100) }),
  z.strictObject({ kind: z.literal('nat'), ...Between }),
  z.strictObject({
    kind: z.literal('port-blocked'),
    node: NodeName,
    ports: z.array(z.int().min(1).max(65_535)).min(1).max(16),
  }),
  z.strictObject({ kind: z.literal('power-off'), node: NodeName }),
  z.strictObject({ kind: z.literal('disk-full'), node: NodeName }),
  z.strictObject({ kind: z.literal('database-stopped'), node: NodeName }),
  z.strictObject({
    kind: z.literal('resource-fails'),
    node: NodeName,
    resource: z.string().min(1).max(40),
    operation: z.string().min(1).max(40),
  }),
  z.strictObject({ kind: z.literal('clock-skew'), node: NodeName, seconds: z.int().min(-315_360_000).max(315_360_000) }),
  z.strictObject({
    kind: z.literal('certificate'),
    node: NodeName,
    problem: z.enum(['expired', 'not-yet-valid', 'wrong-name', 'common-name-only', 'unknown-issuer', 'wrong-key', 'revoked']),
  }),
  z.strictObject({ kind: z.literal('dns-missing'), name: DnsName }),
  z.strictObject({ kind: z.literal('dns-record'), name: DnsName, address: z.union([z.ipv4(), z.ipv6()]) }),
  z.strictObject({ kind: z.literal('ntp-unreachable'), node: NodeName }),
  z.strictObject({ kind: z.literal('upstream-unreachable') }),
] as const

/** Every kind of fault there is. */
export const FAULT_KINDS: readonly string[] = FAULTS.map(({ shape }) => shape.kind.value)

export const Fault = z
  .discriminatedUnion('kind', FAULTS, {
    error: (issue) => (issue.code === 'invalid_union' ? `kind must be one of ${FAULT_KINDS.join(', ')}` : undefined),
  })
  .openapi('Fault')

export const PlacedFault = z
  .union(FAULTS.map(({ shape }) => z.strictObject({ id: z.string(), ...shape })))
  .openapi('PlacedFault', { description: 'A fault with the id under which it was laid.' })
