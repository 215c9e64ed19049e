import { defineMembersOperation } from '../operation.ts'
import { RecordExportInput } from '../schemas.ts'

/**
 * Puts on the trail that what an inquiry has shown of a person left the portal as a file. Called before the file is
 * handed out: without the row there is none. Not idempotent: each file is on record.
 */
export const recordExport = defineMembersOperation({
  permission: 'sistema1:consultar',
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
