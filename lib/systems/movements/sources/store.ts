import type { LedgerTransaction } from '#lib/audit/inquiry-ledger.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Movement } from '../movement-file.ts'

export type Receipt =
  | { result: 'created' | 'unchanged' }
  /** Under this id stands another movement. */
  | { result: 'refused'; code: 'conflito' | 'pessoa_nao_encontrada' }

/** Where movements of sources go in. */
export type MovementIntake = {
  /**
   * Takes in movements of one person, all in one transaction with the lists that they belong to; one receipt each, in
   * their order. Idempotent by id. Unknown and closed files refuse them all. `record` runs last in the transaction, and
   * again when that runs again; what it throws undoes everything.
   */
  receive(
    cpf: Cpf,
    movements: readonly Movement[],
    at: Date,
    record: (transaction: LedgerTransaction) => Promise<void>,
  ): Promise<readonly Receipt[]>
}
