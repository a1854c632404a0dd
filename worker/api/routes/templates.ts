import { createRoute, z } from '@hono/zod-openapi'
import { iso } from '../../kernel/time.ts'
import { TEMPLATES } from '../../products.ts'
import { answers } from '../describe.ts'
import { newRouter, reply } from '../router.ts'
import { Template } from '../schemas.ts'

/** The starting points there are. */
export const templates = newRouter().openapi(
  createRoute({
    method: 'get',
    path: '/templates',
    operationId: 'listTemplates',
    summary: 'The starting points',
    responses: answers(200, z.strictObject({ templates: z.array(Template) }), 'All templates'),
  }),
  (c) =>
    reply(c, {
      templates: TEMPLATES.map(({ id, product, title, purpose, starts, nodes }) => ({
        id,
        product,
        title,
        purpose,
        starts: iso(starts),
        nodes: nodes.map((node) => ({ id: node.id, title: node.title })),
      })),
    }),
)
