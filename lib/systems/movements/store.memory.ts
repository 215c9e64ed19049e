import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { BureauInquiries, CardPurchase, Movement } from './movement-file.ts'
import type { Holder, HolderStore } from './store.ts'

const DAY_MS = 86_400_000

export type MemoryHolder = Holder & {
  consents: readonly {
    institutionId: InstitutionId
    classes: readonly string[]
    grantedAt: Date
    expiresAt: Date
    revokedAt: Date | null
  }[]
  bureauInquiries: readonly NonNullable<BureauInquiries['last']>[]
  /** Newest first. */
  movements: readonly Movement[]
  lastPurchase: CardPurchase | null
}

/** People in memory, for tests and for doors that never reach a live store. */
export function createMemoryHolderStore(people: ReadonlyMap<Cpf, MemoryHolder>): HolderStore {
  return {
    async findHolder(cpf) {
      const person = people.get(cpf)
      return person ? { closed: person.closed, updatedAt: person.updatedAt } : null
    },
    async hasLiveConsent(cpf, institutionId, at) {
      const consents = people.get(cpf)?.consents ?? []
      return consents.some(
        (consent) =>
          consent.institutionId === institutionId &&
          consent.classes.includes('BANK_SECRECY') &&
          consent.revokedAt === null &&
          consent.grantedAt <= at &&
          consent.expiresAt > at,
      )
    },
    async summarizeBureauInquiries(cpf, at) {
      const inquiries = [...(people.get(cpf)?.bureauInquiries ?? [])].sort((a, b) => b.at.getTime() - a.at.getTime())
      const within = (days: number) =>
        inquiries.filter((one) => one.at.getTime() >= at.getTime() - days * DAY_MS).length
      return { last: inquiries[0] ?? null, in30Days: within(30), in90Days: within(90) }
    },
    async listMovements(cpf, { limit, after }) {
      const older = (movement: Movement): boolean =>
        after === null ||
        movement.at < after.at ||
        (movement.at.getTime() === after.at.getTime() && movement.id < after.id)
      return (people.get(cpf)?.movements ?? []).filter(older).slice(0, limit)
    },
    async findLastPurchase(cpf) {
      return people.get(cpf)?.lastPurchase ?? null
    },
  }
}
