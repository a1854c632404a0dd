// A product that takes its licences from the pair: a network management server, a call manager cluster (SSM-43).

import type { z } from 'zod'
import { type Input, type Machine, type Step, unreachable } from '../../kernel/machine.ts'
import type { Frozen } from '../../kernel/plain.ts'
import { noFile, type Question, type Reading } from '../../kernel/surface.ts'
import { iso } from '../../kernel/time.ts'
import { alarmedAt, alarmRows, NONE_ALARMED } from '../alarms.ts'
import { showSite } from '../http/site.ts'
import { PRODUCT_MIGRATIONS } from '../migrations.ts'
import { ProductView } from '../view-schemas.ts'
import { asProductReply } from '../words.ts'
import { answered, unchanged, woke } from './agent.ts'
import { productAlarms } from './alarms.ts'
import { PRODUCTS } from './catalogue.ts'
import { asked, NO_CONSOLE, pageList, readPage, siteOf } from './operating.ts'
import type { ProductState } from './state.ts'

/** The machine of a product. */
export const productInstance: Machine<ProductState> = {
  kind: 'product-instance',
  step,
  view,
  shape: ProductView,
  read,
  migrations: PRODUCT_MIGRATIONS,
}

function step(before: ProductState, input: Input): Step<ProductState> {
  const done = stepped(before, input)
  const alarmed = alarmedAt(done.state.alarmed, productAlarms(done.state), input.at)
  return alarmed === (done.state.alarmed ?? NONE_ALARMED) ? done : { ...done, state: { ...done.state, alarmed } }
}

function stepped(state: ProductState, input: Input): Step<ProductState> {
  switch (input.type) {
    case 'surroundings-changed':
      return unchanged({ ...state, surroundings: input.surroundings })
    case 'heard': {
      const reply = asProductReply(input.message)
      return reply === undefined || reply.ticket !== state.errand?.ticket ? unchanged(state) : answered(state, reply, input.at)
    }
    case 'woke':
      return woke(state, input.at)
    case 'asked':
      return asked(state, input.operation, input.at, input.entropy)
    default:
      return unreachable(input)
  }
}

function view(state: ProductState): Frozen<z.infer<typeof ProductView>> {
  const { node, family, transport, agent, usage, overageDays } = state
  return {
    id: node,
    product: 'ssm',
    state: 'running',
    role: agent.status,
    registration: agent.status,
    why: agent.why,
    server: agent.server ?? '',
    alarms: alarmRows(productAlarms(state), state.alarmed),
    authorization: agent.authorization,
    account: agent.account,
    registered: agent.registered === null ? null : iso(agent.registered),
    lastContact: agent.authorized === null ? null : iso(agent.authorized),
    overageDays,
    transport: { mode: transport.mode, url: transport.url },
    productType: PRODUCTS[family].productType,
    usage: usage.map(({ license, count }) => ({ license, count })),
  }
}

function read(state: ProductState, question: Question): Reading {
  switch (question.ask) {
    case 'completions':
      return { is: 'not-answering', why: NO_CONSOLE }
    case 'pages':
      return pageList(state)
    case 'page':
      return readPage(state, question.page, question.at ?? state.agent.authorized ?? 0)
    case 'files':
      return { is: 'files', files: [] }
    case 'file':
      return noFile(question.name)
    case 'http':
      return { is: 'http', response: showSite(siteOf(state, question.at), question.request) }
    default:
      return unreachable(question)
  }
}
