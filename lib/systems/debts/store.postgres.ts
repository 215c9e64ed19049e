import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { PresentedToken } from '#lib/kernel/call.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import { answered, recorded } from './database-failures.ts'
import type { DebtModality, VisibleStatus } from './schemas.ts'
import type { Asker, FileStore, MandateAnswer, OpenedFile, PreviousInquiry } from './store.ts'

/** Longer than a ticket lives: whoever waited that long for a connection has lost it anyway. */
const TRANSACTION = { maxWait: 4_000, timeout: 5_000 } as const

type Transaction = Prisma.TransactionClient

/** Base A's people and debts by the role `basea_app`, whose every row is hidden until an inquiry has opened it. */
export function createPostgresFileStore({ client }: Pick<BaseADatabase, 'client'>): FileStore {
  return {
    async withGrant(access, read) {
      const opened = await recorded(async () => {
        // Raw: a definer function that spends, records and issues a ticket; Prisma has no call for it.
        const rows = await client.$queryRaw<BegunAccess[]>`
          SELECT * FROM control.begin_access(
            ${askerValue(access.asker)}, ${access.grantId}, ${access.subject}::bytea, ${access.secret}::bytea,
            ${tokenValue(access.token)})`
        return rows[0]
      })
      if (!opened?.ticket) throw new AppError(opened?.refusal ?? 'concessao_negada')
      const { ticket } = opened
      return answered(() =>
        client.$transaction(async (transaction) => {
          // Raw: a definer function that exchanges the ticket for this transaction's row context.
          await transaction.$executeRaw`SELECT control.enter_access(${ticket}::uuid)`
          const file = openedFile(transaction, previousOf(opened))
          const result = await settled(read(file))
          // Raw: a definer function that closes the rows again and writes the outcome.
          await transaction.$executeRaw`SELECT control.close_access(${file.rowsShown()}::int)`
          return result
        }, TRANSACTION),
      ).then(answerOf)
    },

    async withMandate({ asker, subject, token }): Promise<MandateAnswer> {
      const ticket = await recorded(async () => {
        // Raw: a definer function that records under the institution's mandate and issues a ticket.
        const rows = await client.$queryRaw<{ ticket: string | null }[]>`
          SELECT control.begin_summary(
            ${askerValue(asker)}, ARRAY[${asker.inquiryId}]::text[], ARRAY[${subject}::bytea], ${tokenValue(token)}) AS ticket`
        return rows[0]?.ticket ?? null
      })
      if (ticket === null) return { kind: 'denied' }
      const [sum] = await answered(
        // Raw: a definer function that sums without opening a row to this role.
        () => client.$queryRaw<SummedDebts[]>`SELECT * FROM control.debt_summary(${ticket}::uuid)`,
      )
      if (sum === undefined) throw new Error('a ticket for one person summed nobody')
      return { kind: 'permitted', summary: summaryOf(sum) }
    },

    async recordDenial({ asker, event, grantId, subject, code }) {
      // Raw: a definer function; this role can't write to the ledger otherwise.
      await client.$executeRaw`
        SELECT control.record_denial(${askerValue(asker)}, ${event}, ${grantId}, ${subject}::bytea, ${code})`
    },

    closeExpiredTickets: () =>
      answered(async () => {
        // Raw: a definer function over tickets that this role can't see.
        const rows = await client.$queryRaw<{ closed: number }[]>`SELECT control.close_expired_tickets() AS closed`
        return rows[0]?.closed ?? 0
      }),
  }
}

/** The composite value that every recording function takes; all of it bound as parameters. */
export function askerValue(asker: Asker): Prisma.Sql {
  return Prisma.sql`ROW(
    ${asker.inquiryId}, ${asker.actorKind}, ${asker.actorId}, ${asker.actorLabel}, ${asker.institutionId},
    ${asker.ip}, ${asker.purpose}, ${asker.relationship}, ${asker.requestId})::control.asker`
}

function tokenValue(token: PresentedToken | undefined): Prisma.Sql {
  if (token === undefined) return Prisma.sql`NULL::control.presented_token`
  return Prisma.sql`ROW(${token.id}, ${token.sessionId}, ${token.issuedAt})::control.presented_token`
}

type BegunAccess = {
  ticket: string | null
  refusal: 'concessao_negada' | 'credencial_invalida' | null
  previous_at: Date | null
  previous_ip: string | null
  previous_label: string | null
}

function previousOf({ previous_at, previous_ip, previous_label }: BegunAccess): PreviousInquiry | null {
  return previous_at && { at: previous_at, ip: previous_ip, label: previous_label }
}

function openedFile(transaction: Transaction, previous: PreviousInquiry | null): OpenedFile & { rowsShown(): number } {
  let shown = 0
  return {
    previous,
    rowsShown: () => shown,
    async findPerson() {
      // Without a filter of its own: row security leaves the one person that the ticket has opened, or none.
      const row = await transaction.person.findFirst({
        select: {
          cpf: true,
          name: true,
          street: true,
          number: true,
          complement: true,
          district: true,
          city: true,
          state: true,
          postalCode: true,
          updatedAt: true,
        },
      })
      // The database checks the shape, and only parsed CPFs are loaded.
      return row && { ...row, cpf: row.cpf as Cpf }
    },
    async listDebts({ limit, after }) {
      const rows = await transaction.debt.findMany({
        where: after === null ? {} : afterPosition(new Date(after.createdOn), after.id),
        orderBy: [{ createdOn: 'desc' }, { id: 'asc' }],
        take: limit,
        select: {
          id: true,
          creditor: true,
          modality: true,
          amountCents: true,
          createdOn: true,
          dueOn: true,
          status: true,
        },
      })
      shown += rows.length
      return rows.map((row) => ({
        ...row,
        amountCents: Number(row.amountCents),
        createdOn: civilDate(row.createdOn),
        dueOn: civilDate(row.dueOn),
        // The table's checks and the row policy allow no other word.
        modality: row.modality as DebtModality,
        status: row.status as VisibleStatus,
      }))
    },
    async sumDebts() {
      const { _sum, _max } = await transaction.debt.aggregate({
        _sum: { amountCents: true },
        _max: { updatedAt: true },
      })
      return { totalCents: Number(_sum.amountCents ?? 0n), updatedAt: _max.updatedAt }
    },
  }
}

function afterPosition(createdOn: Date, id: string): Prisma.DebtWhereInput {
  return { OR: [{ createdOn: { lt: createdOn } }, { createdOn, id: { gt: id } }] }
}

type SummedDebts = {
  inquiry_id: string
  debts: number
  total_cents: bigint
  largest_cents: bigint
  oldest_due_on: Date | null
  last_removed_on: Date | null
  updated_at: Date
}

function summaryOf(sum: SummedDebts) {
  return {
    inquiryId: sum.inquiry_id,
    count: sum.debts,
    totalCents: Number(sum.total_cents),
    largestCents: Number(sum.largest_cents),
    oldestDueOn: sum.oldest_due_on && civilDate(sum.oldest_due_on),
    lastRemovedOn: sum.last_removed_on && civilDate(sum.last_removed_on),
    updatedAt: sum.updated_at,
  }
}

/** A `date` column arrives as its UTC midnight. */
function civilDate(date: Date): CivilDate {
  return date.toISOString().slice(0, 10) as CivilDate
}

type Settled<T> = { kind: 'value'; value: T } | { kind: 'refused'; error: AppError }

/** An AppError is an answer (nobody of that CPF): the transaction goes on and closes its inquiry. */
async function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { kind: 'value', value: await work }
  } catch (error) {
    if (AppError.is(error)) return { kind: 'refused', error }
    throw error
  }
}

function answerOf<T>(result: Settled<T>): T {
  if (result.kind === 'refused') throw result.error
  return result.value
}
