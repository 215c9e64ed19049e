import type { DenialList } from '#lib/access/token-denials.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { DebtModality, DebtStatus } from '#lib/identifiers/debt-words.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import type { AppError } from '#lib/kernel/app-error.ts'
import type { PresentedToken } from '#lib/kernel/call.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { GrantId, InquiryId, RequestId } from '#lib/kernel/ids.ts'
import type { AmountCents } from '#lib/kernel/money.ts'
import type { ProofId } from './proof-store.ts'
import type { GrantLife } from './rules.ts'
import type { GrantScope, PublicKeys, VisibleStatus } from './schemas.ts'
import type { NamePair } from './search-keys.ts'
import type { SubjectIndex } from './subject-keys.ts'

export type DebtEvent =
  | 'debts.file_opened'
  | 'debts.summarized'
  | 'debts.candidates_searched'
  | 'debts.ranked'
  | 'debts.received'
  | 'grant.requested'
  | 'grant.approved'
  | 'grant.refused'
  | 'grant.ended'
  | 'approver.enrolled'
  | 'approver.confirmed'

/** Who asks, under the inquiry that records it: the part of every row of the ledger that the caller decides. */
export type Asker = {
  inquiryId: InquiryId
  actorKind: 'member' | 'key' | 'service'
  actorId: string
  actorLabel: string
  institutionId: string
  ip: string
  purpose: Purpose | null
  relationship: string | null
  requestId: RequestId
}

export type Denial = {
  asker: Asker
  event: DebtEvent
  grantId: GrantId | null
  subject: SubjectIndex | null
  code: AppError['code']
}

export type Person = {
  cpf: Cpf
  name: string
  street: string
  number: string
  complement: string | null
  district: string
  city: string
  state: string
  postalCode: string
  updatedAt: Date
}

export type VisibleDebt = {
  id: string
  creditor: string
  modality: DebtModality
  amountCents: AmountCents
  createdOn: CivilDate
  dueOn: CivilDate
  status: VisibleStatus
}

/** By what debts are listed, and which of them. Dates are inclusive on both ends. */
export type DebtFilters = {
  createdFrom?: CivilDate | undefined
  createdTo?: CivilDate | undefined
  dueFrom?: CivilDate | undefined
  dueTo?: CivilDate | undefined
  status?: DebtStatus | undefined
}
export type DebtOrder = { by: 'amount' | 'created' | 'due'; descending: boolean }

/** A place in the list of a person's debts: the value that it is ordered by, and the id among equals. */
export type DebtPosition = { value: number | CivilDate; id: string }

/** The last time anybody was shown this person's data; who and whence only to the same institution. */
export type PreviousInquiry = { at: Date; ip: string | null; label: string | null }

/** A person's file, opened by an inquiry that is on record. Only good while `withGrant` runs. */
export type OpenedFile = {
  previous: PreviousInquiry | null
  /** Null for an unknown person and for a closed file. */
  findPerson(): Promise<Person | null>
  /** Of what may be shown today, what the filters ask for; `after` is the last position of the page before. */
  listDebts(page: {
    filters: DebtFilters
    order: DebtOrder
    limit: number
    after: DebtPosition | null
  }): Promise<VisibleDebt[]>
  /** Over all that may be shown and that the filters ask for, whatever the page. */
  sumDebts(filters: DebtFilters): Promise<{ totalCents: AmountCents; updatedAt: Date | null }>
}

export type DebtSummary = {
  inquiryId: string
  count: number
  totalCents: AmountCents
  largestCents: AmountCents
  oldestDueOn: CivilDate | null
  lastRemovedOn: CivilDate | null
  updatedAt: Date
}

export type MandateAnswer = { kind: 'permitted'; summary: DebtSummary } | { kind: 'denied' }

/** What a search is for: a name's pairs of words, or an address. */
export type SearchQuestion =
  | { kind: 'name'; pairs: readonly NamePair[] }
  | { kind: 'address'; index: Buffer; withCep: boolean }

/** Rank 0 is spelt as asked, 1 sounds so. */
export type CandidatePosition = { rank: number; spelling: number; personId: string }

export type Candidate = CandidatePosition & {
  cpf: Cpf
  name: string
  city: string
  state: string
  birthYear: number
}

export type Ranking = {
  by: 'total' | 'largest' | 'count'
  descending: boolean
  state: string | null
  bornFrom: CivilDate | null
  bornTo: CivilDate | null
}
export type RankPosition = { value: number; reference: string }
export type RankedPerson = DebtSummary & RankPosition
export type RankingAnswer = { kind: 'permitted'; people: RankedPerson[]; more: boolean } | { kind: 'denied' }

/** People and debts, as the role that reads them. Every way in records before it reads. */
export type FileStore = {
  /**
   * Spends one use of a grant, commits the inquiry, and only then opens the person's rows to `read`. Throws
   * `concessao_negada` (recorded) for whatever is wrong with the grant, `credencial_invalida` (recorded) for a token that
   * was denied meanwhile, `auditoria_indisponivel` when it can't record.
   * An AppError of `read` is an answer too: the inquiry is closed and the error thrown on.
   */
  withGrant<T>(
    access: {
      asker: Asker
      grantId: GrantId
      subject: SubjectIndex
      secret: Buffer
      token?: PresentedToken | undefined
    },
    read: (file: OpenedFile) => Promise<T>,
  ): Promise<T>
  /** Records and sums one person's debts under the mandate of the asker's institution; opens no row. */
  withMandate(question: {
    asker: Asker
    subject: SubjectIndex
    token?: PresentedToken | undefined
  }): Promise<MandateAnswer>
  /** Records and sums up to a hundred people's debts under one mandate, in their order. */
  withMandateOver(question: {
    asker: Asker
    people: readonly { inquiryId: InquiryId; subject: SubjectIndex }[]
    token?: PresentedToken | undefined
  }): Promise<{ kind: 'permitted'; summaries: DebtSummary[] } | { kind: 'denied' }>
  /**
   * Spends one use of a grant to search, commits the inquiry with its question, and only then looks for candidates. Opens
   * no row. Throws like `withGrant`.
   */
  searchCandidates(search: {
    asker: Asker
    grantId: GrantId
    secret: Buffer
    question: SearchQuestion
    limit: number
    after: CandidatePosition | null
    token?: PresentedToken | undefined
  }): Promise<{ candidates: Candidate[]; more: boolean }>
  /**
   * One page of the portfolio of the asker's institution by debts, under its mandate: as many people as there are
   * inquiries, each on record before anything is summed. Opens no row.
   */
  rankPortfolio(question: {
    asker: Asker
    inquiryIds: readonly InquiryId[]
    ranking: Ranking
    after: RankPosition | null
    token?: PresentedToken | undefined
  }): Promise<RankingAnswer>
  /** Sums anew those in portfolios for whom a debt's five years have ended; how many there were. */
  refreshStaleSums(): Promise<number>
  recordDenial(denial: Denial): Promise<void>
  /** Gives every ticket that ran out without an outcome the outcome `interrompida`; how many there were. */
  closeExpiredTickets(): Promise<number>
}

export type NewGrant = {
  id: GrantId
  scope: GrantScope
  reason: string
  minutes: number
  uses: number
  people: readonly { subject: SubjectIndex; cpfMasked: string; secretHash: Buffer }[]
}

export type NewSearchGrant = Pick<NewGrant, 'id' | 'reason' | 'minutes' | 'uses'> & { secretHash: Buffer }

export type Grant = GrantLife & {
  id: GrantId
  scope: GrantScope
  purpose: Purpose
  reason: string
  relationship: string | null
  minutes: number
  uses: number
  cpfsMasked: readonly string[]
  requesterLabel: string
  notBefore: Date | null
  approvals: readonly { label: string; at: Date }[]
}

export type GrantPosition = { createdAt: Date; id: GrantId }

/**
 * `missing`: none such in the asker's institution. `conflict`: it is no longer, or never was, theirs to change so.
 * `unproven`: the proof that it takes isn't good, or isn't any more.
 */
export type ChangeOutcome = 'done' | 'missing' | 'conflict' | 'unproven'

/** A caller's `Idempotency-Key` and what was asked under it, as keyed hashes: either may hold a CPF. */
export type OnceOnly = { keyHash: Buffer; bodyHash: Buffer }

/** Grants and token keys, as the role that keeps them; it sees no person. Each change writes its inquiry with it. */
export type GrantStore = {
  /**
   * Writes a request; one of scope `busca` names nobody and takes two approvals. With `once`, the one that was written
   * under the same key in the last day stands for it: the answer is the id that stands. Throws
   * `chave_de_idempotencia_reutilizada` where that one asked for something else.
   */
  requestGrant(asker: Asker, grant: NewGrant | NewSearchGrant, once: OnceOnly | null): Promise<GrantId>
  /** By somebody else of the same institution; the database refuses the rest. */
  approveGrant(asker: Asker, id: GrantId, proof: ProofId): Promise<ChangeOutcome>
  refuseGrant(asker: Asker, id: GrantId, proof: ProofId): Promise<ChangeOutcome>
  /** `anyOfInstitution`: also grants that others asked for. */
  endGrant(asker: Asker, id: GrantId, options: { anyOfInstitution: boolean }): Promise<ChangeOutcome>
  findGrant(viewer: GrantViewer, id: GrantId): Promise<Grant | null>
  /** Newest first. */
  listGrants(viewer: GrantViewer, page: { limit: number; after: GrantPosition | null }): Promise<Grant[]>
  storeKeySet(asker: Asker, keys: PublicKeys): Promise<void>
  findKeySet(): Promise<{ keys: unknown; receivedAt: Date } | null>
  /** Keeps a list of denied tokens; one that was read before the one at hand is passed over. */
  storeTokenDenials(list: DenialList): Promise<void>
  findTokenDenials(): Promise<DenialList | null>
}

/** Whose grants may be seen: all of the institution, or only the requester's own. */
export type GrantViewer = { institutionId: string; requesterId: string | null }

/** A change of who is in an institution's portfolio. */
export type PortfolioChange = {
  subject: SubjectIndex
  institutionId: string
  /** What the keeper of consents calls this person. */
  reference: string
  state: string
  bornOn: CivilDate
  /** Null when no live consent is left. */
  consentUntil: Date | null
  /** Its place among all changes of consents, by their keeper's count; 0 is the first load, before any of them. */
  number: number
  changedAt: Date
}

/** Portfolios, as their keeper says them. */
export type PortfolioStore = {
  /** Idempotent; a change that is older than what is known is passed over. Writes its inquiry with it. */
  storePortfolio(asker: Asker, changes: readonly PortfolioChange[]): Promise<void>
}
