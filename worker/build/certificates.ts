// Makes the certificates and keys of the prepared systems: each time the same bytes, and none of them is in the repository.

import { mkdirSync, writeFileSync } from 'node:fs'
import { material as expressway } from '../expressway/authority.ts'
import { material as ssm } from '../ssm/authority.ts'

const put = (name: string, made: object): void => writeFileSync(`dist/${name}.json`, `${JSON.stringify(made, null, 2)}\n`)

mkdirSync('dist', { recursive: true })
put('certificates', expressway())
put('ssm-certificates', ssm())
