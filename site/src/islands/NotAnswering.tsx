// A node that gives no page now, and why.

import { type Problem, sentencesOf } from '../lab/api.ts'

export function NotAnswering({ problem }: { readonly problem: Problem }) {
  return (
    <p class="cb-notice" data-tone="info">
      {sentencesOf(problem).join(' ')}
    </p>
  )
}
