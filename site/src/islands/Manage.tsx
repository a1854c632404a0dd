// Links to share, a fresh start, a copy of one's own or as a file, and the end of the sandbox.

import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { exportSandbox } from '../lab/story.ts'
import { say } from '../strings.ts'
import { CopyLink } from './CopyLink.tsx'
import { ImportButton } from './ImportButton.tsx'
import { useStore } from './useStore.ts'

export function Manage({ sandbox, inConsole = false }: { readonly sandbox: LiveSandbox; readonly inConsole?: boolean }) {
  const canAct = useStore(sandbox.$canAct)
  useStore(sandbox.$key) // the edit link carries it
  const editLink = sandbox.editLink()
  const fork = async () => {
    const made = await sandbox.fork()
    if (made.ok) location.assign(`/s/${made.body.id}`)
  }
  return (
    <section class="cb-manage" aria-label={say.share.title}>
      <CopyLink label={say.share.view} why={say.share.viewWhy} link={sandbox.viewLink()} />
      {editLink !== null && <CopyLink label={say.share.edit} why={say.share.editWhy} link={editLink} />}
      <div class="cb-row">
        {!inConsole && (
          <a class="cb-button" href={`/s/${sandbox.id}`}>
            {say.share.openConsole}
          </a>
        )}
        <button type="button" onClick={() => void fork()}>
          {say.share.fork}
        </button>
        <button type="button" onClick={() => void exportSandbox(sandbox)}>
          {say.share.export}
        </button>
        <ImportButton onFailure={(why) => sandbox.remark('error', why)} />
        <button type="button" disabled={!canAct} onClick={() => confirm(say.share.resetSure) && void sandbox.reset()}>
          {say.share.reset}
        </button>
        <button type="button" disabled={!canAct} onClick={() => confirm(say.share.rotateSure) && void sandbox.rotateKey()}>
          {say.share.rotate}
        </button>
        <button
          type="button"
          class="cb-danger"
          disabled={!canAct}
          onClick={() => confirm(say.share.removeSure) && void sandbox.remove()}
        >
          {say.share.remove}
        </button>
      </div>
    </section>
  )
}
