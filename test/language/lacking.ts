// What a language lacks, in the form of its two files, so that it can be filled in and put there:
// npm run --silent lacking -- it

import { existsSync, readFileSync } from 'node:fs'
import { lackingIn, tellerOf, type Words } from '../../site/src/build/languages.ts'
import { sentencesSaid } from './said.ts'

const language = process.argv[2]
if (language === undefined) throw new Error('which language? npm run --silent lacking -- it')
const read = (name: string): Words =>
  existsSync(`content/strings/${name}.json`) ? (JSON.parse(readFileSync(`content/strings/${name}.json`, 'utf8')) as Words) : {}
const tell = tellerOf(read(`${language}.sentences`) as Readonly<Record<string, string>>)
const untold = sentencesSaid().filter((sentence) => tell(sentence) === sentence)
process.stdout.write(
  `${JSON.stringify(
    {
      [`${language}.json`]: lackingIn(read('en'), read(language)),
      [`${language}.sentences.json`]: Object.fromEntries(untold.map((sentence) => [sentence, ''])),
    },
    null,
    2,
  )}\n`,
)
