// What the foot of a page offers: an address for readers' words, and the two lines that embed a procedure elsewhere.

/**
 * Where a reader's words about a page go. `to` is a build setting: a mail address, or the address of a form or of new
 * issues, which then gets `title` and `page`. Without one a mail is opened that names nobody yet. The place on the page
 * is put in when the link is followed.
 */
export function feedbackAddress(to: string | undefined, title: string, page: string): string {
  if (to !== undefined && /^https?:/.test(to)) {
    const url = new URL(to)
    url.searchParams.set('title', title)
    url.searchParams.set('page', page)
    return url.href
  }
  return `mailto:${to ?? ''}?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(page)}`
}

/** What a writer of another site pastes into a page. `origin` is '' where it is not known at build. */
export const embedding = (origin: string, id: string, title: string): string =>
  `<iframe src="${origin}/embed/${id}/" title="${title.replaceAll('"', '&quot;')}"\n  width="100%" height="800" loading="lazy"></iframe>`
