import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import type { PasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { CursorCodec } from '#lib/http/cursor.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { IdSource } from '#lib/kernel/ids.ts'
import type { Logger } from '#lib/telemetry/logger.ts'
import type { ApprovalStore } from './approval-store.ts'
import type { ProofStore } from './proof-store.ts'
import type { SearchKeys } from './search-keys.ts'
import type { SourceStore } from './source-store.ts'
import type { Asker, FileStore, GrantStore, PortfolioStore } from './store.ts'
import type { SubjectKeys } from './subject-keys.ts'
import type { Totp } from './totp.ts'
import type { TrailStore } from './trail-store.ts'

/** What every operation of sistema1 runs with. */
export type DebtContext = {
  files: FileStore
  grants: GrantStore
  approvals: ApprovalStore
  proofs: ProofStore
  passwords: Pick<PasswordHasher, 'stretch'>
  totp: Totp
  /** Whether an approver without a phone proves nothing: everywhere but in the demonstration. */
  codesRequired: boolean
  portfolios: PortfolioStore
  sources: SourceStore
  subjects: SubjectKeys
  search: SearchKeys
  refs: CandidateRefs
  cursors: CursorCodec
  newId: IdSource
  clock: Clock
  logger: Logger
}

/** What a look-up runs with besides. */
export type LookUpContext = DebtContext & {
  /** Counts a person among the caller's of today; throws `pessoas_demais` over the limit. */
  meetPerson(cpf: Cpf): void
}

/** What auditors' operations, and the trail's own paths, run with besides. */
export type TrailContext = DebtContext & { trail: TrailStore }

/** The caller of one call, under a new inquiry of its own. */
export function askerOf(call: Call, newId: IdSource): Asker {
  return {
    inquiryId: newId('inquiry'),
    actorKind: call.actor.kind,
    actorId: call.actor.id,
    actorLabel: call.actor.label,
    institutionId: call.actor.institutionId,
    ip: call.ip,
    purpose: call.purpose,
    relationship: call.relationship,
    requestId: call.requestId,
  }
}
