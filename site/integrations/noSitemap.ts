// A sitemap names pages by their whole address, and a site built without SITE_URL knows none. Starlight adds the
// integration that would say so as a warning at every build, unless one of this name is there already.

import type { AstroIntegration } from 'astro'

export const noSitemap = (): AstroIntegration => ({ name: '@astrojs/sitemap', hooks: {} })
