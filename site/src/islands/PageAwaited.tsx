// The room of an admin page that has not come yet: what stands below it is not drawn up into sight meanwhile.

import { say } from '../strings.ts'

export function PageAwaited() {
  return <p class="cb-faint cb-page-awaited">{say.common.loading}</p>
}
