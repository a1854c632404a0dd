// The admin pages of one node: the product's menu, and the page that is chosen in it.

import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { NotAnswering } from './NotAnswering.tsx'
import { PageAwaited } from './PageAwaited.tsx'
import { PageForm } from './PageForm.tsx'
import { PageMenu } from './PageMenu.tsx'
import { usePageList } from './pagesOf.ts'
import { useStore } from './useStore.ts'

export function AdminPages({ sandbox, node }: { readonly sandbox: LiveSandbox; readonly node: string }) {
  const view = useStore(sandbox.desk.$view)
  const [rows, refusal] = usePageList(sandbox, node)
  const wanted = view?.node === node && view.page !== null ? view.page : (rows[0]?.id ?? null)
  const way = rows.find(({ id }) => id === wanted)?.group ?? ''
  if (refusal !== null) return <NotAnswering problem={refusal} />
  return (
    <div class="cb-admin">
      <PageMenu node={node} rows={rows} wanted={wanted} onChoose={(page) => sandbox.desk.toPage(node, page)} />
      {wanted === null ? (
        <PageAwaited />
      ) : (
        <PageForm key={`${node}/${wanted}`} sandbox={sandbox} node={node} id={wanted} way={way} />
      )}
    </div>
  )
}
