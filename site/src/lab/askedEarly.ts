// The console's page asks for its sandbox in a few lines in its head, while the scripts that show it are on their way.

type Asked = { readonly id: string; readonly key: string | null; readonly answer: Promise<Response> }

declare global {
  interface Window {
    clusterbookAsked?: Asked | undefined
  }
}

/**
 * Asks for the sandbox in the address, with the key in its fragment or the one this browser keeps, and marks the page for
 * the room that it will take. Printed into the page as it stands: it must need nothing from outside itself.
 */
export function askEarly(): void {
  const id = /^\/s\/([a-z0-9-]+)\/?$/.exec(location.pathname)?.[1]
  document.documentElement.dataset.console = id === undefined ? 'none' : 'awaited'
  if (id === undefined) return
  let key = location.hash.length > 1 ? location.hash.slice(1) : null
  try {
    const kept = JSON.parse(localStorage.getItem('clusterbook.sandboxes') ?? '[]') as { id: string; key: string | null }[]
    key ??= kept.find((each) => each.id === id)?.key ?? null
  } catch {
    // Storage is closed to us, and no key is kept in it.
  }
  if (key === null) document.documentElement.dataset.console = 'looked-at'
  const headers = { Accept: 'application/json', ...(key === null ? {} : { Authorization: `Bearer ${key}` }) }
  const answer = fetch(`/api/v1/sandboxes/${id}`, { headers })
  answer.catch(() => {}) // whoever takes the answer is told
  window.clusterbookAsked = { id, key, answer }
}

/** The answer, to be taken once, if this sandbox was asked for with this key. */
export function takeAnswer(id: string, key: string | null): Promise<Response> | null {
  const asked = window.clusterbookAsked
  if (asked === undefined || asked.id !== id || asked.key !== key) return null
  window.clusterbookAsked = undefined
  return asked.answer
}
