// A console of one node: a log of lines and one input line. The product prints lines, so no screen
// emulation is needed, and what it prints is only ever text.

import type { TargetedKeyboardEvent } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { SLOTS_MAX } from '../lab/Consoles.ts'
import { isTried } from '../lab/foresight.ts'
import type { LiveSandbox } from '../lab/LiveSandbox.ts'
import { freshPrompt } from '../lab/presentation.ts'
import { fill, say } from '../strings.ts'
import { usePreview } from './Preview.tsx'
import { Scroll } from './Scroll.tsx'
import { useStore } from './useStore.ts'

/** A line of a table keeps its columns and is scrolled to; any other goes on below, as a terminal wraps it. */
const COLUMNS = /\S(\t| {2,})\S|\||^[ +-]*-{8,}/
const HISTORY_MAX = 200

/** The terminals of a node: one at first, more at the reader's wish, each with a session of its own. */
export function Terminals({ sandbox, node }: { readonly sandbox: LiveSandbox; readonly node: string }) {
  useStore(sandbox.consoles.$slots)
  const screens = useStore(sandbox.consoles.$screens)
  const canAct = useStore(sandbox.$canAct)
  const [wanted, setWanted] = useState(node)
  const slots = sandbox.consoles.slotsOf(node)
  const slot = slots.includes(wanted) ? wanted : node
  return (
    <div class="cb-terminals">
      <fieldset class="cb-segments cb-sessions">
        <legend class="cb-hidden">{fill(say.terminal.sessions, { node })}</legend>
        {slots.map((each, index) => (
          <button type="button" key={each} aria-pressed={each === slot} onClick={() => setWanted(each)}>
            {fill(say.terminal.session, { n: index + 1, login: screens[each]?.login ?? '' }).trim()}
          </button>
        ))}
        {slots.length < SLOTS_MAX && (
          <>
            <button type="button" disabled={!canAct} onClick={() => setWanted(sandbox.consoles.open(node, null))}>
              {say.terminal.openSession}
            </button>
            <button type="button" disabled={!canAct} onClick={() => setWanted(sandbox.consoles.open(node, 'root'))}>
              {say.terminal.openRoot}
            </button>
          </>
        )}
        {slot !== node && (
          <button type="button" onClick={() => sandbox.consoles.close(slot)}>
            {say.terminal.closeSession}
          </button>
        )}
      </fieldset>
      <Terminal key={slot} sandbox={sandbox} node={node} slot={slot} />
    </div>
  )
}

const productOf = (sandbox: LiveSandbox, node: string): string =>
  sandbox.$snapshot.get()?.nodes.find(({ id }) => id === node)?.product ?? ''

function Terminal({ sandbox, node, slot }: { readonly sandbox: LiveSandbox; readonly node: string; readonly slot: string }) {
  const screens = useStore(sandbox.consoles.$screens)
  const canAct = useStore(sandbox.$canAct)
  const screen = screens[slot] ?? sandbox.screen(slot)
  const end = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [history, setHistory] = useState<readonly string[]>([])
  const [back, setBack] = useState(0) // how far into the history the line comes from; 0: none
  const [choices, setChoices] = useState<readonly string[]>([])
  const [panel, isWanted] = usePreview(sandbox)
  const entered = useRef<Promise<void>>(Promise.resolve()) // the lines entered so far

  // A session that is not open yet has told no prompt.
  const promptOf = (told: string, login: string | null): string =>
    told === '' ? freshPrompt(productOf(sandbox, node), node, login) : told

  // Every new line is to be seen
  useLayoutEffect(() => {
    const box = end.current
    if (box !== null) box.scrollTop = box.scrollHeight
  }, [screen.lines.length, slot])

  // What stands on the line is asked of the input itself: fast typing is ahead of the last drawing.
  const enter = (login?: string) => {
    const line = input.current?.value ?? ''
    if (line.trim() !== '') setHistory((before) => [...before, line].slice(-HISTORY_MAX))
    setBack(0)
    setChoices([])
    sandbox.typed(slot, '')
    entered.current = entered.current.then(() => take(line, login))
  }

  // In turn: whether a line costs something depends on what the one before it left the session waiting for.
  const take = async (line: string, login?: string) => {
    if (isTried(productOf(sandbox, node), line) && !(await isWanted({ node, line, ...sessionFor(login) }))) {
      sandbox.typed(slot, line)
      return
    }
    const typedMeanwhile = sandbox.screen(slot).typed
    const taken = sandbox.type(slot, line, login === undefined ? {} : { login })
    sandbox.typed(slot, typedMeanwhile)
    await taken
  }

  // In which session the line would be typed: the one that waits, or a fresh one.
  const sessionFor = (login?: string) => {
    const { session, login: own } = sandbox.screen(slot)
    if (login === undefined && session !== null) return { session }
    const fresh = login ?? own
    return fresh === null ? {} : { login: fresh }
  }

  const recallLine = (step: number) => {
    const next = Math.min(history.length, Math.max(0, back + step))
    setBack(next)
    sandbox.typed(slot, next === 0 ? '' : (history[history.length - next] ?? ''))
  }

  const complete = async (line: string) => {
    const found = await sandbox.consoles.complete(slot, line)
    if (sandbox.screen(slot).typed !== line) return // typed on meanwhile
    const [only] = found
    setChoices(found.length > 1 ? found : [])
    const shared = found.length === 1 ? `${only} ` : commonStart(found)
    if (shared !== '') sandbox.typed(slot, extend(line, shared))
  }

  const onKey = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const line = event.currentTarget.value
    if (event.key === 'ArrowUp') recallLine(1)
    else if (event.key === 'ArrowDown') recallLine(-1)
    else if (event.key === 'Tab' && !event.shiftKey && line !== '') void complete(line)
    else if (event.key === 'l' && event.ctrlKey) sandbox.consoles.clear(slot)
    else if (event.key === 'Escape') setChoices([])
    else return
    event.preventDefault()
  }

  return (
    <div class="cb-terminal">
      <Scroll class="cb-terminal-screen" box={end} label={fill(say.terminal.output, { node })}>
        <div role="log" translate={false} aria-label={fill(say.terminal.log, { node })}>
          <ol>
            {screen.lines.map((line, index) => (
              <li key={index} data-typed={line.prompt !== null} data-columns={COLUMNS.test(line.text)}>
                {line.prompt !== null && <span class="cb-prompt">{promptOf(line.prompt, line.login ?? null)}</span>}
                {line.text}
              </li>
            ))}
          </ol>
        </div>
        {screen.lines.length === 0 && <p class="cb-faint">{say.terminal.hint}</p>}
      </Scroll>
      {choices.length > 0 && (
        <p class="cb-terminal-choices" role="status">
          {choices.join('  ')}
        </p>
      )}
      <form
        class="cb-terminal-line"
        onSubmit={(event) => {
          event.preventDefault()
          enter()
        }}
      >
        <span class="cb-prompt" aria-hidden="true">
          {promptOf(screen.prompt, screen.login)}
        </span>
        <input
          ref={input}
          type="text"
          aria-label={fill(say.terminal.line, { node })}
          autocomplete="off"
          autocapitalize="off"
          autocorrect="off"
          spellcheck={false}
          enterkeyhint="send"
          value={screen.typed}
          disabled={!canAct}
          aria-busy={screen.busy}
          onInput={(event) => sandbox.typed(slot, event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <button type="submit" class="cb-small" disabled={!canAct}>
          {say.terminal.enter}
        </button>
        <button
          type="button"
          class="cb-small"
          disabled={!canAct || screen.busy}
          onClick={() => enter('root')}
          title={say.terminal.rootWhy}
        >
          {say.terminal.root}
        </button>
      </form>
      {panel}
    </div>
  )
}

function commonStart(words: readonly string[]): string {
  const [first = '', ...others] = words
  let length = first.length
  for (const word of others) while (!word.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length)
}

// A completion is the word under the cursor or the whole line; either way it starts as the reader did.
function extend(typed: string, completion: string): string {
  if (completion.toLowerCase().startsWith(typed.toLowerCase())) return completion
  const word = typed.split(/\s/).at(-1) ?? ''
  return completion.toLowerCase().startsWith(word.toLowerCase()) ? typed.slice(0, typed.length - word.length) + completion : typed
}
