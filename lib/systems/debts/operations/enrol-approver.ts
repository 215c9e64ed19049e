import { passwordProblem } from '#lib/access/passwords/password-policy.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { EnrolApproverInput, type NewApprover } from '../approver-schemas.ts'
import { checkOf } from '../proof-store.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/**
 * Asks to become an approver, or to go on as one with another password and phone. Nothing is in force before the phone
 * has shown a code (`showApproverCode`) and somebody else has confirmed it; what was in force until then stays so. The
 * phone's secret is answered this once. Repeated, it starts anew.
 */
export const enrolApprover = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'approver.enrolled', tier: 'committed', subjects: () => [] },
  input: EnrolApproverInput,
  async run({ asker, proofs, passwords, totp, newId }, { senha }, { actor }): Promise<NewApprover> {
    if (actor.kind !== 'member') throw new AppError('escopo_insuficiente')
    if (passwordProblem(senha, actor.label) !== null) {
      throw new AppError('requisicao_invalida', { fields: [{ campo: 'senha', codigo: 'invalido' }] })
    }
    const id = newId('approver')
    const { parameters, stretched } = await passwords.stretch(senha, null)
    const secret = totp.newSecret()
    await proofs.enrolApprover(asker, {
      id,
      passwordParameters: parameters,
      passwordCheck: checkOf(stretched),
      totpSecret: totp.seal(secret, id),
    })
    const { typed, address } = totp.shownTo(secret, actor.label)
    return { id, segredo: typed, endereco: address }
  },
})
