import { AppError } from '#lib/kernel/app-error.ts'
import type { ApproverId } from '#lib/kernel/ids.ts'
import { type ApproverOnWire, ShowCodeInput } from '../approver-schemas.ts'
import { defineChangeOperation } from './define-debt-operation.ts'
import { approverAfter } from './list-approvers.ts'

/** Shows that the phone of one's own enrolment makes its codes; from then on it can be confirmed by somebody else. */
export const showApproverCode = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { event: 'approver.enrolled', tier: 'committed', subjects: () => [] },
  input: ShowCodeInput,
  async run({ asker, ...context }, input, call): Promise<ApproverOnWire> {
    // The schema has checked the shape.
    const id = input.id as ApproverId
    const sealed = await context.proofs.findUnshownTotp(asker, id)
    if (sealed === null) throw new AppError('recurso_nao_encontrado')
    if (context.totp.stepOf(context.totp.open(sealed, id), input.codigo) === null) {
      throw new AppError('requisicao_invalida', { fields: [{ campo: 'codigo', codigo: 'invalido' }] })
    }
    return approverAfter(await context.proofs.showTotp(asker, id), context, call, id)
  },
})
