import type { DebtModality, DebtStatus } from '#lib/identifiers/debt-words.ts'
import type { PresentedToken } from '#lib/kernel/call.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { AmountCents } from '#lib/kernel/money.ts'
import type { RECEIPTS, REFUSALS } from './source-schemas.ts'
import type { Asker } from './store.ts'
import type { SubjectIndex } from './subject-keys.ts'

/** A debt as its source says it is. */
export type ReceivedDebt = {
  /** Its id from now on, if it is new. */
  id: string
  sourceKey: string
  subject: SubjectIndex
  /** Of everything that was said, the correction's reason excepted. */
  digest: Buffer
  /** Why facts are said otherwise than before. */
  correction: string | null
  creditor: string
  contractNumber: string
  modality: DebtModality
  amountCents: AmountCents
  createdOn: CivilDate
  dueOn: CivilDate
  status: DebtStatus
  noticeSentOn: CivilDate | null
  noticeDeliveredOn: CivilDate | null
  listedOn: CivilDate | null
  removedOn: CivilDate | null
}

export type Receipt = { result: (typeof RECEIPTS)[number]; code: (typeof REFUSALS)[number] | null }

/** Debts as their sources bring them. */
export type SourceStore = {
  /**
   * Takes debts of the asker's institution under one inquiry and says what became of each, in the order given. Each is
   * decided for itself; what is refused leaves nothing behind. The same once more changes nothing. Throws
   * `credencial_invalida` (recorded) for a token that was denied meanwhile.
   */
  receiveDebts(asker: Asker, debts: readonly ReceivedDebt[], token?: PresentedToken): Promise<Receipt[]>
}
