import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { BureauInquiries, CardPurchase, Movement } from './movement-file.ts'

/** What Base C knows of a person without any bank secret. */
export type Holder = {
  /** A closed file answers as an unknown person (Lei 12.414, art. 5, I). */
  closed: boolean
  updatedAt: Date
}

/** A place in a person's movements, newest first. */
export type MovementPosition = { at: Date; id: string }

/** Where Base C finds people. A store that can't answer throws `fonte_indisponivel`; null is "not there". */
export type HolderStore = {
  findHolder(cpf: Cpf): Promise<Holder | null>
  /** Whether the person's consent to an institution covers bank secrecy at an instant (LC 105/2001). */
  hasLiveConsent(cpf: Cpf, institutionId: InstitutionId, at: Date): Promise<boolean>
  summarizeBureauInquiries(cpf: Cpf, at: Date): Promise<BureauInquiries>
  /** At most `limit` movements after a position, newest first. Only under a live consent. */
  listMovements(cpf: Cpf, page: { limit: number; after: MovementPosition | null }): Promise<readonly Movement[]>
  /** Only under a live consent. */
  findLastPurchase(cpf: Cpf): Promise<CardPurchase | null>
}
