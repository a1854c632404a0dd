// Says that the past is being looked at, and leads back to now or on from then.

import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { timeOf } from '../lab/time.ts'
import { fill, say } from '../strings.ts'
import { useStore } from './useStore.ts'

export function Past({ sandbox }: { readonly sandbox: LiveSandbox }) {
  const past = useStore(sandbox.$past)
  const now = useStore(sandbox.$snapshot)?.clock.now
  const events = useStore(sandbox.$events)
  if (past === null) return null
  const before = events.findLast(({ seq }) => seq < past.seq)?.seq
  const after = events.find(({ seq }) => seq > past.seq)?.seq
  const go = (seq: number | undefined) => {
    if (seq !== undefined) void sandbox.lookBack(seq)
  }
  const fork = async () => {
    const made = await sandbox.fork(past.seq)
    if (made.ok) location.assign(`/s/${made.body.id}`)
  }
  return (
    <div class="cb-past" role="status">
      <span>{fill(say.past.banner, { at: timeOf(past.snapshot.clock.now, now), seq: past.seq })}</span>
      <span class="cb-row">
        <button type="button" class="cb-small" disabled={before === undefined} onClick={() => go(before)}>
          {say.past.earlier}
        </button>
        <button type="button" class="cb-small" disabled={after === undefined} onClick={() => go(after)}>
          {say.past.later}
        </button>
        <button type="button" class="cb-small cb-primary" onClick={() => sandbox.$past.set(null)}>
          {say.past.back}
        </button>
        <button type="button" class="cb-small" onClick={() => void fork()}>
          {say.past.fork}
        </button>
      </span>
    </div>
  )
}
