// The connection between the two nodes over the private network: words arrive once and in order, and
// a word that nobody takes for as long as the ring would bear a silence means that the peer is gone.
//
// It carries what corosync's ring and the database's connection carry. Heartbeats themselves are not
// sent: a link that falls silent is told by the surroundings, a peer that dies says so with `silence`.

import type { Instant } from '../kernel/time.ts'
import { LOSS_MS } from './corosync.ts'
import type { Frame, Word } from './words.ts'

/**
 * One side of the connection between the two servers: what it has said, what is not confirmed yet, and how far it has heard
 * the other (SSM-02).
 */
export type Channel = {
  readonly epoch: number // grows when the connection is given up: a frame of an older one is history
  readonly sent: number // number of the last word said
  readonly pending: readonly { readonly n: number; readonly word: Word; readonly since: Instant }[]
  readonly peerEpoch: number
  readonly heard: number // number of the last word taken
}

/** A channel on which nothing has been said. */
export const newChannel = (epoch = 1): Channel => ({ epoch, sent: 0, pending: [], peerEpoch: 0, heard: 0 })

/** The connection is given up; what is not yet taken is lost. */
export const given = (channel: Channel): Channel => ({ ...channel, epoch: channel.epoch + 1, sent: 0, pending: [] })

/** Adds a word to what the peer must hear; the frame to send. */
export function say(channel: Channel, word: Word, at: Instant): { readonly channel: Channel; readonly frame: Frame } {
  const n = channel.sent + 1
  return {
    channel: { ...channel, sent: n, pending: [...channel.pending, { n, word, since: at }] },
    frame: { frame: 'word', epoch: channel.epoch, n, word },
  }
}

/** Everything not yet taken, to be sent again. */
export const again = (channel: Channel): readonly Frame[] =>
  channel.pending.map(({ n, word }) => ({ frame: 'word', epoch: channel.epoch, n, word }))

/** The link is whole again: what waits gets its full time anew. */
export const renewed = (channel: Channel, at: Instant): Channel => ({
  ...channel,
  pending: channel.pending.map((each) => ({ ...each, since: at })),
})

/** Whether a word has waited so long that the peer must be gone. */
export const isBroken = (channel: Channel, at: Instant): boolean =>
  channel.pending[0] !== undefined && at - channel.pending[0].since >= LOSS_MS

/** The channel once the peer has confirmed everything up to `n`. */
export const receipted = (channel: Channel, epoch: number, n: number): Channel =>
  epoch === channel.epoch ? { ...channel, pending: channel.pending.filter((each) => each.n > n) } : channel

/** What came of a frame of the peer: the channel behind it, the word to act on, and the receipt to send. */
export type Taken = {
  readonly channel: Channel
  readonly word: Word | null // null: seen before, or one before it is missing
  readonly receipt: Extract<Frame, { readonly frame: 'receipt' }> | null // says how far all is here, so a gap is filled from there
}

/** Takes a word frame of the peer's present epoch. */
export function take(channel: Channel, epoch: number, n: number, word: Word): Taken {
  if (epoch !== channel.peerEpoch) return { channel, word: null, receipt: null }
  const isNew = n === channel.heard + 1
  const heard = isNew ? n : channel.heard
  return { channel: { ...channel, heard }, word: isNew ? word : null, receipt: { frame: 'receipt', epoch, n: heard } }
}
