import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { DebtContext } from '../context.ts'
import { type RankDebtors, RankDebtorsInput } from '../mandate-schemas.ts'
import type { RankedPerson, Ranking, RankPosition } from '../store.ts'
import { rankingOnWire } from '../wire.ts'
import { defineRankingOperation } from './define-debt-operation.ts'

const BY = { divida_total: 'total', divida_maior: 'largest', divida_quantidade: 'count' } as const

/**
 * One page of the portfolio of the asker's institution by its visible debts, for sistema2, under a live mandate: whoever
 * has no debt is in it too. Each person on the page is an inquiry on record, committed before their debts are summed, and
 * counts against the mandate's people of the day; that they are used up, or that there is no mandate, is an answer
 * (`negado`). Sums are those of this very moment, whatever has expired since midnight.
 */
export const rankDebtors = defineRankingOperation({
  permission: 'sistema1:resumo',
  audit: { event: 'debts.ranked', tier: 'committed', subjects: () => [] },
  input: RankDebtorsInput,
  check(context, input, call) {
    positionOf(context, call, input)
  },
  async run({ rank, ...context }, input, call) {
    const after = positionOf(context, call, input)
    const answer = await rank({ ranking: rankingOf(input), limit: input.limite, after })
    if (answer.kind === 'denied') return { situacao: 'negado' as const }
    const last = answer.people.at(-1)
    return rankingOnWire(answer.people, last && answer.more ? cursorAfter(context, call, input, last) : null)
  },
})

function rankingOf({ ordem, uf, nascimento_de, nascimento_ate }: RankDebtors): Ranking {
  const descending = ordem.startsWith('-')
  // The schema lets the keys of BY through, with or without the sign.
  const word = (descending ? ordem.slice(1) : ordem) as keyof typeof BY
  return {
    by: BY[word],
    descending,
    state: uf ?? null,
    bornFrom: nascimento_de ?? null,
    bornTo: nascimento_ate ?? null,
  }
}

/** A cursor belongs to one caller of one institution, one order and one set of filters. */
function bindingOf({ actor }: Call<Permission>, input: RankDebtors): readonly string[] {
  const { ordem, uf, nascimento_de, nascimento_ate } = input
  const filters = JSON.stringify([uf ?? null, nascimento_de ?? null, nascimento_ate ?? null])
  return ['sistema1/ranking', actor.id, actor.institutionId, ordem, filters]
}

function positionOf(
  { cursors }: Pick<DebtContext, 'cursors'>,
  call: Call<Permission>,
  input: RankDebtors,
): RankPosition | null {
  if (input.cursor === undefined) return null
  const [value, reference] = cursors.decode(input.cursor, bindingOf(call, input))
  // Signed by this codec for this binding, so it's what `cursorAfter` wrote.
  return { value: Number(value), reference: String(reference) }
}

function cursorAfter(
  { cursors }: Pick<DebtContext, 'cursors'>,
  call: Call<Permission>,
  input: RankDebtors,
  { value, reference }: RankedPerson,
): string {
  return cursors.encode([value, reference], bindingOf(call, input))
}
