import { createHash } from 'node:crypto'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { LedgerTransaction } from '#lib/audit/inquiry-ledger.ts'
import { createInquiryRecorder, type OpenedInquiry, type RecordingContext } from '#lib/audit/inquiry-recorder.ts'
import { AppError, type FieldError } from '#lib/kernel/app-error.ts'
import { encodeBase62, type InstitutionId } from '#lib/kernel/ids.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { Movement } from '../movement-file.ts'
import { type ReceivedMovements, ReceiveMovementsInput, type SourceMovement } from './schemas.ts'
import type { MovementIntake, Receipt } from './store.ts'

/** How many people's rows are taken in side by side. */
const PEOPLE_AT_ONCE = 8
const RESULTS = { created: 'criada', unchanged: 'inalterada', refused: 'recusada' } as const

export type SourceContext = RecordingContext & { intake: MovementIntake; meetPerson(person: string): void }

const defineSourceOperation = operationFactory<
  Permission,
  'sources.movements_received',
  'journaled',
  SourceContext,
  OpenedInquiry
>(createInquiryRecorder())

/**
 * Movements of a source institution, up to a thousand, each under the source's own key. A row is `criada`, `inalterada`
 * (sent before with this content) or `recusada`: `conflito` for other content under a known key, since a movement that
 * has happened doesn't change, and `pessoa_nao_encontrada`. Throws `conflito` when one key comes twice with different
 * content. Idempotent: a batch may be sent again whole, also after an error, which may have left some people's rows done.
 * Each person is on record with their rows, in one transaction, and counts as asked for: the answer says whether they
 * are there.
 */
export const receiveMovements = defineSourceOperation({
  permission: 'fontes:enviar',
  audit: { event: 'sources.movements_received', tier: 'journaled', subjects: () => ['lote:movimentacoes'] },
  input: ReceiveMovementsInput,
  check({ clock }, { itens }) {
    const now = clock.now()
    refuse('intervalo_de_datas', itens, 'em', ({ em }) => em > now)
    const first = new Map<string, string>()
    refuse('conflito', itens, 'chave', (row) => {
      const before = first.get(row.chave) ?? JSON.stringify(row)
      first.set(row.chave, before)
      return before !== JSON.stringify(row)
    })
  },
  async run({ intake, inquiry, meetPerson }, { itens }, call): Promise<ReceivedMovements> {
    const byPerson = Map.groupBy(itens, ({ cpf }) => cpf)
    for (const cpf of byPerson.keys()) meetPerson(cpf)
    inquiry.about([...byPerson.keys()])
    inquiry.note({ rows: itens.length })
    const receipts = new Map<string, Receipt>()
    const waiting = [...byPerson]
    async function takeIn(): Promise<void> {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [cpf, rows] = next
        const movements = rows.map((row) => movementOf(row, call.actor.institutionId))
        const record = (transaction: LedgerTransaction) => inquiry.keepWith(transaction, [cpf])
        const taken = await intake.receive(cpf, movements, inquiry.at, record)
        for (const [place, row] of rows.entries()) remember(receipts, row, taken[place])
      }
    }
    // All of them, also where one fails: nothing of a batch is still coming in once its sender has been answered.
    const ends = await Promise.allSettled(Array.from({ length: PEOPLE_AT_ONCE }, takeIn))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return { itens: itens.map(({ chave }) => resultOf(chave, receipts.get(chave))) }
  },
})

/** One key sent twice in a batch: what the first did is what both are told. */
function remember(receipts: Map<string, Receipt>, { chave }: SourceMovement, receipt: Receipt | undefined): void {
  if (receipt && !receipts.has(chave)) receipts.set(chave, receipt)
}

function resultOf(chave: string, receipt: Receipt | undefined): ReceivedMovements['itens'][number] {
  if (receipt === undefined) throw new Error('a receipt for each row')
  return { chave, resultado: RESULTS[receipt.result], codigo: receipt.result === 'refused' ? receipt.code : null }
}

/** The id follows from source and key, so that the same key finds the same movement whenever and wherever it comes. */
function movementOf(row: SourceMovement, source: InstitutionId): Movement {
  const digest = createHash('sha256')
    .update(JSON.stringify([source, row.chave]))
    .digest()
    .subarray(0, 16)
  return {
    id: `mov_${encodeBase62(digest, 22)}`,
    at: row.em,
    type: row.tipo,
    direction: row.sentido,
    amountCents: row.valor,
    description: row.descricao,
  }
}

function refuse(
  code: 'intervalo_de_datas' | 'conflito',
  rows: readonly SourceMovement[],
  member: keyof SourceMovement,
  isWrong: (row: SourceMovement) => boolean,
): void {
  const fields = rows.flatMap((row, place): FieldError[] =>
    isWrong(row) ? [{ campo: `itens.${place}.${member}`, codigo: code }] : [],
  )
  if (fields.length > 0) throw new AppError(code, { fields })
}
