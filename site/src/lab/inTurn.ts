// Asks a question again and again while news comes in: at once the first time, then at most every so often, one
// question at a time. However fast the news, an answer is always on its way; news during a question asks once more.

export type InTurn = { soon(): void; stop(): void }

/** `ask` is told whether its answer is still wanted when it comes. */
export function inTurn(ask: (isWanted: () => boolean) => Promise<void>, everyMs: number): InTurn {
  let timer: ReturnType<typeof setTimeout> | null = null
  let isAsking = false
  let isNews = false
  let isFirst = true
  let isStopped = false

  const run = async () => {
    timer = null
    isAsking = true
    isNews = false
    await ask(() => !isStopped)
    isAsking = false
    if (isNews) soon()
  }
  const soon = () => {
    if (isStopped) return
    isNews = isAsking
    if (isAsking || timer !== null) return
    if (isFirst) void run()
    else timer = setTimeout(() => void run(), everyMs)
    isFirst = false
  }
  const stop = () => {
    isStopped = true
    if (timer !== null) clearTimeout(timer)
  }
  return { soon, stop }
}
