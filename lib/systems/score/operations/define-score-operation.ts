import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { createInquiryRecorder, type OpenedInquiry, type RecordingContext } from '#lib/audit/inquiry-recorder.ts'
import type { CursorCodec } from '#lib/http/cursor.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { DebtsPort } from '../debts-port.ts'
import type { PortfolioStore } from '../portfolio-store.ts'
import type { PeopleStore } from '../store.ts'

export type ScoreEvent = 'score.consulted' | 'score.searched' | 'score.listed'

/** What one call of a sistema2 operation runs with; `debts` is bound to the caller's token. */
export type ScoreContext = RecordingContext & {
  people: PeopleStore
  portfolio: PortfolioStore
  /** Whether the copy of consents is fresh enough to say who is in a portfolio. */
  consents: { isFresh(): boolean }
  debts: DebtsPort
  cursors: CursorCodec
  refs: Pick<CandidateRefs, 'seal'>
  /** Counts a person among the caller's of today; throws `pessoas_demais` over the limit. */
  meetPerson(cpf: Cpf): void
}

/** Base B's operations keep their ledger in Base B, one awaited row for each person before the answer. */
export const defineScoreOperation = operationFactory<Permission, ScoreEvent, 'grouped', ScoreContext, OpenedInquiry>(
  createInquiryRecorder(),
)
