import { AppError } from '#lib/kernel/app-error.ts'
import type { MemberId } from '#lib/kernel/ids.ts'
import { secondFactorLetter } from '#lib/mail/index.ts'
import { defineMembersOperation } from '../operation.ts'
import { ManageMemberInput } from '../schemas.ts'

/**
 * Takes the second factor of a colleague away who has lost phone and recovery codes, ends their sessions and writes to
 * them. One's own goes by `removeSecondFactor`, with its proof: here that is `conflito`. Another institution's member, one
 * that never was and one without a second factor: `recurso_nao_encontrado`.
 */
export const resetSecondFactor = defineMembersOperation({
  permission: 'equipe:administrar',
  audit: { event: 'second_factor.reset', tier: 'committed', subjects: ({ memberId }) => [memberId] },
  input: ManageMemberInput,
  async run({ changes, clock, mail, background }, input, call) {
    // The schema checked the shape; the brand exists only in the type system.
    const memberId = input.memberId as MemberId
    if (memberId === call.actor.id) throw new AppError('conflito', { reason: "an administrator's own second factor" })
    const member = await changes.commit(async (rows) => {
      const found = await rows.members.find(memberId)
      if (!found || !(await rows.secondFactors.remove(memberId))) throw new AppError('recurso_nao_encontrado')
      await rows.sessions.endAll(memberId, clock.now())
      return found
    })
    background.run('mail.second-factor', () =>
      mail.send({ to: member.email, ...secondFactorLetter(member.language, 'reset') }),
    )
  },
})
