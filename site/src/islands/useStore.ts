// Draws a component again when a store changes. The redrawing is asked for at once, so it is done before the
// browser hands over the reader's next key or click: no act ever works with what stood there before the last one.

import type { ReadableAtom } from 'nanostores'
import { useLayoutEffect, useReducer } from 'preact/hooks'

export function useStore<Value>(store: ReadableAtom<Value>): Value {
  const [, redraw] = useReducer((drawn: number) => drawn + 1, 0)
  const value = store.get()
  useLayoutEffect(() => {
    if (store.get() !== value) redraw(undefined) // changed between drawing and listening
    return store.listen(() => redraw(undefined))
  }, [store])
  return value
}
