// The product's menu of admin pages: a list beside the page where there is room, a choice above it where there is none.
// The list has the heads of the product's menus; the whole way to a page stands over the page itself.

import type { PageRow } from '../lab/SandboxCalls.ts'
import { fill, say } from '../strings.ts'
import type { PageRows } from './pagesOf.ts'

type Props = {
  readonly node: string
  readonly rows: PageRows
  readonly wanted: string | null
  readonly onChoose: (page: string) => void
}

export function PageMenu({ node, rows, wanted, onChoose }: Props) {
  return (
    <>
      <nav class="cb-admin-nav" aria-label={fill(say.pages.menuOf, { node })}>
        {groupsOf(rows, headOf).map(([group, pages]) => (
          <div key={group}>
            {group !== '' && <p>{group}</p>}
            {pages.map((page) => (
              <button
                type="button"
                key={page.id}
                aria-current={page.id === wanted ? 'page' : undefined}
                onClick={() => onChoose(page.id)}
              >
                {page.title}
              </button>
            ))}
          </div>
        ))}
      </nav>
      <div class="cb-admin-menu">
        <label for={`cb-menu-${node}`}>{say.pages.menu}</label>
        <select id={`cb-menu-${node}`} value={wanted ?? ''} onChange={(event) => onChoose(event.currentTarget.value)}>
          {groupsOf(rows, ({ group }) => group).map(([group, pages]) =>
            group === '' ? (
              pages.map((page) => (
                <option key={page.id} value={page.id}>
                  {page.title}
                </option>
              ))
            ) : (
              <optgroup key={group} label={group}>
                {pages.map((page) => (
                  <option key={page.id} value={page.id}>
                    {page.title}
                  </option>
                ))}
              </optgroup>
            ),
          )}
        </select>
      </div>
    </>
  )
}

const headOf = ({ group }: PageRow): string => group.split(' > ')[0] ?? ''

function groupsOf(rows: PageRows, by: (row: PageRow) => string): readonly (readonly [string, PageRows])[] {
  return [...Map.groupBy(rows, by)]
}
