// What a product says on a page, each in its tone.

import type { Page } from '@worker/kernel/surface.ts'

export function Remarks({ of }: { readonly of: Page['messages'] }) {
  return (
    <>
      {of.map(({ tone, text }) => (
        <p key={text} class="cb-remark" data-tone={tone}>
          {text}
        </p>
      ))}
    </>
  )
}
