import { createHash, randomUUID } from 'node:crypto'
import { AppError, type FieldError } from '#lib/kernel/app-error.ts'
import { type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import type { DebtContext } from '../context.ts'
import { ReceiveDebtsInput, type ReceivedDebts, type SourceDebt } from '../source-schemas.ts'
import type { Receipt, ReceivedDebt } from '../source-store.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/** Rows of one transaction: what is done well within the role's time limit. */
const ROWS_AT_ONCE = 200
const STEPS = ['criada_em', 'aviso_enviado_em', 'aviso_entregue_em', 'negativada_em', 'baixada_em'] as const

/**
 * Debts of a source institution, up to a thousand, each under the source's own key. A row is `criada`, `inalterada` (sent
 * before with this content), `atualizada` (a step along its states), `corrigida` (other facts, with a reason; what was
 * stays in the history) or `recusada`: `conflito` for other facts without a reason, a debt of another person, or a state
 * that can't follow the one it is in. A debt begins before its notice, and isn't listed before that was delivered.
 * Throws `conflito` when one key comes twice with different content. Idempotent: a batch may be sent again whole, also
 * after an error, which may have left its first rows done.
 */
export const receiveDebts = defineChangeOperation({
  permission: 'fontes:enviar',
  audit: { event: 'debts.received', tier: 'committed', subjects: () => [] },
  input: ReceiveDebtsInput,
  check({ clock }, { itens }) {
    refuseFuture(itens, civilDateOf(clock.now()))
    refuseTwoOfOneKey(itens)
  },
  async run({ asker, sources, subjects, newId }, { itens }, call): Promise<ReceivedDebts> {
    const receipts: Receipt[] = []
    for (let first = 0; first < itens.length; first += ROWS_AT_ONCE) {
      const debts = itens.slice(first, first + ROWS_AT_ONCE).map((item) => receivedDebt(item, subjects))
      const inquiryId = first === 0 ? asker.inquiryId : newId('inquiry')
      receipts.push(...(await sources.receiveDebts({ ...asker, inquiryId }, debts, call.token)))
    }
    return {
      itens: itens.map(({ chave }, place) => ({
        chave,
        resultado: receipts[place]?.result ?? 'recusada',
        codigo: receipts[place]?.code ?? null,
      })),
    }
  },
})

/** What has happened has a date that has come; only a due date lies ahead. */
function refuseFuture(itens: readonly SourceDebt[], today: CivilDate): void {
  const fields = itens.flatMap((item, place): FieldError[] =>
    STEPS.filter((step) => (item[step] ?? today) > today).map((step) => ({
      campo: `itens.${place}.${step}`,
      codigo: 'intervalo_de_datas',
    })),
  )
  if (fields.length > 0) throw new AppError('intervalo_de_datas', { fields })
}

function refuseTwoOfOneKey(itens: readonly SourceDebt[]): void {
  const digests = new Map<string, string>()
  const fields = itens.flatMap((item, place): FieldError[] => {
    const digest = digestOf(item).toString('hex')
    const first = digests.get(item.chave) ?? digest
    digests.set(item.chave, first)
    return first === digest ? [] : [{ campo: `itens.${place}.chave`, codigo: 'conflito' }]
  })
  if (fields.length > 0) throw new AppError('conflito', { fields })
}

/** Of what a row says; why it says it otherwise than before is not a part of that. */
function digestOf({ correcao: _, ...said }: SourceDebt): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(said).toSorted()))
    .digest()
}

function receivedDebt(item: SourceDebt, subjects: DebtContext['subjects']): ReceivedDebt {
  return {
    id: randomUUID(),
    sourceKey: item.chave,
    subject: subjects.indexOf(item.cpf),
    digest: digestOf(item),
    correction: item.correcao ?? null,
    creditor: item.credor,
    contractNumber: item.contrato,
    modality: item.modalidade,
    amountCents: item.valor,
    createdOn: item.criada_em,
    dueOn: item.vencimento,
    status: item.situacao,
    noticeSentOn: item.aviso_enviado_em ?? null,
    noticeDeliveredOn: item.aviso_entregue_em ?? null,
    listedOn: item.negativada_em ?? null,
    removedOn: item.baixada_em ?? null,
  }
}
