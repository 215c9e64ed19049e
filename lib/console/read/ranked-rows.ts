import { getTranslations } from 'next-intl/server'
import { getFormats } from '#components/format/formats.ts'
import type { Ranking } from '#lib/gateway/index.ts'

/** A figure as it is shown; one that couldn't be had says why in its place, and is never a zero. */
export type Figure = { text: string; note: string | null; known: boolean }

export type RankedRow = {
  /** Opens the dossier; null where the system gave none. */
  ref: string | null
  cpf: string
  name: string
  age: number
  uf: string
  total: Figure
  largest: Figure
  count: Figure
  score: Figure
  income: Figure
}

type Listed = Ranking['itens'][number]
type Missing = Extract<Listed['renda'], { situacao: string }>

/** Rows of a ranking, written in the reader's language. */
export async function rankedRows(page: Ranking): Promise<RankedRow[]> {
  const [t, own, format] = await Promise.all([getTranslations('dossier'), getTranslations('portfolio'), getFormats()])
  const missing = ({ situacao }: Missing): Figure => ({
    text: t(`missing.${situacao}.short`),
    note: null,
    known: false,
  })
  const known = (text: string, note: string | null = null): Figure => ({ text, note, known: true })

  function debtsOf({ dividas }: Listed): Pick<RankedRow, 'total' | 'largest' | 'count'> {
    if (dividas.situacao !== 'disponivel') {
      const none = missing(dividas)
      return { total: none, largest: none, count: none }
    }
    return {
      total: known(format.money(dividas.total)),
      largest: known(format.money(dividas.maior)),
      count: known(format.number(dividas.quantidade)),
    }
  }
  function scoreOf({ score }: Listed): Figure {
    if (!('valor' in score)) return missing(score)
    if (score.valor === null || score.faixa === null) return { text: t('glance.noScore'), note: null, known: false }
    const used = score.usado_na_ordem
    const place =
      used && used.valor !== score.valor ? own('placedBy', { value: used.valor, at: format.day(used.em) }) : null
    return known(String(score.valor), place ?? t(`bands.${score.faixa}`))
  }
  function incomeOf({ renda }: Listed): Figure {
    if ('situacao' in renda) return missing(renda)
    if (renda.valor_mensal === null) return { text: own('noIncome'), note: null, known: false }
    return known(format.money(renda.valor_mensal))
  }

  return page.itens.map((row) => ({
    ref: row.ref ?? null,
    cpf: row.cpf,
    name: row.nome,
    age: row.idade,
    uf: row.uf,
    ...debtsOf(row),
    score: scoreOf(row),
    income: incomeOf(row),
  }))
}
