// How the procedures of a product are grouped, in the menu and on the landing page: by what brings a reader to them.
// Each product says so in its own file; the names of the groups are words of ours.

import type { Strings } from '../strings.ts'

export type MenuGroup = { readonly label: string; readonly slugs: readonly string[] }

/** The groups as a product's file has them. */
export type Grouping = readonly { readonly group: string; readonly slugs: readonly string[] }[]

/**
 * The pages of a product (`slugs`, without the product's folder) in their groups, only groups that have any. A page that no group
 * names yet stands in a last group of its own, so that none is ever left out.
 */
export function menuOf(grouping: Grouping, slugs: readonly string[], words: Strings['menu']): readonly MenuGroup[] {
  const names: Readonly<Record<string, string>> = words.groups
  const named = grouping.flatMap((each) => each.slugs)
  return [
    ...grouping.map((each) => ({
      label: names[each.group] ?? each.group,
      slugs: each.slugs.filter((slug) => slugs.includes(slug)),
    })),
    { label: words.more, slugs: slugs.filter((slug) => slug !== 'index' && !named.includes(slug)) },
  ].filter((each) => each.slugs.length > 0)
}
