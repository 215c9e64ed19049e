import { type Db, int64 } from '#lib/datastores/mongo.ts'
import { createBulkWriter } from '#lib/datastores/mongo-bulk.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Population, SyntheticPerson } from '#lib/population/person.ts'
import { PEOPLE, type PersonDocument } from './store.mongo.ts'
import { createSubjectIndex } from './subject-index.ts'

export { prepareBaseB } from './store.mongo.ts'

const PROGRESS_EACH = 500

/**
 * Loads the population's registration, income, assets and history into Base B: never a debt. Holds a batch of people
 * in memory at a time. Idempotent: people are replaced by their ids.
 */
export async function seedScore(
  stores: { db: Db; subjectKey: Redacted<string> },
  population: Population,
  options: { onProgress?: (done: number, total: number) => void } = {},
): Promise<void> {
  const subjectIndex = createSubjectIndex(stores.subjectKey)
  const writer = await createBulkWriter(stores.db, PEOPLE)
  const updatedAt = new Date(`${population.today}T03:00:00Z`)
  for (const person of population) {
    await writer.add(documentOf(person, subjectIndex(person.cpf), updatedAt))
    if ((person.index + 1) % PROGRESS_EACH === 0) options.onProgress?.(person.index + 1, population.size)
  }
  await writer.finish()
  options.onProgress?.(population.size, population.size)
}

function documentOf(person: SyntheticPerson, subject: string, updatedAt: Date) {
  const { address, income, history } = person
  return {
    _id: person.id,
    subject,
    name: person.name,
    birth_date: person.birthDate,
    closed: person.fileStatus === 'closed',
    score_locked: person.scoreLocked,
    fraud_alert: person.fraudAlert,
    address: {
      street: address.logradouro,
      number: address.numero,
      complement: address.complemento,
      district: address.bairro,
      city: address.cidade,
      uf: address.uf,
      postal_code: address.cep,
    },
    assets: person.assets.map(({ type, description, valueCents }) => ({
      type,
      description,
      value_cents: int64(valueCents),
    })),
    income: income && {
      source: income.source,
      monthly_cents: int64(income.monthlyCents),
      stability_months: income.stabilityMonths,
    },
    history: history && { months: history.monthsOfHistory, on_time_bp: Math.round(history.onTimeRatio * 10_000) },
    inquiries: person.bureauInquiries.map(({ at, institutionName, relationship }) => ({
      at,
      institution: institutionName,
      relationship,
    })),
    updated_at: updatedAt,
  } satisfies PersonDocument<ReturnType<typeof int64>>
}
