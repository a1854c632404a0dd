// The surfaces through which people work on a node, as data: console, admin pages, buttons, files.
// A product fills them in; routes, site and tests pass them on without knowing what they mean.

import type { Content, FreshToken, HttpRequest, HttpResponse } from './http.ts'
import type { Json } from './plain.ts'
import type { Instant } from './time.ts'

/** What an operator can do to a node. */
export type Operation =
  /**
   * One line typed at a console. Without `session` a fresh one is opened, already logged in as
   * `login` (null: the product's usual one). A line that asks leaves the session waiting.
   */
  | { readonly op: 'console'; readonly line: string; readonly session: string | null; readonly login: string | null }
  /** The Save button of an admin page, with only the fields that were changed. */
  | { readonly op: 'save'; readonly page: string; readonly fields: { readonly [name: string]: Json } }
  /** Any other button. */
  | { readonly op: 'act'; readonly action: string; readonly body: { readonly [name: string]: Json } }
  /** A file brought to the node, for the action or page that takes it from there. Answered as an action is. */
  | { readonly op: 'upload'; readonly file: FileContent }
  /** A request to the node's own web interface that may change something. See http.ts. */
  | { readonly op: 'http'; readonly request: HttpRequest; readonly fresh: FreshToken }

/** What the node says to an operation. Only `console`, `page`, `acted` and `http` may have changed anything. */
export type Answer =
  | {
      readonly is: 'console'
      readonly output: string // as it would stand on the terminal, lines ended by \n
      readonly prompt: string // what stands before the cursor now
      readonly session: string
      readonly closed: boolean
    }
  | { readonly is: 'page'; readonly page: Page }
  | { readonly is: 'acted'; readonly message: string; readonly files: readonly Download[] }
  | { readonly is: 'http'; readonly response: HttpResponse }
  | Refusal

/** Why nothing happened. Each becomes one problem document. */
export type Refusal =
  /** The product itself would not do it, and says so in these words. */
  | { readonly is: 'refused'; readonly messages: readonly string[] }
  /** There is no such page, action, field … here; `known` are those there are. */
  | {
      readonly is: 'unknown'
      readonly what: 'page' | 'action' | 'field' | 'session' | 'login' | 'file'
      readonly name: string
      readonly known: readonly string[]
    }
  /** A value of the wrong type or shape; `pointer` is a JSON pointer into `fields` or the body. */
  | { readonly is: 'malformed'; readonly errors: readonly { readonly pointer: string; readonly message: string }[] }
  /** The node has no such surface now: it is off, restarting, or its interface is served elsewhere. */
  | { readonly is: 'not-answering'; readonly why: string }

const REFUSALS: ReadonlySet<string> = new Set<Refusal['is']>(['refused', 'unknown', 'malformed', 'not-answering'])

/** Whether this is what a node says where nothing happened. */
export const isRefusal = (answer: { readonly is: string }): answer is Refusal => REFUSALS.has(answer.is)

/** What can be asked of a node without changing it. */
export type Question =
  /** An admin page; `at` is the virtual time, which the runtime adds. */
  | { readonly ask: 'page'; readonly page: string; readonly at?: Instant }
  | { readonly ask: 'pages' } // the list of pages and what each is called
  | { readonly ask: 'completions'; readonly line: string; readonly session: string | null; readonly login: string | null }
  | { readonly ask: 'files' } // what it offers for download
  | { readonly ask: 'file'; readonly name: string }
  /** A request to the node's own web interface that changes nothing; `at` is the virtual time. See http.ts. */
  | { readonly ask: 'http'; readonly request: HttpRequest; readonly at: Instant }

export type Reading =
  | { readonly is: 'page'; readonly page: Page }
  | { readonly is: 'pages'; readonly pages: readonly { readonly id: string; readonly title: string; readonly group: string }[] }
  | { readonly is: 'completions'; readonly completions: readonly string[] }
  | { readonly is: 'files'; readonly files: readonly OfferedFile[] }
  | { readonly is: 'file'; readonly file: FileContent }
  | { readonly is: 'http'; readonly response: HttpResponse }
  | Refusal

/** What an action hands over: a text at once, or a file that now stands among those the node offers. */
export type Download =
  | { readonly name: string; readonly type: string; readonly text: string }
  | { readonly name: string; readonly type: string; readonly stored: true }

/** A file a node offers. `name` is unique on the node; `type` is its media type. */
export type OfferedFile = { readonly name: string; readonly type: string; readonly bytes: number; readonly what: string }

export type FileContent = { readonly name: string; readonly type: string; readonly content: Content }

/** What a node says that offers no files and takes none. */
export const noFile = (name: string, known: readonly string[] = []): Refusal => ({ is: 'unknown', what: 'file', name, known })

/** One of the product's admin pages: what stands on it, in its order, in its words. */
export type Page = {
  readonly id: string
  readonly title: string
  readonly fields: readonly Field[]
  readonly tables: readonly Table[]
  readonly messages: readonly Remark[] // about what was just done or what this page says of itself
  readonly banners: readonly Remark[] // across the top of every page of this node
  readonly actions: readonly Button[]
}

export type Field = {
  readonly name: string
  readonly label: string
  readonly section: string // heading it stands under; '' for none
  readonly value: Json
  readonly kind: 'text' | 'integer' | 'choice' | 'list' | 'secret' | 'readonly'
  readonly mandatory: boolean // the product's *
  readonly peerSpecific: boolean // the product's †
  readonly options: readonly string[] // of a choice, as the page words them
  readonly columns: readonly { readonly name: string; readonly label: string }[] // of a list: what one entry holds
  readonly status: readonly Remark[] // beside the field
}

export type Remark = { readonly tone: 'ok' | 'info' | 'warning' | 'error' | 'unknown'; readonly text: string }

export type Table = {
  readonly id: string
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly actions: readonly (readonly Button[])[] // per row; [] for none
  readonly colours?: readonly (RowColour | null)[] // per row, where the product colours them; what they mean is in the text too
}

/** The colours in which a product shows rows of a table. */
export const ROW_COLOURS = ['green', 'orange', 'purple', 'red'] as const
export type RowColour = (typeof ROW_COLOURS)[number]

/** A button: press it by asking for `action` with `body`. `confirm` is the product's own question, or null. */
export type Button = {
  readonly action: string
  readonly label: string
  readonly body: { readonly [name: string]: Json }
  readonly confirm: string | null
  /**
   * What has to be filled in first; each answer goes into `body` under its name. Without `asks` a button of
   * the page hands over the page's own fields; with `[]` it takes nothing.
   */
  readonly asks?: readonly Ask[]
}

/** One blank of a button's form. `file` takes the text of a file, `area` a text of many lines. */
export type Ask = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'secret' | 'area' | 'file' | 'choice'
  readonly options: readonly string[] // of a choice
  readonly value: string // what stands there at first
}
