import type { z } from 'zod'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { DebtContext } from '../context.ts'
import { FindFileInput } from '../schemas.ts'
import type { DebtFilters, DebtOrder, DebtPosition, VisibleDebt } from '../store.ts'
import { debtFileOnWire } from '../wire.ts'
import { defineFileOperation } from './define-debt-operation.ts'

type Asked = z.infer<typeof FindFileInput>

/**
 * File 1 of a person by CPF, under the grant that the call names: registration, and one page of the debts that may be
 * shown and that the filters ask for, with their total. Which debts may be shown is decided before any filter. The
 * inquiry is committed before any row is read, and each call spends one use of the grant.
 * Throws `concessao_ausente`, `concessao_negada`, `cursor_invalido`; unknown and closed files are both
 * `pessoa_nao_encontrada`. Not idempotent: each call is an inquiry on record.
 */
export const findFile = defineFileOperation({
  permission: 'sistema1:consultar',
  audit: { event: 'debts.file_opened', tier: 'committed', subjects: ({ cpf }) => [cpf] },
  input: FindFileInput,
  check(context, input, call) {
    positionOf(context, call, input)
  },
  async run({ file, ...context }, input, call) {
    const person = await file.findPerson()
    if (person === null) throw new AppError('pessoa_nao_encontrada')
    const { limite } = input
    const filters = filtersOf(input)
    const after = positionOf(context, call, input)
    // One more than asked for tells whether there is a next page.
    const debts = await file.listDebts({ filters, order: orderOf(input), limit: limite + 1, after })
    const sum = await file.sumDebts(filters)
    const items = debts.slice(0, limite)
    const last = items.at(-1)
    return debtFileOnWire({
      person,
      identified: call.actor.permissions.has('sistema1:identificar'),
      debts: { items, next: last && debts.length > limite ? cursorAfter(context, call, input, last) : null },
      sum,
      previous: file.previous,
    })
  },
})

function filtersOf({ divida_de, divida_ate, vencimento_de, vencimento_ate, situacao }: Asked): DebtFilters {
  return {
    createdFrom: divida_de,
    createdTo: divida_ate,
    dueFrom: vencimento_de,
    dueTo: vencimento_ate,
    status: situacao,
  }
}

const BY = { valor: 'amount', criada_em: 'created', vencimento: 'due' } as const
const VALUE_OF = {
  amount: ({ amountCents }: VisibleDebt) => amountCents,
  created: ({ createdOn }: VisibleDebt) => createdOn,
  due: ({ dueOn }: VisibleDebt) => dueOn,
} as const

function orderOf({ ordem }: Asked): DebtOrder {
  const descending = ordem.startsWith('-')
  // The schema lets the keys of BY through, with or without the sign.
  const word = (descending ? ordem.slice(1) : ordem) as keyof typeof BY
  return { by: BY[word], descending }
}

/** A cursor belongs to one caller, one person, one order and one set of filters. */
function bindingOf({ subjects }: Pick<DebtContext, 'subjects'>, call: Call, input: Asked): readonly string[] {
  const { divida_de, divida_ate, vencimento_de, vencimento_ate, situacao, ordem } = input
  const filters = [divida_de, divida_ate, vencimento_de, vencimento_ate, situacao].map((filter) => filter ?? null)
  const subject = subjects.indexOf(input.cpf).toString('base64url')
  return ['sistema1/debts', call.actor.id, subject, ordem, JSON.stringify(filters)]
}

function positionOf(context: Pick<DebtContext, 'subjects' | 'cursors'>, call: Call, input: Asked): DebtPosition | null {
  if (input.cursor === undefined) return null
  const [value, id] = context.cursors.decode(input.cursor, bindingOf(context, call, input))
  // Signed by this codec for this binding, so it's what `cursorAfter` wrote.
  return { value: value as number | CivilDate, id: String(id) }
}

function cursorAfter(
  context: Pick<DebtContext, 'subjects' | 'cursors'>,
  call: Call,
  input: Asked,
  last: VisibleDebt,
): string {
  return context.cursors.encode([VALUE_OF[orderOf(input).by](last), last.id], bindingOf(context, call, input))
}
