import { SummarizeManyInput } from '../schemas.ts'
import { debtSummaryOnWire } from '../wire.ts'
import { defineSummariesOperation } from './define-debt-operation.ts'

/**
 * As `summarize-debts`, for up to a hundred people at once, in the order asked; the mandate permits or denies them
 * together. Each is an inquiry on record of its own.
 */
export const summarizeMany = defineSummariesOperation({
  permission: 'sistema1:resumo',
  audit: { event: 'debts.summarized', tier: 'committed', subjects: ({ cpfs }) => cpfs },
  input: SummarizeManyInput,
  async run({ answer }, { cpfs }) {
    if (answer.kind === 'denied') return { situacao: 'negado' as const }
    const itens = answer.summaries.map((summary, place) => ({
      cpf: cpfs[place],
      ...debtSummaryOnWire({ kind: 'permitted', summary }),
    }))
    return { situacao: 'permitido' as const, itens }
  },
})
