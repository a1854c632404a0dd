// Which tests show a behaviour: those whose title names its id, and transcripts that name it in their heading.

const SOURCES: Readonly<Record<string, string>> = {
  ...import.meta.glob<string>('../../../test/**/*.test.ts', { eager: true, query: '?raw', import: 'default' }),
  ...import.meta.glob<string>('../../../test/**/*.txt', { eager: true, query: '?raw', import: 'default' }),
}

/** The test files that name a behaviour, without their folders' common start. */
export function testsNaming(id: string): readonly string[] {
  const named = new RegExp(`\\b${id}\\b`)
  return Object.entries(SOURCES)
    .filter(([path, source]) => titlesIn(path, source).some((title) => named.test(title)))
    .map(([path]) => path.replace('../../../test/', ''))
    .sort()
}

const titlesIn = (path: string, source: string): readonly string[] =>
  path.endsWith('.txt')
    ? source.split('\n').filter((line) => line.startsWith('#'))
    : [...source.matchAll(/\b(?:test|it|describe)(?:\.\w+)?\(\s*(['"`])([\s\S]*?)\1/g)].map(([, , title = '']) => title)
