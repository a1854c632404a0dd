// Snapshots as text. What most readers ask for is what the reader before them got: each part is put into words once,
// for as long as it is the same object, which it is until a turn changes it.

import type { NodeView } from '../kernel/machine.ts'
import type { Credentials } from './SandboxStore.ts'
import type { ServedSnapshot } from './Viewers.ts'

export class SnapshotWriter {
  readonly #nodes = new WeakMap<NodeView, string>()

  /** The JSON of a snapshot; with `credentials`, these at its end. */
  of(snapshot: ServedSnapshot, credentials: Credentials | null): string {
    const parts = Object.entries(snapshot).map(([name, value]) =>
      name === 'nodes'
        ? `"nodes":[${snapshot.nodes.map((node) => this.#node(node)).join(',')}]`
        : `${JSON.stringify(name)}:${JSON.stringify(value)}`,
    )
    if (credentials !== null) parts.push(`"credentials":${JSON.stringify(credentials)}`)
    return `{${parts.join(',')}}`
  }

  #node(node: NodeView): string {
    let text = this.#nodes.get(node)
    if (text === undefined) {
      text = JSON.stringify(node)
      this.#nodes.set(node, text)
    }
    return text
  }
}
