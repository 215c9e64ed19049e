import { type Db, int64 } from '#lib/datastores/mongo.ts'
import { createBulkWriter, dropIndexesWhereEmpty } from '#lib/datastores/mongo-bulk.ts'
import { parseAddressParts } from '#lib/identifiers/address-key.ts'
import { parseNameKey } from '#lib/identifiers/name-key.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { LoadOptions, Population, SyntheticPerson } from '#lib/population/person.ts'
import { createCpfSeal } from './cpf-seal.ts'
import { PEOPLE, type PersonDocument, PORTFOLIO } from './documents.ts'
import { prepareBaseB } from './prepare.ts'
import { createSearchKeys, type SearchKeys } from './search-keys.ts'
import { createPortfolioSeeder } from './seed-portfolio.ts'
import { createSubjectIndex } from './subject-index.ts'

export { prepareBaseB }

const PROGRESS_EACH = 500
const SAFE_EACH = 5_000

/**
 * Loads the population's registration, income, assets and history into Base B: never a debt; and sees to its indexes.
 * Holds a batch of people in memory at a time. Idempotent: people are replaced by their ids.
 */
export async function seedScore(
  stores: { db: Db; subjectKey: Redacted<string> },
  population: Population,
  { from = 0, onProgress, onSafe, safeEach = SAFE_EACH }: LoadOptions = {},
): Promise<void> {
  const { db } = stores
  await dropIndexesWhereEmpty(db, [PEOPLE, PORTFOLIO])
  const keys = keysOf(stores.subjectKey)
  const writer = await createBulkWriter(db, PEOPLE, { resumed: from > 0 })
  const updatedAt = new Date(`${population.today}T03:00:00Z`)
  const portfolio = await createPortfolioSeeder(db, updatedAt, from > 0)
  for (let index = from; index < population.size; index++) {
    const person = population.person(index)
    const document = documentOf(person, keys, updatedAt)
    await writer.add(document)
    await portfolio.add(person, document.subject)
    const done = index + 1
    if (done % PROGRESS_EACH === 0) onProgress?.(done, population.size)
    if (done % safeEach === 0) {
      await Promise.all([writer.finish(), portfolio.flush()])
      onSafe?.(done)
    }
  }
  await Promise.all([writer.finish(), portfolio.flush()])
  await portfolio.finish()
  await prepareBaseB(db)
  onProgress?.(population.size, population.size)
}

function keysOf(secret: Redacted<string>) {
  return { subjectIndex: createSubjectIndex(secret), search: createSearchKeys(secret), seal: createCpfSeal(secret) }
}

/** What a person is found by. A name or an address that nobody could ask for is filed nowhere. */
function filedUnder({ name, address }: Pick<SyntheticPerson, 'name' | 'address'>, keys: SearchKeys) {
  const key = parseNameKey(name)
  const parse = parseAddressParts({ logradouro: address.logradouro, numero: address.numero, cep: address.cep })
  return {
    ...(key === null ? { spellings: [], sounds: [] } : keys.filedName(key)),
    addresses: parse.kind === 'valid' ? keys.filedAddress(parse.address) : [],
  }
}

function documentOf(person: SyntheticPerson, keys: ReturnType<typeof keysOf>, updatedAt: Date) {
  const { address, income, history } = person
  return {
    _id: person.id,
    subject: keys.subjectIndex(person.cpf),
    cpf_sealed: keys.seal.seal(person.cpf, person.id),
    search: filedUnder(person, keys.search),
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
