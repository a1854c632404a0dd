// What a page asks of one sandbox without changing it, as calls of the public API, and the links that lead to it.

import type { Json, NodeId } from '@worker/kernel/machine.ts'
import type { Snapshot } from '@worker/kernel/snapshot.ts'
import type { Page } from '@worker/kernel/surface.ts'
import { atom } from 'nanostores'
import { call, type Result } from './api.ts'

export type PageRow = { readonly id: string; readonly title: string; readonly group: string }

export type LogLine = {
  readonly seq: number
  readonly at: string
  readonly module: string
  readonly level: string
  readonly line: string
}

export class SandboxCalls {
  readonly id: string
  readonly $key = atom<string | null>(null)

  constructor(id: string, key: string | null) {
    this.id = id
    this.$key.set(key)
  }

  get path(): string {
    return `/sandboxes/${this.id}`
  }

  pages(node: NodeId): Promise<Result<{ readonly pages: readonly PageRow[] }>> {
    return call('GET', `${this.path}/nodes/${node}/pages`, this.$key.get())
  }

  page(node: NodeId, page: string): Promise<Result<Page>> {
    return call('GET', `${this.path}/nodes/${node}/pages/${page}`, this.$key.get())
  }

  /** The whole sandbox as one document, without key and credentials. */
  export(): Promise<Result<Json>> {
    return call('GET', `${this.path}/export`, this.$key.get())
  }

  /** What opens the nodes' own web interfaces; only the key holder is told. */
  async credentials(): Promise<Result<{ readonly [node: string]: Json }>> {
    const answer = await call<Snapshot & { readonly credentials?: { readonly [node: string]: Json } }>(
      'GET',
      this.path,
      this.$key.get(),
    )
    return answer.ok ? { ok: true, body: answer.body.credentials ?? {} } : answer
  }

  /** What an act would lead to, found out on a copy. */
  preview<T>(act: object): Promise<Result<T>> {
    return call('POST', `${this.path}/preview`, this.$key.get(), act)
  }

  logs(
    node: NodeId,
    filter: Readonly<Record<string, string>>,
  ): Promise<Result<{ readonly lines: readonly LogLine[]; readonly next: number }>> {
    return call('GET', `${this.path}/nodes/${node}/logs?${new URLSearchParams(filter)}`, this.$key.get())
  }

  viewLink = (): string => `${location.origin}/s/${this.id}`
  editLink = (): string | null => (this.$key.get() === null ? null : `${this.viewLink()}#${this.$key.get()}`)
}
