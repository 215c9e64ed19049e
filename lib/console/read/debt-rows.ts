import { getTranslations } from 'next-intl/server'
import { getFormats } from '#components/format/formats.ts'
import type { DebtFile } from '#lib/systems/debts/schemas.ts'

/** What is shown and what it is sorted by. */
type Sorted<By> = { text: string; by: By }

/** One debt, written in the reader's language. */
export type DebtRow = {
  creditor: string
  modality: string
  status: string
  disputed: boolean
  created: Sorted<string>
  due: Sorted<string>
  amount: Sorted<number>
}

/** A page of a person's visible debts; `total` counts all that the filters ask for. */
export type DebtPage = { rows: DebtRow[]; total: string; next: string | null }

export async function debtPageOf({ itens, total, proximo }: DebtFile['dividas']): Promise<DebtPage> {
  const [modalities, statuses, format] = await Promise.all([
    getTranslations('modalities'),
    getTranslations('debtStatuses'),
    getFormats(),
  ])
  const rows = itens.map((debt) => ({
    creditor: debt.credor,
    modality: modalities(debt.modalidade),
    status: statuses(debt.situacao),
    disputed: debt.situacao === 'contestada',
    created: { text: format.day(debt.criada_em), by: debt.criada_em },
    due: { text: format.day(debt.vencimento), by: debt.vencimento },
    amount: { text: format.money(debt.valor), by: Number(debt.valor) },
  }))
  return { rows, total: format.money(total), next: proximo }
}
