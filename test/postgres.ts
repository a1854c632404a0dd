// Two PostgreSQL servers made by hand on this machine: what the model is measured and held against.

import { execFile, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The newest PostgreSQL of this machine, or undefined. */
export const postgresBinaries = (): string | undefined =>
  globSync('/usr/lib/postgresql/*/bin/initdb')
    .sort()
    .at(-1)
    ?.replace(/\/initdb$/, '')

/** Servers 0 and 1 in a folder of their own, at sockets named by `port` and the one after it. */
export class PostgresPair {
  readonly #bin: string
  readonly #port: number
  readonly #folder: string
  readonly #running = new Set<number>()

  constructor(bin: string, port: number) {
    this.#bin = bin
    this.#port = port
    this.#folder = mkdtempSync(join(tmpdir(), 'pair-'))
    if (process.getuid?.() === 0) spawnSync('chown', ['postgres', this.#folder])
  }

  // PostgreSQL does not run as root: then its own user runs it.
  async #run(name: string, ...args: string[]): Promise<string> {
    const command = join(this.#bin, name)
    const [file, all] = process.getuid?.() === 0 ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args]
    return (await promisify(execFile)(file, all, { cwd: this.#folder })).stdout
  }

  #data(which: number): string {
    return join(this.#folder, String(which))
  }

  /** What a query prints, unaligned and without its header. */
  async sql(which: number, text: string): Promise<string> {
    const socket = ['-h', this.#folder, '-p', String(this.#port + which), '-d', 'postgres']
    return (await this.#run('psql', ...socket, '-Atc', text)).trim()
  }

  async start(which: number): Promise<void> {
    const options = `-p ${this.#port + which} -k ${this.#folder} -c listen_addresses= -c hot_standby=on -c wal_keep_size=64 -c full_page_writes=on`
    await this.#run(
      'pg_ctl',
      '-w',
      '-s',
      '-D',
      this.#data(which),
      '-l',
      join(this.#folder, `log${which}`),
      '-o',
      options,
      'start',
    )
    this.#running.add(which)
  }

  async stop(which: number): Promise<void> {
    await this.#run('pg_ctl', '-w', '-s', '-m', 'fast', '-D', this.#data(which), 'stop')
    this.#running.delete(which)
  }

  /** A first server, started. */
  async create(): Promise<void> {
    await this.#run('initdb', '-D', this.#data(0), '-A', 'trust')
    await this.start(0)
  }

  /** A fresh copy of one server's data becomes the other, and starts as its standby. */
  async copy(from: number, to: number): Promise<void> {
    rmSync(this.#data(to), { recursive: true, force: true })
    const socket = ['-h', this.#folder, '-p', String(this.#port + from)]
    await this.#run('pg_basebackup', ...socket, '-D', this.#data(to), '-R', '-X', 'stream', '-c', 'fast')
    await this.start(to)
  }

  async promote(which: number): Promise<void> {
    await this.#run('pg_ctl', '-w', '-s', '-D', this.#data(which), 'promote')
  }

  /** Asks until the answer is as wanted; throws when it does not come in four seconds of asking. */
  async until(which: number, text: string, isWanted: (answer: string) => boolean): Promise<string> {
    for (let tries = 0; tries < 400; tries += 1) {
      const answer = await this.sql(which, text)
      if (isWanted(answer)) return answer
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error(`server ${which} did not come to answer ${text} as wanted`)
  }

  async close(): Promise<void> {
    for (const which of [...this.#running]) await this.stop(which)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
