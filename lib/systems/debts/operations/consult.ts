import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { LookUpContext } from '../context.ts'
import { type CandidatePage, ConsultInput, type DebtFile } from '../schemas.ts'
import { findFile } from './find-file.ts'
import { searchCandidates } from './search-candidates.ts'

/**
 * A look-up by exactly one of `cpf`, `ref`, `nome` and `endereco`: file 1 for the first two, candidates for the others.
 * The operation that it comes to does the rest, permission and record included. Filters of debts beside a name or an
 * address are `parametro_desconhecido`; a reference that isn't good is `referencia_invalida`.
 */
export async function consult(
  context: LookUpContext,
  call: Call<Permission>,
  raw: unknown,
): Promise<DebtFile | CandidatePage> {
  const { cpf, ref, nome, endereco } = parseInput(ConsultInput, raw)
  if ([cpf, ref, nome, endereco].filter((identifier) => identifier !== undefined).length !== 1) {
    throw new AppError('requisicao_invalida', { fields: [{ campo: 'cpf', codigo: 'invalido' }] })
  }
  // The operations parse what was given for themselves: a parsed value isn't an input any more.
  const given = raw as Readonly<Record<string, unknown>>
  if (nome !== undefined || endereco !== undefined) return searchCandidates(context, call, given)
  if (ref === undefined) return findFile(context, call, given)
  const { ref: _, ...rest } = given
  return findFile(context, call, { ...rest, cpf: context.refs.open(ref, call.actor) })
}
