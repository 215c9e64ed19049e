import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { DebtContext } from '../context.ts'
import { FindFileInput } from '../schemas.ts'
import type { DebtPosition, VisibleDebt } from '../store.ts'
import { debtFileOnWire } from '../wire.ts'
import { defineFileOperation } from './define-debt-operation.ts'

/**
 * File 1 of a person by CPF, under the grant that the call names: registration, and one page of the debts that may be
 * shown, newest first. The inquiry is committed before any row is read, and each call spends one use of the grant.
 * Throws `concessao_ausente`, `concessao_negada`, `cursor_invalido`; unknown and closed files are both
 * `pessoa_nao_encontrada`. Not idempotent: each call is an inquiry on record.
 */
export const findFile = defineFileOperation({
  permission: 'sistema1:consultar',
  audit: { event: 'debts.file_opened', tier: 'committed', subjects: ({ cpf }) => [cpf] },
  input: FindFileInput,
  check(context, { cpf, cursor }, call) {
    positionOf(context, call, cpf, cursor)
  },
  async run({ file, ...context }, { cpf, limite, cursor }, call) {
    const person = await file.findPerson()
    if (person === null) throw new AppError('pessoa_nao_encontrada')
    const after = positionOf(context, call, cpf, cursor)
    // One more than asked for tells whether there is a next page.
    const debts = await file.listDebts({ limit: limite + 1, after })
    const sum = await file.sumDebts()
    const items = debts.slice(0, limite)
    const last = items.at(-1)
    return debtFileOnWire({
      person,
      identified: call.actor.permissions.has('sistema1:identificar'),
      debts: { items, next: last && debts.length > limite ? cursorAfter(context, call, cpf, last) : null },
      sum,
      previous: file.previous,
    })
  },
})

/** A cursor belongs to one caller and one person. */
function bindingOf({ subjects }: Pick<DebtContext, 'subjects'>, call: Call, cpf: Cpf): readonly string[] {
  return ['sistema1/debts', call.actor.id, subjects.indexOf(cpf).toString('base64url')]
}

function positionOf(
  context: Pick<DebtContext, 'subjects' | 'cursors'>,
  call: Call,
  cpf: Cpf,
  cursor: string | undefined,
): DebtPosition | null {
  if (cursor === undefined) return null
  const [createdOn, id] = context.cursors.decode(cursor, bindingOf(context, call, cpf))
  // Signed by this codec for this binding, so it's what `cursorAfter` wrote.
  return { createdOn: String(createdOn) as CivilDate, id: String(id) }
}

function cursorAfter(
  context: Pick<DebtContext, 'subjects' | 'cursors'>,
  call: Call,
  cpf: Cpf,
  { createdOn, id }: VisibleDebt,
): string {
  return context.cursors.encode([createdOn, id], bindingOf(context, call, cpf))
}
