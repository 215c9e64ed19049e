import { type CandidateRefs, looksLikeCandidateRef } from '#lib/access/candidate-ref.ts'
import { type Shape, shapeOf } from '#lib/identifiers/recognize.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'

/** The words of `?por=` that have a reading at sistema3. */
export const READINGS = ['cpf', 'cartao', 'data', 'tipo', 'bureau'] as const satisfies readonly Shape[]
type Readable = (typeof READINGS)[number]

type Refs = Pick<CandidateRefs, 'open'>

/** What a path asks for, as the input of the operation that answers it; each operation parses its own for itself. */
export type Target =
  | { kind: 'file'; input: { cpf: string } | { cartao: string } }
  | { kind: 'day'; input: { data: string } }
  | { kind: 'type'; input: { tipo: string } }
  | { kind: 'bureau'; input: { bureau: string } }

/**
 * Reads the `{x}` of a path by its shape, or as `?por=` forces it. What looks like a name or an address has no reading
 * here, so it is a CPF of the wrong form.
 */
export function readTarget(text: string, por: Readable | undefined, actor: Actor, refs: Refs): Target {
  if (looksLikeCandidateRef(text) && (por === undefined || por === 'cpf')) {
    return { kind: 'file', input: { cpf: refs.open(text, actor) } }
  }
  switch (por ?? shapeOf(text)) {
    case 'cartao':
      return { kind: 'file', input: { cartao: text } }
    case 'data':
      return { kind: 'day', input: { data: text.trim() } }
    case 'tipo':
      return { kind: 'type', input: { tipo: text } }
    case 'bureau':
      return { kind: 'bureau', input: { bureau: text } }
    case 'numero_de_cartao':
      throw new AppError('cartao_em_lugar_inseguro')
    default:
      return { kind: 'file', input: { cpf: text } }
  }
}

/**
 * A body with the CPF behind its `ref` in the reference's place. Throws `referencia_invalida` for one that is expired,
 * altered or another caller's. Whatever else is wrong with the body is for the operation to say.
 */
export function withoutRef(body: unknown, actor: Actor, refs: Refs): unknown {
  if (typeof body !== 'object' || body === null || !('ref' in body)) return body
  const { ref, ...rest } = body
  if (typeof ref !== 'string' || 'cpf' in rest || 'cartao' in rest) {
    throw new AppError('requisicao_invalida', { fields: [{ campo: 'ref', codigo: 'invalido' }] })
  }
  return { ...rest, cpf: refs.open(ref, actor) }
}
