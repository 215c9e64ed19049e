import { defineMembersOperation } from '../operation.ts'
import { RecordExportInput } from '../schemas.ts'
import { LOOK_UP } from './look-up-permission.ts'

/**
 * Puts on the trail that what an inquiry has shown of a person left the portal as a file. Called before the file is
 * handed out: without the row there is none. Not idempotent: each file is on record.
 */
export const recordExport = defineMembersOperation({
  permission: LOOK_UP,
  audit: {
    event: 'dossier.exported',
    tier: 'committed',
    subjects: ({ reference, inquiry }) => [reference, inquiry],
  },
  input: RecordExportInput,
  async run({ changes }) {
    await changes.commit(async () => undefined)
  },
})
