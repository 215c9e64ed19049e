import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { answered } from './database-failures.ts'
import type { Receipt, ReceivedDebt, SourceStore } from './source-store.ts'
import { askerValue, tokenValue } from './sql-values.ts'

/** Debts of sources by the role `basea_grants`, which brings them in through a definer function and reads none. */
export function createPostgresSourceStore({ client }: Pick<BaseADatabase, 'client'>): SourceStore {
  return {
    async receiveDebts(asker, debts, token) {
      const rows = JSON.stringify(debts.map(sourceRow))
      const received = await answered(
        () =>
          // Raw: a definer function that decides row by row and records in one transaction.
          client.$queryRaw<{ results: Record<string, [Receipt['result'], Receipt['code']]> | null }[]>`
            SELECT control.receive_debts(${askerValue(asker)}, ${tokenValue(token)}, ${rows}::jsonb) AS results`,
      )
      const results = received[0]?.results
      if (!results) throw new AppError('credencial_invalida', { reason: 'denied token' })
      return debts.map((_, place) => {
        const [result, code] = results[place] ?? ['recusada', 'conflito']
        return { result, code }
      })
    },
  }
}

function sourceRow(debt: ReceivedDebt, place: number) {
  return {
    place,
    subject_index: debt.subject.toString('hex'),
    source_key: debt.sourceKey,
    digest: debt.digest.toString('hex'),
    correction: debt.correction,
    debt: {
      id: debt.id,
      creditor: debt.creditor,
      contract_number: debt.contractNumber,
      modality: debt.modality,
      amount_cents: debt.amountCents,
      created_on: debt.createdOn,
      due_on: debt.dueOn,
      status: debt.status,
      notice_sent_on: debt.noticeSentOn,
      notice_delivered_on: debt.noticeDeliveredOn,
      listed_on: debt.listedOn,
      removed_on: debt.removedOn,
    },
  }
}
