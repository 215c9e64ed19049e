import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import type { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { DebtModality } from '#lib/identifiers/debt-words.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import { civilDateOfColumn, columnOfCivilDate } from './columns.ts'
import { answered, recorded } from './database-failures.ts'
import { mandatesOf } from './mandate-store.postgres.ts'
import type { VisibleStatus } from './schemas.ts'
import { searchesOf } from './search-store.postgres.ts'
import { askerValue, tokenValue } from './sql-values.ts'
import type { DebtFilters, DebtOrder, DebtPosition, FileStore, OpenedFile, PreviousInquiry } from './store.ts'

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

    ...mandatesOf(client),
    ...searchesOf(client),

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
    async listDebts({ filters, order, limit, after }) {
      const { column, columnValue } = ORDERS[order.by]
      const direction = order.descending ? 'desc' : 'asc'
      const rows = await transaction.debt.findMany({
        where: { AND: [whereOf(filters), after === null ? {} : afterPosition(order, columnValue(after), after.id)] },
        orderBy: [{ [column]: direction }, { id: 'asc' }],
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
        createdOn: civilDateOfColumn(row.createdOn),
        dueOn: civilDateOfColumn(row.dueOn),
        // The table's checks and the row policy allow no other word.
        modality: row.modality as DebtModality,
        status: row.status as VisibleStatus,
      }))
    },
    async sumDebts(filters) {
      const { _sum, _max } = await transaction.debt.aggregate({
        where: whereOf(filters),
        _sum: { amountCents: true },
        _max: { updatedAt: true },
      })
      return { totalCents: Number(_sum.amountCents ?? 0n), updatedAt: _max.updatedAt }
    },
  }
}

/** What a caller asks for among what row security leaves: it can take away, never add. */
function whereOf({ createdFrom, createdTo, dueFrom, dueTo, status }: DebtFilters): Prisma.DebtWhereInput {
  return {
    createdOn: between(createdFrom, createdTo),
    dueOn: between(dueFrom, dueTo),
    ...(status === undefined ? {} : { status }),
  }
}

function between(from: CivilDate | undefined, to: CivilDate | undefined) {
  return {
    ...(from === undefined ? {} : { gte: columnOfCivilDate(from) }),
    ...(to === undefined ? {} : { lte: columnOfCivilDate(to) }),
  }
}

const dateOf = ({ value }: DebtPosition) => new Date(`${value}T00:00:00Z`)
const ORDERS = {
  amount: { column: 'amountCents', columnValue: ({ value }: DebtPosition) => BigInt(value) },
  created: { column: 'createdOn', columnValue: dateOf },
  due: { column: 'dueOn', columnValue: dateOf },
} as const

function afterPosition({ by, descending }: DebtOrder, value: bigint | Date, id: string): Prisma.DebtWhereInput {
  const { column } = ORDERS[by]
  return { OR: [{ [column]: descending ? { lt: value } : { gt: value } }, { [column]: value, id: { gt: id } }] }
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
