// Files for the reader to keep.

/** Gives the reader a text as a file, or what stands at an address. */
export function saveFile(name: string, type: string, text: string, at?: string): void {
  const url = at ?? URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  if (at === undefined) URL.revokeObjectURL(url)
}
