import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { Person } from './person.ts'
import type { KeptScore, PlacedMember, PortfolioQuery, PortfolioStore } from './portfolio-store.ts'

export type MemoryMember = {
  personId: string
  cpf: Cpf
  person: Person
  consents: readonly { institutionId: InstitutionId; validUntil: Date | null }[]
  score?: KeptScore | null
}

/** Portfolios in memory, for tests and for doors that never reach a live store. */
export function createMemoryPortfolioStore(members: readonly MemoryMember[]): PortfolioStore {
  const scores = new Map(members.map(({ cpf, score = null }) => [cpf, score]))
  const isLive = ({ consents }: MemoryMember, institutionId: InstitutionId, at: Date) =>
    consents.some(
      (consent) => consent.institutionId === institutionId && consent.validUntil !== null && consent.validUntil > at,
    )

  function placed(member: MemoryMember, { by }: PortfolioQuery): PlacedMember {
    const score = scores.get(member.cpf) ?? null
    const value = by === 'score' ? (score?.value ?? null) : (member.person.income?.monthlyCents ?? null)
    return { position: { value, personId: member.personId }, score }
  }

  return {
    async listMembers(query, { limit, after }) {
      const { institutionId, uf, bornFrom, bornTo, at } = query
      const sign = query.descending ? -1 : 1
      const compare = (a: PlacedMember['position'], b: PlacedMember['position']): number => {
        if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1
        return (
          sign * ((a.value ?? 0) - (b.value ?? 0) || (a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0))
        )
      }
      return members
        .filter((member) => isLive(member, institutionId, at))
        .filter(({ person }) => uf === null || person.address.uf === uf)
        .filter(({ person }) => (bornFrom ?? '') <= person.birthDate && person.birthDate <= (bornTo ?? '9'))
        .map((member) => placed(member, query))
        .filter(({ position }) => after === null || compare(position, after) > 0)
        .sort((a, b) => compare(a.position, b.position))
        .slice(0, limit)
    },
    async findMembers(institutionId, personIds, at) {
      const found = members.filter(
        (member) => personIds.includes(member.personId) && isLive(member, institutionId, at) && !member.person.closed,
      )
      return new Map(found.map(({ personId, cpf, person }) => [personId, { cpf, person }]))
    },
    async keepScore(cpf, score) {
      scores.set(cpf, score)
    },
  }
}
