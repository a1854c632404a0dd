// Pages whose fields are rows of the two registers of items. EX-60.

import type { Field } from '../../kernel/surface.ts'
import { ITEMS, type Item } from '../configuration.ts'
import { fqdnOf, type Identity } from '../identity.ts'
import { OWN_ITEMS, type OwnItem } from '../own-items.ts'
import type { PeerState } from '../state.ts'
import { timeState } from '../time-source.ts'
import { field, type PageKind, told } from './parts.ts'

/** A page whose fields are rows of the two registers of items: those of one system, and those that are the same on all. */
export function items(id: string, title: string, group: string, first: 'own' | 'shared' = 'own'): PageKind {
  const own = ({ identity }: PeerState) => ownItemsOn(id, identity).map((item) => ownField(item, identity))
  const shared = (state: PeerState) => ITEMS.filter(({ page }) => page === id).map((item) => sharedField(item, state))
  return {
    id,
    title,
    group,
    isEditable: true,
    build: (state) => ({
      fields: [
        ...(first === 'own' ? own(state) : shared(state)),
        ...(first === 'own' ? shared(state) : own(state)),
        ...(id === 'dns' ? [told('fqdn', 'FQDN', fqdnOf(state.identity), 'Status')] : []),
        ...(id === 'time' ? [told('ntp_state', 'State', timeState(state), 'Status')] : []),
      ],
    }),
  }
}

/** The items of a page that one system has for itself. */
export const ownItemsOn = (page: string, identity: Identity): readonly OwnItem[] =>
  OWN_ITEMS.filter((item) => item.page === page && item.place !== 'console' && (item.isFor?.(identity) ?? true))

export const ownField = (item: OwnItem, identity: Identity): Field =>
  field(item.key, item.label, item.read(identity), {
    peerSpecific: true,
    mandatory: item.mandatory,
    section: item.section ?? '',
    ...(item.options && { kind: 'choice', options: item.options }),
  })

/** A field for an item that is the same on all peers. */
export function sharedField(item: Item, { shared }: PeerState): Field {
  const value = shared.configuration[item.key] ?? item.initial
  const common = { section: item.section, kind: item.kind }
  switch (item.kind) {
    case 'choice':
      return field(item.key, item.label, value, { ...common, options: item.options })
    case 'integer':
      return field(item.key, item.label, value, { ...common, mandatory: true })
    case 'text':
      return field(item.key, item.label, value, common)
    case 'list':
      return field(item.key, item.label, value, { ...common, columns: item.columns.map(({ name, label }) => ({ name, label })) })
  }
}
