import type { RequestId } from '#lib/kernel/ids.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { Caller } from '../caller.ts'
import type { DebtContext } from '../context.ts'
import { StorePortfolioInput } from '../mandate-schemas.ts'

/**
 * Takes changes of portfolios from the keeper of consents: who has a live one to which institution, and until when.
 * Idempotent, in any order; each call is a row of the ledger.
 *
 * Not made by the operation factory: the caller is a process, known by its certificate, and says what others have
 * decided. What it could do with a lie is no more than what it may ask anyway: sums, under the institution's mandate.
 */
export async function storePortfolio(
  { portfolios, subjects, newId }: Pick<DebtContext, 'portfolios' | 'subjects' | 'newId'>,
  from: { caller: Caller; ip: string; requestId: RequestId },
  raw: unknown,
): Promise<void> {
  const { itens } = parseInput(StorePortfolioInput, raw)
  await portfolios.storePortfolio(
    {
      inquiryId: newId('inquiry'),
      actorKind: 'service',
      actorId: from.caller,
      actorLabel: from.caller,
      institutionId: 'crivo',
      ip: from.ip,
      purpose: null,
      relationship: null,
      requestId: from.requestId,
    },
    itens.map((item) => ({
      subject: subjects.indexOf(item.cpf),
      institutionId: item.instituicao,
      reference: item.referencia,
      state: item.uf,
      bornOn: item.nascimento,
      consentUntil: item.vale_ate,
      number: item.numero,
      changedAt: item.em,
    })),
  )
}
