// Gathers what comes in between two frames and hands it on once, so that a fast clock costs no more
// drawing than a slow one. A page out of sight may have no frames for long; it is told all the same.

const FRAMELESS_MS = 250

/** `take` is called once a frame with what came in: the latest, or all of it joined by `join`. */
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
