import { z } from 'zod'
import type { ScoreFile } from '#lib/systems/score/schemas.ts'

/** The columns of a result. `linha` is the place in the list that was sent, from 1. */
export const RESULT_HEAD = [
  'linha',
  'situacao',
  'cpf',
  'nome',
  'idade',
  'score_situacao',
  'score',
  'faixa',
  'dividas_situacao',
  'dividas_quantidade',
  'dividas_total',
  'dividas_maior',
  'renda_mensal',
] as const

/** All of a line but its number: what is kept of it, sealed. */
export type Cells = readonly string[]
const StoredCells = z.array(z.string()).length(RESULT_HEAD.length - 1)

/** A person who was found, with no more than the asker's permissions had sistema2 tell. */
export function cellsOfFile({ cpf, nome, idade, score, dividas, renda }: ScoreFile): Cells {
  const scored = 'valor' in score ? [score.situacao, score.valor, score.faixa] : [score.situacao, null, null]
  const owed =
    'total' in dividas
      ? [dividas.situacao, dividas.quantidade, dividas.total, dividas.maior]
      : [dividas.situacao, null, null, null]
  const income = 'valor_mensal' in renda ? renda.valor_mensal : null
  return ['encontrada', cpf, nome, idade, ...scored, ...owed, income].map((value) => String(value ?? ''))
}

/** A line that brought no person: the code says why. */
export function cellsOfRefusal(code: string): Cells {
  return [code, ...Array<string>(RESULT_HEAD.length - 2).fill('')]
}

export const storedCells = (cells: Cells): string => JSON.stringify(cells)
export const readCells = (text: string): Cells => StoredCells.parse(JSON.parse(text))
