import { type Db, int64 } from '#lib/datastores/mongo.ts'
import { type BulkWriter, createBulkWriter } from '#lib/datastores/mongo-bulk.ts'
import { addYears, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import type { SyntheticConsent, SyntheticDebt, SyntheticPerson } from '#lib/population/person.ts'
import type { DebtSummary } from './debts-port.ts'
import { memberIdOf, PORTFOLIO, PORTFOLIO_FEED, type PortfolioDocument } from './documents.ts'
import { featuresOf, isThinFile } from './features.ts'
import type { Person } from './person.ts'
import { scoreFromFeatures } from './rules.ts'
import { SCORECARD } from './scorecard.ts'

const YEARS_SHOWN = 5

/**
 * Writes the portfolios that the population's consents make, with the score that a look-up at the moment of seeding
 * would have left behind: the value alone.
 */
export async function createPortfolioSeeder(db: Db, at: Date, resumed: boolean) {
  const writer: BulkWriter = await createBulkWriter(db, PORTFOLIO, { resumed })
  return {
    async add(person: SyntheticPerson, subject: string): Promise<void> {
      const latest = new Map<string, SyntheticConsent>()
      for (const consent of person.consents) {
        const known = latest.get(consent.institutionId)
        if (!known || known.expiresAt < consent.expiresAt) latest.set(consent.institutionId, consent)
      }
      if (latest.size === 0) return
      const score = scoreAt(person, at)
      for (const consent of latest.values()) {
        await writer.add({
          _id: memberIdOf(consent.institutionId, person.id),
          institution: consent.institutionId,
          person: person.id,
          subject,
          uf: person.address.uf,
          birth_date: person.birthDate,
          income_cents: person.income && int64(person.income.monthlyCents),
          score,
          score_at: score === null ? null : at,
          valid_until: consent.expiresAt,
          changed_at: consent.grantedAt,
        } satisfies PortfolioDocument<ReturnType<typeof int64>>)
      }
    },
    flush: () => writer.finish(),
    async finish(): Promise<void> {
      // Changes made since by the doors were written over: they are followed again from the first.
      await db.collection<{ _id: string }>(PORTFOLIO_FEED).deleteMany({})
    },
  }
}

function scoreAt(person: SyntheticPerson, at: Date): number | null {
  const stored = personOf(person, at)
  const summary = summaryOf(person.debts, at)
  if (stored.scoreLocked || isThinFile(stored, summary)) return null
  return scoreFromFeatures(SCORECARD, featuresOf(stored, summary, at)).value
}

/** The person as Base B keeps them. */
function personOf(person: SyntheticPerson, updatedAt: Date): Person {
  const { name, birthDate, scoreLocked, fraudAlert, assets, income, history } = person
  const { logradouro, numero, complemento, bairro, cidade, uf, cep } = person.address
  const place = { street: logradouro, number: numero, complement: complemento, district: bairro }
  return {
    name,
    birthDate,
    closed: person.fileStatus === 'closed',
    scoreLocked,
    fraudAlert,
    address: { ...place, city: cidade, uf, postalCode: cep },
    assets,
    income,
    history: history && { months: history.monthsOfHistory, onTimeRatioBp: Math.round(history.onTimeRatio * 10_000) },
    inquiries: person.bureauInquiries.map(({ at, institutionName, relationship }) => ({
      at,
      institution: institutionName,
      relationship,
    })),
    updatedAt,
  }
}

/** What Base A would answer of these made-up debts at seeding; used for a score and dropped. */
function summaryOf(debts: readonly SyntheticDebt[], at: Date): DebtSummary {
  const today = civilDateOf(at)
  const within = ({ dueOn }: SyntheticDebt) => today <= addYears(dueOn, YEARS_SHOWN)
  const listed = debts.filter(
    (debt) => ['negativada', 'contestada'].includes(debt.status) && debt.listedOn !== null && within(debt),
  )
  const removed = debts.filter((debt) => debt.removedOn !== null && within(debt))
  return {
    snapshotId: '',
    count: listed.length,
    totalCents: listed.reduce((total, { amountCents }) => total + amountCents, 0),
    largestCents: Math.max(0, ...listed.map(({ amountCents }) => amountCents)),
    oldestDueOn: listed.map(({ dueOn }) => dueOn).sort()[0] ?? null,
    lastRemovedOn:
      removed
        .map(({ removedOn }) => removedOn as CivilDate)
        .sort()
        .at(-1) ?? null,
    updatedAt: at,
  }
}
