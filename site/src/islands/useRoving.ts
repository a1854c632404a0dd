// Many things, one stop of the Tab key: inside, the arrow keys go to the nearest in their direction, Home and End to
// the first and the last. For pictures and for long lists alike, since where things stand is asked of the page.

import { useState } from 'preact/hooks'

type Direction = { readonly x: number; readonly y: number }

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
}
/** How much farther something may be that lies straight ahead than something aside. */
const ASIDE = 2

export type Roving = {
  /** What the item of this key carries. */
  readonly item: (key: string) => { readonly 'data-rove': string; readonly tabIndex: number; readonly onFocus: () => void }
  /** What their common parent carries. */
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** `keys`: of all items, in order. The first is the stop until another had the focus. */
export function useRoving(keys: readonly string[]): Roving {
  const [last, setLast] = useState<string | null>(null)
  const stop = last !== null && keys.includes(last) ? last : keys[0]
  return {
    item: (key) => ({ 'data-rove': key, tabIndex: key === stop ? 0 : -1, onFocus: () => setLast(key) }),
    onKeyDown: (event) => {
      const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement | SVGElement>('[data-rove]')].sort(
        (a, b) => keys.indexOf(a.dataset.rove ?? '') - keys.indexOf(b.dataset.rove ?? ''), // a picture draws in another order
      )
      const next = nextOf(items, event)
      if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      next.focus()
    },
  }
}

function nextOf<Item extends Element>(items: readonly Item[], { key, target }: KeyboardEvent): Item | undefined {
  if (key === 'Home') return items[0]
  if (key === 'End') return items.at(-1)
  const direction = DIRECTIONS[key]
  const current = items.find((item) => item === target)
  if (direction === undefined || current === undefined) return undefined
  const from = centreOf(current)
  return items
    .map((item) => ({ item, far: distance(from, centreOf(item), direction) }))
    .filter(({ item, far }) => item !== current && far !== null)
    .sort((a, b) => (a.far ?? 0) - (b.far ?? 0))[0]?.item
}

/** How far it is in this direction, null where it lies elsewhere. */
function distance(from: Direction, to: Direction, { x, y }: Direction): number | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const ahead = dx * x + dy * y
  const aside = Math.abs(dx * y) + Math.abs(dy * x)
  return ahead <= 1 ? null : ahead + ASIDE * aside
}

function centreOf(element: Element): Direction {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { x: left + width / 2, y: top + height / 2 }
}
