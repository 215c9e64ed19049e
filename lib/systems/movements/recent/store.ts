import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { MemberId } from '#lib/kernel/ids.ts'

/** One of a member's own look-ups of one person. */
export type OwnInquiry = { cpf: Cpf; at: Date; purpose: Purpose; relationship: string | null }

/** The ledger, read by those who wrote it. */
export type OwnInquiries = {
  /** The people whose files a member opened, each once, by their newest look-up. Of the last few hundred look-ups. */
  listRecent(memberId: MemberId, limit: number): Promise<readonly OwnInquiry[]>
}
