import type { BaseAClient } from '#lib/datastores/base-a-database.ts'
import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { civilDateOfColumn } from './columns.ts'
import { answered, recorded } from './database-failures.ts'
import { arrayValue, askerValue, tokenValue } from './sql-values.ts'
import type { DebtSummary, FileStore, RankedPerson, Ranking, RankPosition } from './store.ts'

/** As many as a minute of stale sums could be; the rest waits for the next time. */
const STALE_AT_ONCE = 1_000
const RETRY_AFTER_SECONDS = 2

type SummedDebts = {
  inquiry_id: string
  debts: number
  total_cents: bigint
  largest_cents: bigint
  oldest_due_on: Date | null
  last_removed_on: Date | null
  updated_at: Date
}
type RankedDebts = SummedDebts & { reference: string; rank_value: bigint }
type BegunRanking = { ticket: string | null; refusal: string | null; more: boolean }

type UnderMandate = Pick<FileStore, 'withMandate' | 'withMandateOver' | 'rankPortfolio' | 'refreshStaleSums'>

/** The part of the file store that an institution's mandate opens, by the role `basea_app`: sums and no rows. */
export function mandatesOf(client: BaseAClient): UnderMandate {
  const withMandateOver: FileStore['withMandateOver'] = async ({ asker, people, token }) => {
    const inquiries = arrayValue(
      'text',
      people.map(({ inquiryId }) => inquiryId),
    )
    const subjects = arrayValue(
      'bytea',
      people.map(({ subject }) => subject),
    )
    const ticket = await recorded(async () => {
      // Raw: a definer function that records under the institution's mandate and issues a ticket.
      const rows = await client.$queryRaw<{ ticket: string | null }[]>`
        SELECT control.begin_summary(${askerValue(asker)}, ${inquiries}, ${subjects}, ${tokenValue(token)}) AS ticket`
      return rows[0]?.ticket ?? null
    })
    if (ticket === null) return { kind: 'denied' }
    const sums = await answered(
      // Raw: a definer function that sums without opening a row to this role.
      () => client.$queryRaw<SummedDebts[]>`SELECT * FROM control.debt_summary(${ticket}::uuid)`,
    )
    const byInquiry = new Map(sums.map((sum) => [sum.inquiry_id, sum]))
    const summaries = people.map(({ inquiryId }) => {
      const sum = byInquiry.get(inquiryId)
      if (sum === undefined) throw new Error('a ticket summed fewer people than it was for')
      return summaryOf(sum)
    })
    return { kind: 'permitted', summaries }
  }

  return {
    withMandateOver,
    async withMandate({ asker, subject, token }) {
      const answer = await withMandateOver({ asker, people: [{ inquiryId: asker.inquiryId, subject }], token })
      if (answer.kind === 'denied') return answer
      const [summary] = answer.summaries
      if (summary === undefined) throw new Error('a ticket for one person summed nobody')
      return { kind: 'permitted', summary }
    },

    async rankPortfolio({ asker, inquiryIds, ranking, after, token }) {
      const begun = await recorded(async () => {
        // Raw: a definer function that picks a page, records each person on it and issues a ticket.
        const rows = await client.$queryRaw<BegunRanking[]>`
          SELECT * FROM control.begin_ranking(
            ${askerValue(asker)}, ${arrayValue('text', inquiryIds)}, ${rankingValue(ranking, after)}, ${tokenValue(token)})`
        return rows[0]
      })
      if (begun?.refusal === 'fonte_indisponivel') {
        throw new AppError('fonte_indisponivel', { retryAfterSeconds: RETRY_AFTER_SECONDS, reason: 'stale sums' })
      }
      if (begun === undefined || begun.refusal !== null) return { kind: 'denied' }
      if (begun.ticket === null) return { kind: 'permitted', people: [], more: false }
      const rows = await answered(
        // Raw: a definer function that sums without opening a row to this role.
        () => client.$queryRaw<RankedDebts[]>`SELECT * FROM control.debt_ranking(${begun.ticket}::uuid)`,
      )
      return { kind: 'permitted', people: rows.map(rankedOf), more: begun.more }
    },

    refreshStaleSums: () =>
      answered(async () => {
        // Raw: a definer function over portfolios that this role can't see.
        const rows = await client.$queryRaw<{ refreshed: number }[]>`
          SELECT control.refresh_stale_sums(${STALE_AT_ONCE}::integer) AS refreshed`
        return rows[0]?.refreshed ?? 0
      }),
  }
}

function rankingValue(ranking: Ranking, after: RankPosition | null): Prisma.Sql {
  return Prisma.sql`ROW(
    ${ranking.by}, ${ranking.descending}::boolean, ${ranking.state}, ${ranking.bornFrom}::date, ${ranking.bornTo}::date,
    ${after?.value ?? null}::bigint, ${after?.reference ?? null})::control.ranking`
}

function summaryOf(sum: SummedDebts): DebtSummary {
  return {
    inquiryId: sum.inquiry_id,
    count: sum.debts,
    totalCents: Number(sum.total_cents),
    largestCents: Number(sum.largest_cents),
    oldestDueOn: sum.oldest_due_on && civilDateOfColumn(sum.oldest_due_on),
    lastRemovedOn: sum.last_removed_on && civilDateOfColumn(sum.last_removed_on),
    updatedAt: sum.updated_at,
  }
}

function rankedOf(row: RankedDebts): RankedPerson {
  return { ...summaryOf(row), reference: row.reference, value: Number(row.rank_value) }
}
