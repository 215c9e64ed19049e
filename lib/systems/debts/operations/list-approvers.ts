import { z } from 'zod'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { ApproverId } from '#lib/kernel/ids.ts'
import type { ApproverRow } from '../approval-store.ts'
import type { ApproverList, ApproverOnWire } from '../approver-schemas.ts'
import type { DebtContext } from '../context.ts'
import type { ChangeOutcome } from '../store.ts'
import { defineChangeOperation } from './define-debt-operation.ts'
import { unproven } from './prove.ts'

/** The institution's approvers and those who ask to be; an enrolment that hasn't shown its code is its owner's alone. */
export const listApprovers = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { none: 'reads who may approve, which is about members of the caller’s own institution' },
  input: z.strictObject({}),
  async run({ approvals }, _, { actor }): Promise<ApproverList> {
    const rows = await approvals.listApprovers(actor.institutionId)
    const seen = rows.filter(({ shown, confirmedAt, memberId }) => shown || confirmedAt || memberId === actor.id)
    return { itens: seen.map((row) => approverOnWire(row, actor.id)), proximo: null }
  },
})

/** The enrolment after a change, or the error that its outcome means. */
export async function approverAfter(
  outcome: ChangeOutcome,
  { approvals }: Pick<DebtContext, 'approvals'>,
  { actor }: Call<Permission>,
  id: ApproverId,
): Promise<ApproverOnWire> {
  if (outcome === 'conflict') throw new AppError('conflito')
  if (outcome === 'unproven') throw unproven('invalido')
  const rows = outcome === 'done' ? await approvals.listApprovers(actor.institutionId) : []
  const row = rows.find((one) => one.id === id)
  if (row === undefined) throw new AppError('recurso_nao_encontrado')
  return approverOnWire(row, actor.id)
}

function approverOnWire(row: ApproverRow, viewerId: string): ApproverOnWire {
  return {
    id: row.id,
    membro: row.memberLabel,
    proprio: row.memberId === viewerId,
    situacao: row.confirmedAt ? 'ativo' : row.shown ? 'aguarda' : 'pede_codigo',
    com_codigo: row.withTotp,
    pedido_em: row.askedAt.toISOString(),
    confirmado_em: row.confirmedAt?.toISOString() ?? null,
  }
}
