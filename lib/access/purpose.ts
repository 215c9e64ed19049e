import { type Actor, PURPOSES, type Purpose } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'

const MAX_RELATIONSHIP = 80

function isPurpose(text: string): text is Purpose {
  return (PURPOSES as readonly string[]).includes(text)
}

/**
 * The purpose of a look-up: the `Finalidade` header, or the actor's registered default. An unknown word is
 * `requisicao_invalida`; whether the actor may use a known one is the operation's to decide.
 */
export function purposeOf(header: string | undefined, actor: Pick<Actor, 'purposes'>): Purpose {
  if (header === undefined) {
    const [first] = actor.purposes
    if (first === undefined) throw new AppError('finalidade_nao_permitida', { reason: 'no purpose registered' })
    return first
  }
  if (isPurpose(header)) return header
  throw new AppError('requisicao_invalida', { fields: [{ campo: 'Finalidade', codigo: 'invalido' }] })
}

/** The `Relacao` header: a proposal or contract number, 1–80 characters of a conservative set; null when absent. */
export function relationshipOf(header: string | undefined): string | null {
  if (header === undefined) return null
  if (header.length <= MAX_RELATIONSHIP && /^[0-9A-Za-z][0-9A-Za-z ._/-]*$/.test(header)) return header
  throw new AppError('requisicao_invalida', { fields: [{ campo: 'Relacao', codigo: 'invalido' }] })
}
