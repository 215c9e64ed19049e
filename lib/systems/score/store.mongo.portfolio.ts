import type { Filter } from 'mongodb'
import { type Db, eq, int64, whenReachable } from '#lib/datastores/mongo.ts'
import { isUf } from '#lib/identifiers/uf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createCpfSeal } from './cpf-seal.ts'
import {
  memberIdOf,
  PEOPLE,
  type PersonDocument,
  PORTFOLIO,
  PORTFOLIO_FEED,
  type PortfolioDocument,
} from './documents.ts'
import type {
  AppliedChange,
  ConsentChange,
  Member,
  PlacedMember,
  PortfolioPosition,
  PortfolioQuery,
  PortfolioRegister,
  PortfolioStore,
} from './portfolio-store.ts'
import { personOf } from './store.mongo.ts'
import { createSubjectIndex } from './subject-index.ts'

const READ_MS = 1_500
const FIELD = { income: 'income_cents', score: 'score' } as const
/** Named anew when Base A began to keep changes' numbers, so that all of them are told once more. */
const CONSENTS = 'consents_by_number'
/** What makes an order a little newer isn't worth waiting for a majority on an answer's path. */
const AT_ONCE = { writeConcern: { w: 1 } } as const

type FeedDocument = { _id: string; number: number }

export function createMongoPortfolioStore(db: Db, secret: Redacted<string>): PortfolioStore & PortfolioRegister {
  const portfolio = db.collection<PortfolioDocument>(PORTFOLIO)
  const people = db.collection<PersonDocument>(PEOPLE)
  const feed = db.collection<FeedDocument>(PORTFOLIO_FEED)
  const subjectIndex = createSubjectIndex(secret)
  const seal = createCpfSeal(secret)

  async function apply(change: ConsentChange): Promise<AppliedChange | null> {
    const subject = subjectIndex(change.cpf)
    const person = await whenReachable(
      people.findOne({ subject: eq(subject) }, { projection: { birth_date: 1, income: 1, 'address.uf': 1 } }),
    )
    if (person === null) return null
    const { institutionId, validUntil, changedAt } = change
    const row = {
      institution: institutionId,
      person: person._id,
      subject,
      uf: person.address.uf,
      birth_date: person.birth_date,
      income_cents: person.income === null ? null : int64(person.income.monthly_cents),
      valid_until: validUntil,
      changed_at: changedAt,
    }
    await portfolio.updateOne(
      { _id: eq(memberIdOf(institutionId, person._id)) },
      { $set: row as never, $setOnInsert: { score: null, score_at: null } },
      { upsert: true },
    )
    return {
      ...change,
      personId: person._id,
      uf: person.address.uf,
      // The collection's validator holds it to `YYYY-MM-DD`.
      birthDate: person.birth_date as CivilDate,
    }
  }

  return {
    async listMembers(query, { limit, after }) {
      const found: PlacedMember[] = []
      for (const where of rangesOf(query, after)) {
        if (found.length === limit) break
        const options = portfolioOptions(query, limit - found.length)
        const rows = await whenReachable(portfolio.find(where, options).toArray())
        found.push(...rows.map((row) => placedIn(row, query)))
      }
      return found
    },
    async findMembers(institutionId, personIds, at) {
      const live = { institution: eq(institutionId), valid_until: { $gt: at } }
      const ids = personIds.map((id) => memberIdOf(institutionId, String(id)))
      const [rows, found] = await Promise.all([
        whenReachable(
          portfolio.find({ _id: { $in: ids }, ...live }, { projection: { person: 1 }, maxTimeMS: READ_MS }).toArray(),
        ),
        whenReachable(
          people
            .find(
              { _id: { $in: personIds.map(String) }, closed: eq(false) },
              { projection: { search: 0 }, maxTimeMS: READ_MS },
            )
            .toArray(),
        ),
      ])
      const consenting = new Set(rows.map(({ person }) => person))
      const members = found.filter(({ _id }) => consenting.has(_id))
      return new Map(
        members.map((row): [string, Member] => [
          row._id,
          { cpf: seal.open(row.cpf_sealed, row._id), person: personOf(row) },
        ]),
      )
    },
    async keepScore(cpf, score) {
      const kept = { score: score?.value ?? null, score_at: score?.at ?? null }
      await whenReachable(portfolio.updateMany({ subject: eq(subjectIndex(cpf)) }, { $set: kept }, AT_ONCE))
    },
    async lastChange() {
      return (await whenReachable(feed.findOne({ _id: eq(CONSENTS) })))?.number ?? 0
    },
    async apply(changes) {
      const applied: AppliedChange[] = []
      for (const change of changes) {
        const done = await apply(change)
        if (done) applied.push(done)
      }
      return applied
    },
    async keepLastChange(number) {
      await feed.updateOne({ _id: eq(CONSENTS) }, { $set: { number: int64(number) as never } }, { upsert: true })
    },
  }
}

/**
 * The reads of a page, in order: each is one range of one index. Those with the value of the position itself, those
 * beyond it, and those without a value. Apart, so that a test can ask the server how it would run them.
 */
export function rangesOf(query: PortfolioQuery, after: PortfolioPosition | null): Filter<PortfolioDocument>[] {
  const { institutionId, uf, bornFrom, bornTo, at } = query
  const field = FIELD[query.by]
  const born = {
    ...(bornFrom === null ? {} : { $gte: String(bornFrom) }),
    ...(bornTo === null ? {} : { $lte: String(bornTo) }),
  }
  const common = {
    institution: eq(institutionId),
    ...(uf !== null && isUf(uf) ? { uf: eq(uf) } : {}),
    ...(Object.keys(born).length > 0 ? { birth_date: born } : {}),
    valid_until: { $gt: at },
  }
  const beyond = query.descending ? '$lt' : '$gt'
  const without = (person: object) => ({ ...common, [field]: eq(null), ...person })
  if (after === null) return [{ ...common, [field]: { $gte: 0 } }, without({})]
  const later = { person: { [beyond]: after.personId } }
  if (after.value === null) return [without(later)]
  const { value } = after
  const valued = query.descending ? { $lt: value, $gte: 0 } : { $gt: value }
  return [{ ...common, [field]: eq(value), ...later }, { ...common, [field]: valued }, without({})]
}

export function portfolioOptions({ by, descending }: Pick<PortfolioQuery, 'by' | 'descending'>, limit: number) {
  const direction = descending ? -1 : 1
  return {
    sort: { [FIELD[by]]: direction, person: direction } as Record<string, 1 | -1>,
    limit,
    projection: { person: 1, income_cents: 1, score: 1, score_at: 1 },
    maxTimeMS: READ_MS,
  }
}

function placedIn(row: PortfolioDocument, { by }: PortfolioQuery): PlacedMember {
  const { person, score, score_at } = row
  return {
    position: { value: by === 'income' ? row.income_cents : score, personId: person },
    score: score === null || score_at === null ? null : { value: score, at: score_at },
  }
}
