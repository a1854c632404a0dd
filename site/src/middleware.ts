// What a page is stands in its root element, where the sheets look for it. Asked by `html:has(…)`, a browser would style
// the whole page anew after every change of anything in it.

import { defineMiddleware } from 'astro:middleware'

const MARKS = {
  console: 'class="cb-console-host',
  embed: 'class="cb-embed"',
  procedure: 'class="cb-walkthrough"',
  register: 'class="cb-register"',
} as const

export const onRequest = defineMiddleware(async (_context, next) => {
  const response = await next()
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response
  const html = await response.text()
  const kinds = Object.entries(MARKS).flatMap(([kind, mark]) => (html.includes(mark) ? [kind] : []))
  return new Response(kinds.length === 0 ? html : html.replace('<html ', `<html data-page="${kinds.join(' ')}" `), response)
})
