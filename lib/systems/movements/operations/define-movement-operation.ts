import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { createInquiryRecorder, type OpenedInquiry, type RecordingContext } from '#lib/audit/inquiry-recorder.ts'
import type { CursorCodec } from '#lib/http/cursor.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { HolderStore, PortfolioStore } from '../store.ts'

export type MovementEvent = 'movements.consulted' | 'portfolio.movements_listed' | 'portfolio.inquiries_listed'

/** What one call of a sistema3 operation runs with. */
export type MovementContext = RecordingContext & {
  holders: HolderStore
  portfolio: PortfolioStore
  cursors: CursorCodec
  refs: Pick<CandidateRefs, 'seal'>
  /**
   * Counts a person among the caller's of today; throws `pessoas_demais` over the limit. Whoever asks for a card that
   * nobody has asks for a person too: then the card's own name stands for them.
   */
  meetPerson(person: string): void
}

/** Base C's operations keep their ledger in Base C, one row for each person before the answer. */
export const defineMovementOperation = operationFactory<
  Permission,
  MovementEvent,
  'journaled',
  MovementContext,
  OpenedInquiry
>(createInquiryRecorder())
