import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createCpfSeal } from './cpf-seal.ts'
import { PEOPLE, type PersonDocument } from './documents.ts'
import type { Person } from './person.ts'
import { createSearchKeys } from './search-keys.ts'
import { createMongoCandidates } from './store.mongo.candidates.ts'
import type { PeopleStore } from './store.ts'
import { createSubjectIndex } from './subject-index.ts'

const READ_MS = 1_500

/** Base B as sistema2 reads it, by indexes and seals that are all derived from its one secret. */
export function createMongoPeopleStore(db: Db, secret: Redacted<string>): PeopleStore {
  const people = db.collection<PersonDocument>(PEOPLE)
  const subjectIndex = createSubjectIndex(secret)
  return {
    async findByCpf(cpf) {
      const filter = { subject: eq(subjectIndex(cpf)) }
      const row = await whenReachable(
        people.findOne(filter, { projection: { _id: 0, subject: 0, cpf_sealed: 0, search: 0 }, maxTimeMS: READ_MS }),
      )
      return row && personOf(row)
    },
    findCandidates: createMongoCandidates(db, createSearchKeys(secret), createCpfSeal(secret)),
  }
}

export function personOf(row: PersonDocument): Person {
  const { postal_code, ...address } = row.address
  return {
    name: row.name,
    // The collection's validator holds it to `YYYY-MM-DD`.
    birthDate: row.birth_date as CivilDate,
    closed: row.closed,
    scoreLocked: row.score_locked,
    fraudAlert: row.fraud_alert,
    address: { ...address, postalCode: postal_code },
    assets: row.assets.map(({ type, description, value_cents }) => ({ type, description, valueCents: value_cents })),
    income: row.income && {
      source: row.income.source,
      monthlyCents: row.income.monthly_cents,
      stabilityMonths: row.income.stability_months,
    },
    history: row.history && { months: row.history.months, onTimeRatioBp: row.history.on_time_bp },
    inquiries: row.inquiries,
    updatedAt: row.updated_at,
  }
}
