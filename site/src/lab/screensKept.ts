// The terminals and the view of a sandbox outlast a reload of the tab: the session on the node does, and the
// reader finds the lines above it again.

import type { Consoles } from './Consoles.ts'
import type { Desk, View } from './Desk.ts'

const PREFIX = 'clusterbook.screens.'

type Keeping = { readonly screens: ReturnType<Consoles['kept']>; readonly view: View | null }

/** Puts back what this tab kept of the sandbox, and keeps it again whenever the page is left. The answer ends that. */
export function keepScreens(id: string, consoles: Consoles, desk: Desk): () => void {
  const kept = read(PREFIX + id)
  if (kept !== null) {
    consoles.putBack(kept.screens)
    if (desk.$view.get() === null) desk.$view.set(kept.view)
  }
  const keep = () => write(PREFIX + id, { screens: consoles.kept(), view: desk.$view.get() })
  addEventListener('pagehide', keep)
  return () => {
    keep()
    removeEventListener('pagehide', keep)
  }
}

function read(name: string): Keeping | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as Keeping | null
  } catch {
    return null
  }
}

function write(name: string, keeping: Keeping): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(keeping))
  } catch {
    // Full, or closed to us: the terminals begin anew after a reload.
  }
}
