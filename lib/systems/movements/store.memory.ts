import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { BureauId, CardToken, InstitutionId } from '#lib/kernel/ids.ts'
import type { BureauInquiries, CardPurchase, Movement } from './movement-file.ts'
import type { Holder, HolderStore, MovementPosition, PortfolioStore } from './store.ts'

const DAY_MS = 86_400_000

export type MemoryHolder = Holder & {
  name: string
  cards: readonly { token: CardToken; number: string }[]
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
    async findCardHolder(card) {
      const isAsked = (one: MemoryHolder['cards'][number]) =>
        card.kind === 'token' ? one.token === card.token : one.number === card.number
      return [...people].find(([, person]) => person.cards.some(isAsked))?.[0] ?? null
    },
    async hasLiveConsent(cpf, institutionId, at) {
      return hasLiveConsent(people.get(cpf), institutionId, at)
    },
    async summarizeBureauInquiries(cpf, at) {
      const inquiries = [...(people.get(cpf)?.bureauInquiries ?? [])].sort((a, b) => b.at.getTime() - a.at.getTime())
      const within = (days: number) =>
        inquiries.filter((one) => one.at.getTime() >= at.getTime() - days * DAY_MS).length
      return { last: inquiries[0] ?? null, in30Days: within(30), in90Days: within(90) }
    },
    async listMovements(cpf, { limit, after }) {
      return (people.get(cpf)?.movements ?? []).filter(olderThan(after)).slice(0, limit)
    },
    async findLastPurchase(cpf) {
      return people.get(cpf)?.lastPurchase ?? null
    },
  }
}

type Row = { at: Date; id: string }

/** The lists over the same people. Like the real one it names people whose consent is over, as long as there was one. */
export function createMemoryPortfolioStore(people: ReadonlyMap<Cpf, MemoryHolder>): PortfolioStore {
  const audienceOf = (institutionId: InstitutionId) =>
    [...people].filter(([, { consents }]) => consents.some((consent) => consent.institutionId === institutionId))
  const newestFirst = (one: Row, other: Row) => other.at.getTime() - one.at.getTime() || (one.id < other.id ? 1 : -1)
  return {
    async listMovements(institutionId, filter, { limit, after }) {
      const isAsked = ({ at, type }: Movement) =>
        filter.kind === 'type' ? type === filter.type : at >= filter.from && at < filter.until
      const rows = audienceOf(institutionId).flatMap(([cpf, { movements }]) =>
        movements.filter(isAsked).map((movement) => ({ ...movement, cpf })),
      )
      return rows.sort(newestFirst).filter(olderThan(after)).slice(0, limit)
    },
    async listBureauInquiries(institutionId, bureauId, { limit, after }) {
      const rows = audienceOf(institutionId).flatMap(([cpf, { bureauInquiries }]) =>
        bureauInquiries
          .filter(({ bureau }) => bureau.id === bureauId)
          .map((inquiry) => ({ ...inquiry, cpf, id: `cbi_${cpf}${inquiry.at.getTime()}` })),
      )
      return rows.sort(newestFirst).filter(olderThan(after)).slice(0, limit)
    },
    async findMembers(institutionId, cpfs, at) {
      const members = [...people].filter(
        ([cpf, person]) => cpfs.includes(cpf) && !person.closed && hasLiveConsent(person, institutionId, at),
      )
      return new Map(members.map(([cpf, { name, updatedAt }]) => [cpf, { name, updatedAt }]))
    },
    async isBureau(bureauId) {
      return [...people.values()].some(({ bureauInquiries }) => bureauInquiries.some(isAt(bureauId)))
    },
  }
}

function isAt(bureauId: BureauId) {
  return ({ bureau }: MemoryHolder['bureauInquiries'][number]) => bureau.id === bureauId
}

function hasLiveConsent(person: MemoryHolder | undefined, institutionId: InstitutionId, at: Date): boolean {
  return (person?.consents ?? []).some(
    (consent) =>
      consent.institutionId === institutionId &&
      consent.classes.includes('BANK_SECRECY') &&
      consent.revokedAt === null &&
      consent.grantedAt <= at &&
      consent.expiresAt > at,
  )
}

function olderThan(after: MovementPosition | null) {
  return ({ at, id }: Row): boolean =>
    after === null || at < after.at || (at.getTime() === after.at.getTime() && id < after.id)
}
