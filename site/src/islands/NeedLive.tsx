// Whether one line of "Before you start" is so in the reader's cluster, and what was found where it is not.

import { type CheckWords, wrongIn } from '../lab/checkWords.ts'
import { $needs } from '../lab/progress.ts'
import { fill, say } from '../strings.ts'
import { useStore } from './useStore.ts'

type Props = { readonly id: string; readonly words: CheckWords }

export function NeedLive({ id, words }: Props) {
  const need = useStore($needs).find((each) => each.id === id)
  const state = need === undefined ? 'unknown' : need.holds ? 'holds' : need.isBehind ? 'behind' : 'missing'
  return (
    <>
      <span
        class="cb-need-mark"
        data-state={state}
        role="img"
        aria-label={say.needs.states[state]}
        title={say.needs.states[state]}
      />
      {state === 'missing' && (
        <span class="cb-need-found">
          {need?.checks
            .filter(({ holds }) => !holds)
            .map(({ text, found }) => (
              <span key={text}>{fill(say.step.wrong, { check: wrongIn({ text, found }, words) })}</span>
            ))}
        </span>
      )}
    </>
  )
}
