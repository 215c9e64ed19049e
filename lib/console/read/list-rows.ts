import { getTranslations } from 'next-intl/server'
import { getFormats } from '#components/format/formats.ts'
import type { CandidatePage } from '#lib/systems/debts/schemas.ts'
import type { PortfolioInquiries, PortfolioMovements } from '#lib/systems/movements/schemas.ts'

/** Rows of lists as they are shown: written on the server, in the reader's language and on São Paulo's clock. */
export type ListedPerson = { ref: string; cpf: string; name: string }
export type CandidateRow = ListedPerson & { place: string; born: number }
export type MovementRow = ListedPerson & {
  at: string
  type: string
  description: string
  amount: string
  credit: boolean
}
export type InquiryRow = ListedPerson & { at: string; bureau: string }

export function candidateRows(page: CandidatePage): CandidateRow[] {
  return page.itens.map(({ ref, cpf, nome, cidade, uf, ano_nascimento }) => ({
    ref,
    cpf,
    name: nome,
    place: `${cidade}, ${uf}`,
    born: ano_nascimento,
  }))
}

export async function movementRows(page: PortfolioMovements): Promise<MovementRow[]> {
  const [types, format] = await Promise.all([getTranslations('movementTypes'), getFormats()])
  return page.itens.map((row) => ({
    ref: row.ref,
    cpf: row.cpf,
    name: row.nome,
    at: format.instant(row.em),
    type: types(row.tipo),
    description: row.descricao,
    amount: format.money(row.valor),
    credit: row.sentido === 'CREDITO',
  }))
}

export async function inquiryRows(page: PortfolioInquiries): Promise<InquiryRow[]> {
  const format = await getFormats()
  return page.itens.map(({ ref, cpf, nome, em, bureau }) => ({
    ref,
    cpf,
    name: nome,
    at: format.instant(em),
    bureau: bureau.nome,
  }))
}
