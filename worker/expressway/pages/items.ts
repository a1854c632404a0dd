// Pages whose fields are rows of the two registers of items. EX-60.

import { ITEMS } from '../configuration.ts'
import { fqdnOf } from '../identity.ts'
import { OWN_ITEMS } from '../own-items.ts'
import { timeState } from '../time-source.ts'
import { field, type PageKind, told } from './parts.ts'

/** A page whose fields are rows of the two registers of items. */
export function items(id: string, title: string, group: string): PageKind {
  return {
    id,
    title,
    group,
    isEditable: true,
    build: (state) => ({
      fields: [
        ...OWN_ITEMS.filter((item) => item.page === id && (item.isFor?.(state.identity) ?? true)).map((item) =>
          field(item.key, item.label, item.read(state.identity), {
            peerSpecific: true,
            mandatory: item.mandatory,
            ...(item.options && { kind: 'choice', options: item.options }),
          }),
        ),
        ...ITEMS.filter((item) => item.page === id).map((item) => {
          const value = state.shared.configuration[item.key] ?? item.initial
          const common = { section: item.section, kind: item.kind }
          if (item.kind === 'choice') return field(item.key, item.label, value, { ...common, options: item.options })
          if (item.kind === 'integer') return field(item.key, item.label, value, { ...common, mandatory: true })
          return field(item.key, item.label, value, {
            ...common,
            columns: item.columns.map(({ name, label }) => ({ name, label })),
          })
        }),
        ...(id === 'dns' ? [told('fqdn', 'FQDN', fqdnOf(state.identity), 'Status')] : []),
        ...(id === 'time' ? [told('ntp_state', 'State', timeState(state), 'Status')] : []),
      ],
    }),
  }
}
