// A box that scrolls when its content is wider or longer than the page has room for.

import type { ComponentChildren, Ref } from 'preact'

type Props = {
  readonly label: string
  readonly class?: string
  readonly box?: Ref<HTMLElement>
  readonly children: ComponentChildren
}

export function Scroll({ label, class: extra = '', box = null, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls a box by giving it the focus
    <section class={`cb-scroll ${extra}`} tabIndex={0} aria-label={label} ref={box}>
      {children}
    </section>
  )
}
