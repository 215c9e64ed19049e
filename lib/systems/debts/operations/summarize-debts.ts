import { SummarizeDebtsInput } from '../schemas.ts'
import { debtSummaryOnWire } from '../wire.ts'
import { defineSummaryOperation } from './define-debt-operation.ts'

/**
 * The sums of one person's visible debts, for sistema2, under a live mandate of the asker's institution. That there is
 * none, or that its people for the day are used up, is an answer (`negado`), not an error. An unknown person and a
 * closed file have no debts here. Each call is an inquiry on record, and what it answered is kept under its id.
 */
export const summarizeDebts = defineSummaryOperation({
  permission: 'sistema1:resumo',
  audit: { event: 'debts.summarized', tier: 'committed', subjects: ({ cpf }) => [cpf] },
  input: SummarizeDebtsInput,
  async run({ answer }) {
    return debtSummaryOnWire(answer)
  },
})
