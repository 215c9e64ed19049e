import { AppError } from '#lib/kernel/app-error.ts'
import { defineMembersOperation } from '../operation.ts'
import { checkProof, type ProofRefusal } from '../proof.ts'
import { ProofInput } from '../schemas.ts'
import { requireMember } from './own-member.ts'

export type BeginSecondFactorResult = { kind: 'begun'; secret: string; uri: string } | ProofRefusal

/**
 * Makes a new secret for one's authenticator app, given the password, and a code of the second factor that it is to
 * replace. Nothing changes until a code of the new one confirms it.
 */
export const beginSecondFactor = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'second_factor.begun', tier: 'committed', subjects: () => [] },
  input: ProofInput,
  async run(context, proof, call): Promise<BeginSecondFactorResult> {
    const { changes, clock, secondFactors } = context
    const actor = requireMember(call)
    const checked = await checkProof(context, actor, proof)
    if (checked.kind !== 'proved') {
      await changes.refuse()
      return checked
    }
    const secret = secondFactors.newSecret()
    await changes.commit(async (rows) => {
      const member = await rows.members.find(actor.id)
      if (!member) throw new AppError('recurso_nao_encontrado')
      await rows.secondFactors.keepPending(actor.id, secondFactors.seal(actor.id, secret), clock.now())
    })
    return { kind: 'begun', secret, uri: secondFactors.uriOf(actor.label, secret) }
  },
})
