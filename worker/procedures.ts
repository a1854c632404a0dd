// The procedures, as `npm run procedures` put them together from content/procedures/.

import compiled from '../dist/procedures.json' with { type: 'json' }
import { type Procedure, type ProcedureText, parseProcedure } from './kernel/procedure.ts'

export const PROCEDURES: readonly Procedure[] = (compiled as unknown as readonly ProcedureText[]).map(parseProcedure)
