// Makes the certificates and keys of the prepared systems: each time the same bytes, and none of them is in the repository.

import { mkdirSync, writeFileSync } from 'node:fs'
import { material } from '../expressway/authority.ts'

mkdirSync('dist', { recursive: true })
writeFileSync('dist/certificates.json', `${JSON.stringify(material(), null, 2)}\n`)
