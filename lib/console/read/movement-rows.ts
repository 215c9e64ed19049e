import { getTranslations } from 'next-intl/server'
import { getFormats } from '#components/format/formats.ts'
import type { MovementFile } from '#lib/systems/movements/schemas.ts'

/** One movement of a person's timeline, written in the reader's language. */
export type TimelineRow = {
  at: string
  day: string
  type: string
  description: string
  amount: string
  credit: boolean
}

export type TimelinePage = { rows: TimelineRow[]; next: string | null }

type Shown = Extract<MovementFile['movimentacoes'], { itens: unknown }>

export async function timelinePageOf({ itens, proximo }: Shown): Promise<TimelinePage> {
  const [types, format] = await Promise.all([getTranslations('movementTypes'), getFormats()])
  const rows = itens.map((movement) => ({
    at: movement.em,
    day: format.shortDay(movement.em),
    type: types(movement.tipo),
    description: movement.descricao,
    amount: format.money(movement.valor),
    credit: movement.sentido === 'CREDITO',
  }))
  return { rows, next: proximo }
}
