import { z } from 'zod'
import { approvalAskedLetter } from '#lib/mail/index.ts'
import { defineMembersOperation } from '../operation.ts'

/**
 * Writes to the institution's approvers that a request waits for them; not to its author. Nobody waits for the letters.
 * At most four an hour for an institution: a heap of requests is one reason to look, and the page counts them.
 */
export const tellApprovers = defineMembersOperation({
  permission: 'concessoes:solicitar',
  audit: { none: 'a letter about a request that sistema1 has recorded' },
  input: z.strictObject({}),
  async run({ store, throttle, mail, background, publicUrl }, _, { actor }): Promise<void> {
    background.run('approval.asked', async () => {
      const attempt = await throttle.attempt([{ limit: 'approval-letter:institution', key: actor.institutionId }])
      if (attempt.kind === 'throttled') return
      const approvers = await store.within(actor.institutionId, (rows) => rows.members.listActive('approver'))
      const link = `${publicUrl}/concessoes`
      for (const { id, email, language } of approvers) {
        if (id !== actor.id) await mail.send({ to: email, ...approvalAskedLetter(language, { link }) })
      }
    })
  },
})
