import type { CardNumber } from '#lib/identifiers/card-number.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { MovementType } from '#lib/identifiers/movement-type.ts'
import type { BureauId, CardToken, InstitutionId } from '#lib/kernel/ids.ts'
import type { BureauInquiries, CardPurchase, Movement } from './movement-file.ts'

/** What Base C knows of a person without any bank secret. */
export type Holder = {
  /** A closed file answers as an unknown person (Lei 12.414, art. 5, I). */
  closed: boolean
  updatedAt: Date
}

/** A place in a list of movements or inquiries, newest first. */
export type MovementPosition = { at: Date; id: string }
export type PageRequest = { limit: number; after: MovementPosition | null }

/** How a card is named: by its token, or by the number that a POST's body holds. */
export type CardName = { kind: 'token'; token: CardToken } | { kind: 'number'; number: CardNumber }

/** Where Base C finds people. A store that can't answer throws `fonte_indisponivel`; null is "not there". */
export type HolderStore = {
  findHolder(cpf: Cpf): Promise<Holder | null>
  /** Whose card it is. A number is looked for by its keyed hash. */
  findCardHolder(card: CardName): Promise<Cpf | null>
  /** Whether the person's consent to an institution covers bank secrecy at an instant (LC 105/2001). */
  hasLiveConsent(cpf: Cpf, institutionId: InstitutionId, at: Date): Promise<boolean>
  summarizeBureauInquiries(cpf: Cpf, at: Date): Promise<BureauInquiries>
  /** At most `limit` movements after a position, newest first. Only under a live consent. */
  listMovements(cpf: Cpf, page: PageRequest): Promise<readonly Movement[]>
  /** Only under a live consent. */
  findLastPurchase(cpf: Cpf): Promise<CardPurchase | null>
}

/** Which movements of a portfolio: those of a span of time (`from` included, `until` not), or of a type. */
export type MovementFilter = { kind: 'span'; from: Date; until: Date } | { kind: 'type'; type: MovementType }

export type OwnedMovement = Movement & { cpf: Cpf }
export type BureauInquiry = { id: string; at: Date; cpf: Cpf; bureau: { id: BureauId; name: string } }

/** What a list shows of a person beside a movement. */
export type PortfolioMember = { name: string; updatedAt: Date }

/**
 * What institutions may list. The two lists are candidates: they may name people whose consent has just ended, and
 * never lack one whose consent is live. Only `findMembers` says who may be shown.
 */
export type PortfolioStore = {
  listMovements(
    institutionId: InstitutionId,
    filter: MovementFilter,
    page: PageRequest,
  ): Promise<readonly OwnedMovement[]>
  listBureauInquiries(
    institutionId: InstitutionId,
    bureauId: BureauId,
    page: PageRequest,
  ): Promise<readonly BureauInquiry[]>
  /** Those among `cpfs` with an open file and a live consent to the institution for bank secrecy at an instant. */
  findMembers(institutionId: InstitutionId, cpfs: readonly Cpf[], at: Date): Promise<ReadonlyMap<Cpf, PortfolioMember>>
  isBureau(bureauId: BureauId): Promise<boolean>
}
