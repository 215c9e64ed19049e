import type { Permission } from '#lib/access/permission-catalogue.ts'
import { createInquiryRecorder, type OpenedInquiry, type RecordingContext } from '#lib/audit/inquiry-recorder.ts'
import type { CursorCodec } from '#lib/http/cursor.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { HolderStore } from '../store.ts'

export type MovementEvent = 'movements.consulted'

/** What one call of a sistema3 operation runs with. */
export type MovementContext = RecordingContext & {
  holders: HolderStore
  cursors: CursorCodec
  /** Counts a person among the caller's of today; throws `pessoas_demais` over the limit. */
  meetPerson(cpf: Cpf): void
}

/** Base C's operations keep their ledger in Base C, one row for each person before the answer. */
export const defineMovementOperation = operationFactory<
  Permission,
  MovementEvent,
  'journaled',
  MovementContext,
  OpenedInquiry
>(createInquiryRecorder())
