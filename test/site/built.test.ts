// What was built: links lead somewhere, pages are light, nothing runs that the policy does not know, and
// what the pages print is what the model says.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { carriedIn } from '../../worker/kernel/carried.ts'
import { type ProcedureText, parseProcedure } from '../../worker/kernel/procedure.ts'
import { openLab } from '../../worker/kernel/runtime.ts'
import { msOf } from '../../worker/kernel/time.ts'
import { templateOf } from '../../worker/products.ts'
import { JS_AFTER_START_MAX, JS_BEFORE_START_MAX, ROOT, read, scriptsOf, weightOf } from './scripts.ts'

const PAGES = globSync('**/*.html', { cwd: ROOT })
const POLICY_LENGTH_MAX = 1_900

const htmlOf = (page: string): string => read(page)

test('every internal link leads to a page, and to a place on it', () => {
  const broken: string[] = []
  for (const page of PAGES) {
    const base = new URL(`https://site/${page.replace(/index\.html$/, '')}`)
    for (const [, href = ''] of htmlOf(page).matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      const target = new URL(href.replaceAll('&amp;', '&'), base)
      // The API and every sandbox's own page are the Worker's, and are tested there.
      if (target.origin !== base.origin || /^\/api\/|^\/s\/./.test(target.pathname)) continue
      const file = fileOf(decodeURIComponent(target.pathname))
      if (file === null) broken.push(`${page} → ${href}`)
      else if (
        target.hash.length > 1 &&
        file.endsWith('.html') &&
        !read(file).includes(`id="${decodeURIComponent(target.hash.slice(1))}"`)
      )
        broken.push(`${page} → ${href}: no such place`)
    }
  }
  expect(broken).toEqual([])
})

test('no WebAssembly is in the site', () => {
  expect(globSync('**/*.wasm', { cwd: ROOT })).toEqual([])
  expect(globSync('**/*.{js,html}', { cwd: ROOT }).filter((file) => read(file).includes('WebAssembly'))).toEqual([])
})

test('the policy stands on every page, is strict about scripts and short enough to be sent', () => {
  const headers = read('_headers')
  const policy = /^ {2}Content-Security-Policy: (.+)$/m.exec(headers)?.[1] ?? ''
  expect(policy.length).toBeGreaterThan(100)
  expect(policy.length).toBeLessThanOrEqual(POLICY_LENGTH_MAX)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("default-src 'none'")
  expect(/script-src [^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe-inline|unsafe-eval|https?:/)
  for (const path of globSync('_astro/*', { cwd: ROOT }))
    expect(headers).toContain(`\n/${path}\n  Cache-Control: public, max-age=31556952, immutable\n`)
  expect(headers).not.toMatch(/^\/_astro\/.*\*/m) // what is not there is not kept for a year
  expect(headers).toMatch(/^\/\*\n(?: {2}.+\n)* {2}Strict-Transport-Security: max-age=63072000; includeSubDomains\n/)
  expect(headers.startsWith('/*\n')).toBe(true)
})

test('no model code goes to the browser', () => {
  // Words that only the models say.
  const words = ['Cluster database communication failure', 'pg_last_xlog_replay_location', 'clusterconfigurationsynchroniser']
  const guilty = globSync('_astro/*.js', { cwd: ROOT }).filter((file) => words.some((word) => read(file).includes(word)))
  expect(guilty).toEqual([])
})

describe('JavaScript as it is sent', () => {
  for (const page of PAGES.filter((each) => !each.startsWith('s/'))) {
    test(`${page} loads at most ${JS_BEFORE_START_MAX / 1000} kB before its walkthrough is started`, () => {
      expect(weightOf(scriptsOf(page, 'before-start'))).toBeLessThanOrEqual(JS_BEFORE_START_MAX)
    })
  }
  for (const page of PAGES.filter((each) => htmlOf(each).includes('data-walkthrough'))) {
    test(`${page} loads at most ${JS_AFTER_START_MAX / 1000} kB in all once it is started`, () => {
      const started = scriptsOf(page, 'in-all')
      expect(started.size).toBeGreaterThan(scriptsOf(page, 'before-start').size)
      expect(weightOf(started)).toBeLessThanOrEqual(JS_AFTER_START_MAX)
    })
  }
  test('the console is no heavier than a started walkthrough', () => {
    expect(weightOf(scriptsOf('s/index.html', 'before-start'))).toBeLessThanOrEqual(JS_AFTER_START_MAX)
  })
})

describe('printed transcripts', () => {
  for (const text of JSON.parse(readFileSync('dist/procedures.json', 'utf8')) as readonly ProcedureText[]) {
    test(`the page of ${text.product}/${text.slug} prints what the model answers, line for line`, () => {
      const procedure = parseProcedure(text)
      const found = templateOf(procedure.template)
      if (found === undefined) throw new Error(`there is no template ${procedure.template}`)
      const lab = openLab(found.product, procedure.template)
      const page = textOf(htmlOf(`${procedure.product}/${procedure.slug}/index.html`))
      let shown = 0
      for (const act of procedure.steps.flatMap((step) => step.acts)) {
        if (!('wait' in act)) shown += 1
        if ('lay' in act) {
          lab.lay(act.lay.id, act.lay.fault)
          continue
        }
        if ('heal' in act) {
          lab.heal(act.heal)
          continue
        }
        if ('wait' in act) {
          if ('for' in act.wait) lab.advance(msOf(act.wait.for))
          else lab.settle(msOf(act.wait.untilSettled))
        } else if ('save' in act) {
          const { node, page: id, fields } = act.save
          const answer = lab.ask(node, { op: 'save', page: id, fields })
          if (answer.is !== 'page') throw new Error(JSON.stringify(answer))
          for (const name of Object.keys(fields))
            expect(page).toContain(answer.page.fields.find((field) => field.name === name)?.label)
        } else if ('press' in act) {
          const { node, action, body = {} } = act.press
          const answer = lab.ask(node, { op: 'act', action, body: carriedIn(lab).into(body) })
          if (answer.is !== 'acted') throw new Error(JSON.stringify(answer))
          carriedIn(lab).keep(node, action, answer.files)
          expect(page).toContain(answer.message)
        } else {
          let session: string | null = null
          for (const line of act.console.lines) {
            const answer = lab.ask(act.console.node, { op: 'console', line, session, login: act.console.login ?? null })
            if (answer.is !== 'console') throw new Error(JSON.stringify(answer))
            expect(page).toContain(`${line}\n${answer.output}`)
            session = answer.closed ? null : answer.session
          }
        }
      }
      expect(shown).toBeGreaterThan(0)
    })
  }
})

function fileOf(path: string): string | null {
  const candidates = path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`]
  return candidates.map((each) => each.slice(1)).find((each) => existsSync(`${ROOT}/${each}`) && !/\/$/.test(each)) ?? null
}

const textOf = (html: string): string =>
  html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:#39|apos);/g, "'")
    .replace(/&quot;|&#34;/g, '"')
    .replace(/&lt;|&#60;/g, '<')
    .replace(/&gt;|&#62;/g, '>')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;|&#38;/g, '&')

// `node · what: value`; a check whose path has no label in content/products would show the path, which begins small.
test('what must hold after a step is told in words, on every procedure', () => {
  const pages = globSync('{expressway,ssm}/*/index.html', { cwd: 'dist/site' })
  const told = pages.flatMap((path) =>
    [...readFileSync(`dist/site/${path}`, 'utf8').matchAll(/<ul class="cb-holds"[^>]*>([\s\S]*?)<\/ul>/g)].flatMap(
      ([, list = '']) => [...list.matchAll(/<li[^>]*>([^<]*)<\/li>/g)].map(([, words = '']) => `${path}: ${words}`),
    ),
  )
  expect(told.length).toBeGreaterThan(200)
  expect(told.filter((words) => !/: (?:[\w-]+ · \p{Lu}|\p{Lu})/u.test(words))).toEqual([])
})
