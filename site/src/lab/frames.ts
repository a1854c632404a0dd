// What waits for the browser's next picture. A page out of sight may have none for long; it is told all the same.

const FRAMELESS_MS = 250

/**
 * Gathers what comes in between two frames, so that a fast clock costs no more drawing than a slow one: `take` is called
 * once a frame with what came in, the latest, or all of it joined by `join`.
 */
export function eachFrame<T>(
  take: (value: T) => void,
  join: (before: T, value: T) => T = (_, value) => value,
): (value: T) => void {
  let waiting: { value: T } | null = null
  const flush = () => {
    const due = waiting
    waiting = null
    if (due !== null) take(due.value)
  }
  return (value) => {
    if (waiting !== null) {
      waiting.value = join(waiting.value, value)
      return
    }
    waiting = { value }
    requestAnimationFrame(flush)
    setTimeout(flush, FRAMELESS_MS)
  }
}

/** Calls `then` in a task of its own after the next picture, unless the returned function is called before. */
export function onceDrawn(then: () => void): () => void {
  let timer = setTimeout(then, FRAMELESS_MS)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    timer = setTimeout(then)
  })
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
}
