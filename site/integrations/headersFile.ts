// Writes `_headers` beside the built pages: one strict policy with the hash of every inline script and
// style that the pages really carry, and the other headers that keep readers' keys safe.

import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'
import { HSTS } from '../../worker/api/transport.ts'

/** A longer line than 2,000 characters is dropped by the asset server, and the site would ship without a policy. */
const POLICY_LENGTH_MAX = 1_900

/** So many rules the asset server reads; what stands behind them would have no headers. */
const RULES_MAX = 100

const SCRIPT = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g
const STYLE = /<style[^>]*>([\s\S]*?)<\/style>/g
// Data blocks are never run, so they need no permission.
const DATA_TYPE = /\stype="(?!module"|text\/javascript")[^"]*"/

export function headersFile(): AstroIntegration {
  return {
    name: 'headers-file',
    hooks: {
      'astro:build:start': () => {
        process.stdout.write('Building the pages, which takes some twenty seconds …\n')
      },
      'astro:build:done': ({ dir, pages, logger }) => {
        const root = fileURLToPath(dir)
        const scripts = new Set<string>()
        const styles = new Set<string>()
        for (const page of globSync('**/*.html', { cwd: root })) {
          const html = readFileSync(`${root}${page}`, 'utf8')
          for (const [, attributes = '', source = ''] of html.matchAll(SCRIPT))
            if (!DATA_TYPE.test(attributes)) scripts.add(hashOf(source))
          for (const [, source = ''] of html.matchAll(STYLE)) styles.add(hashOf(source))
        }
        const policy = policyOf([...scripts].sort(), [...styles].sort(), "'none'")
        if (policy.length > POLICY_LENGTH_MAX)
          throw new Error(
            `the content security policy has ${policy.length} characters, at most ${POLICY_LENGTH_MAX} are safe: make fewer inline scripts`,
          )
        const hashed = globSync('_astro/*', { cwd: root }).sort()
        if (hashed.length + RULES_OF_PAGES > RULES_MAX)
          throw new Error(`_headers would need ${hashed.length + RULES_OF_PAGES} rules, ${RULES_MAX} are read`)
        const embeddable = policyOf([...scripts].sort(), [...styles].sort(), '*')
        writeFileSync(`${root}_headers`, linesOf(policy, embeddable, hashed))
        process.stdout.write(`${pages.length} pages built\n`)
        logger.info(`policy of ${policy.length} characters for ${scripts.size} scripts and ${styles.size} styles`)
      },
    },
  }
}

const hashOf = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`

// `style-src-attr` alone is relaxed: highlighted code carries its colours in style attributes.
function policyOf(scripts: readonly string[], styles: readonly string[], ancestors: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${scripts.join(' ')}`.trim(),
    `style-src-elem 'self' ${styles.join(' ')}`.trim(),
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}

const RULES_OF_PAGES = 2

// A file with a hash in its name is kept for good. Each has a rule of its own: one for their folder would hold for what is
// not there too, and a browser would keep it from trying again.
function linesOf(policy: string, embeddable: string, hashed: readonly string[]): string {
  return `/*
  Content-Security-Policy: ${policy}
  Strict-Transport-Security: ${HSTS}
  X-Frame-Options: DENY
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()

/embed/*
  ! Content-Security-Policy
  ! X-Frame-Options
  Content-Security-Policy: ${embeddable}

${hashed.map((path) => `/${path}\n  Cache-Control: public, max-age=31556952, immutable\n`).join('')}`
}
