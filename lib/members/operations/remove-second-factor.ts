import { AppError } from '#lib/kernel/app-error.ts'
import { secondFactorLetter } from '#lib/mail/index.ts'
import { defineMembersOperation } from '../operation.ts'
import { checkProof, type ProofRefusal } from '../proof.ts'
import { ProofInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

export type RemoveSecondFactorResult = { kind: 'removed' } | ProofRefusal

/** Takes one's own second factor away, given the password and a code of it, and says so by mail. */
export const removeSecondFactor = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'second_factor.removed', tier: 'committed', subjects: () => [] },
  input: ProofInput,
  async run(context, proof, call): Promise<RemoveSecondFactorResult> {
    const { changes, mail, background } = context
    const actor = requireMember(call)
    const checked = await checkProof(context, actor, proof)
    if (checked.kind !== 'proved') {
      await changes.refuse()
      return checked
    }
    const member = await changes.commit(async (rows) => {
      const found = await rows.members.find(actor.id)
      if (!found || !(await rows.secondFactors.remove(actor.id))) throw new AppError('recurso_nao_encontrado')
      return found
    })
    background.run('mail.second-factor', () =>
      mail.send({ to: member.email, ...secondFactorLetter(member.language, 'removed') }),
    )
    return { kind: 'removed' }
  },
})
