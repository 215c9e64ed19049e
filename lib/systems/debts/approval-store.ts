import type { ApproverId } from '#lib/kernel/ids.ts'
import type { ProofId } from './proof-store.ts'
import type { Asker, ChangeOutcome, Grant } from './store.ts'

export type WaitingGrant = { grant: Grant; requesterId: string }

/** What somebody asked for and what came of it; `opened` counts the inquiries that their grants opened. */
export type RequesterRecord = { asked: number; approved: number; refused: number; opened: number }

/** `confirmedAt` null: it waits for somebody else's word, once its phone has been `shown`. */
export type ApproverRow = {
  id: string
  memberId: string
  memberLabel: string
  withTotp: boolean
  shown: boolean
  askedAt: Date
  confirmedAt: Date | null
}

/** What those who decide see and do besides deciding, as the role that keeps grants. */
export type ApprovalStore = {
  /** Requests that nobody has decided, the oldest first. */
  listWaiting(institutionId: string, page: { since: Date; limit: number }): Promise<WaitingGrant[]>
  /** By requester's id; who asked for nothing isn't in it. */
  requesterRecords(
    institutionId: string,
    of: { requesterIds: readonly string[]; since: Date },
  ): Promise<ReadonlyMap<string, RequesterRecord>>
  listApprovers(institutionId: string): Promise<ApproverRow[]>
  /** By another approver of the same institution. */
  confirmApprover(asker: Asker, id: ApproverId, proof: ProofId): Promise<ChangeOutcome>
}
