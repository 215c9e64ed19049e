import { looksLikeCandidateRef } from '#lib/access/candidate-ref.ts'
import { shapeOf } from '#lib/identifiers/recognize.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { PATH_READINGS } from './schemas.ts'

type Reading = (typeof PATH_READINGS)[number]

/**
 * What the text of a path stands for, as the body of a look-up says it: by its shape, or as `?por=` forces it. Whether it
 * is well written is for the body's schema to judge.
 */
export function readPath(text: string, forced?: Reading): Record<string, unknown> {
  const reading = forced ?? readingOf(text)
  if (reading === 'nome') return { nome: text }
  if (reading === 'endereco') return { endereco: addressOf(text) }
  return looksLikeCandidateRef(text) ? { ref: text } : { cpf: text }
}

/** Nothing here is found by card, date or bureau: such a text is a CPF of the wrong form, and a lone word is no name. */
function readingOf(text: string): Reading {
  if (looksLikeCandidateRef(text)) return 'cpf'
  const shape = shapeOf(text)
  if (shape === 'nome' || shape === 'endereco') return shape
  return shape === 'tipo' ? 'nome' : 'cpf'
}

/** `logradouro, numero[, cep]` in the parts that a body has. */
function addressOf(text: string) {
  const [logradouro = '', numero = '', cep, ...rest] = text.split(',').map((part) => part.trim())
  if (rest.length > 0)
    throw new AppError('requisicao_invalida', { fields: [{ campo: 'endereco', codigo: 'invalido' }] })
  return { logradouro, numero, ...(cep === undefined ? {} : { cep }) }
}
