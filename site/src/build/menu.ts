// How the procedures of a product are grouped, in the menu and on the landing page: by what brings a reader to them.

export type MenuGroup = { readonly label: string; readonly slugs: readonly string[] }

const GROUPS: Readonly<Record<string, readonly MenuGroup[]>> = {
  expressway: [
    { label: 'Form', slugs: ['create-a-cluster', 'switch-h323-on', 'map-addresses'] },
    { label: 'Secure', slugs: ['change-to-fqdns', 'enforce-tls-verification', 'renew-a-server-certificate'] },
    {
      label: 'Change',
      slugs: [
        'change-the-primary',
        'remove-a-live-peer',
        'replace-a-peer',
        'replace-and-migrate-a-peer',
        'change-a-peers-identity',
        'disband-a-cluster',
      ],
    },
    { label: 'Run', slugs: ['use-maintenance-mode', 'restart-a-cluster', 'upgrade-a-cluster'] },
    {
      label: 'Recover',
      slugs: [
        'take-over-from-a-dead-primary',
        'remove-a-dead-peer',
        'recover-a-peer',
        'resolve-a-replication-conflict',
        'rebuild-a-failed-database',
        'rebuild-a-cluster-from-backups',
        'update-a-stale-system-key',
        'cancel-a-factory-reset',
        'recover-from-a-failed-factory-reset',
        'reset-by-script',
      ],
    },
  ],
  ssm: [
    { label: 'Deploy', slugs: ['deploy-a-pair'] },
    { label: 'Fail over', slugs: ['fail-over-and-fall-back', 'synchronize-an-account-through-failover'] },
    { label: 'Register', slugs: ['register-products-on-the-virtual-ip', 'register-products-during-failover'] },
    { label: 'Upgrade', slugs: ['upgrade-a-pair', 'migrate-to-the-next-major-release'] },
    { label: 'Downgrade', slugs: ['downgrade-to-stand-alone', 'finish-a-downgrade'] },
    {
      label: 'Recover',
      slugs: ['recover-from-a-crash', 'recover-a-failed-database', 'recover-a-lost-heartbeat-link', 'recover-from-split-brain'],
    },
  ],
}

/**
 * The pages of a product (`slugs`, without the product's folder) in their groups, only groups that have any. A page that no group
 * names yet stands in a last group of its own, so that none is ever left out.
 */
export function menuOf(product: string, slugs: readonly string[]): readonly MenuGroup[] {
  const groups = GROUPS[product] ?? []
  const named = groups.flatMap((group) => group.slugs)
  return [
    ...groups.map((group) => ({ ...group, slugs: group.slugs.filter((slug) => slugs.includes(slug)) })),
    { label: 'More', slugs: slugs.filter((slug) => slug !== 'index' && !named.includes(slug)) },
  ].filter((group) => group.slugs.length > 0)
}
