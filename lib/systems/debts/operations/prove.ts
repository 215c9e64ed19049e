import { AppError, type FieldError } from '#lib/kernel/app-error.ts'
import type { Proof } from '../approver-schemas.ts'
import type { DebtContext } from '../context.ts'
import type { ProofId, ProvenAct } from '../proof-store.ts'
import type { Asker } from '../store.ts'

/** No code is ever of these thirty seconds: where there is none to compare, Base A refuses. */
const NO_STEP = -1

/**
 * Turns what an approver typed into a proof of one act over one request as it stands, which Base A takes once and within
 * a minute. What is wrong with it is never told apart: password, code, or a code that was used. Each attempt is counted
 * by approver and by address before anything is compared (`limite_excedido`).
 */
export async function prove(
  context: DebtContext,
  asker: Asker,
  { act, target, prova }: { act: ProvenAct; target: string; prova: Proof },
): Promise<ProofId> {
  const { proofs, passwords, totp, logger } = context
  const begun = await proofs.beginProof(asker)
  if (begun.kind === 'wait') throw new AppError('limite_excedido', { retryAfterSeconds: begun.seconds })
  // Of oneself, so there is nothing to hide: who isn't confirmed yet, or lacks what production asks for, is told so.
  if (begun.kind === 'nobody' || (begun.totpSecret === null && context.codesRequired)) throw unproven('obrigatorio')
  const { stretched } = await passwords.stretch(prova.senha, begun.passwordParameters)
  const totpStep =
    begun.totpSecret === null
      ? null
      : (totp.stepOf(totp.open(begun.totpSecret, begun.enrolment), prova.codigo ?? '') ?? NO_STEP)
  const issued = await proofs.issueProof(asker, { enrolment: begun.enrolment, act, target, stretched, totpStep })
  if (issued.kind === 'issued') return issued.proof
  if (issued.kind === 'missing') throw new AppError('recurso_nao_encontrado')
  logger.warn({ event: 'approval.proof-refused', requestId: asker.requestId, approver: asker.actorId, act })
  throw unproven('invalido')
}

export function unproven(codigo: FieldError['codigo']): AppError {
  return new AppError('requisicao_invalida', { reason: 'no good proof', fields: [{ campo: 'prova', codigo }] })
}
