import { z } from 'zod'
import { type CandidateRefs, looksLikeCandidateRef } from '#lib/access/candidate-ref.ts'
import { recognize, type Shape, shapeOf } from '#lib/identifiers/recognize.ts'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import { ConsultInput } from './schemas.ts'

/** What a request asks for, as input of the operation that answers it. */
export type Asked = { kind: 'file'; input: unknown } | { kind: 'candidates'; input: unknown }

const READINGS = ['cpf', 'nome', 'endereco'] as const
type Reading = (typeof READINGS)[number]

/** The query of a look-up by path: `?por=`, and the page of a search. */
export const PathQuery = z.strictObject({
  por: z.enum(READINGS).optional(),
  limite: z.string().optional(),
  cursor: z.string().optional(),
})

export type PathQuery = z.output<typeof PathQuery>
type Opener = { refs: Pick<CandidateRefs, 'open'>; actor: Actor }

/** Reads `/{x}`: a candidate's reference, or a CPF, a name or an address by its shape, or as `?por=` says. */
export function askedInPath(text: string, { por, limite, cursor }: PathQuery, { refs, actor }: Opener): Asked {
  const page = {
    ...(limite === undefined ? {} : { limite: numberIn(limite) }),
    ...(cursor === undefined ? {} : { cursor }),
  }
  const isReference = looksLikeCandidateRef(text)
  const reading = isReference ? 'cpf' : (por ?? readingOf(text))
  if (reading === 'cpf') {
    for (const campo of Object.keys(page)) {
      throw new AppError('parametro_desconhecido', { fields: [{ campo, codigo: 'parametro_desconhecido' }] })
    }
    return { kind: 'file', input: { cpf: isReference ? refs.open(text, actor) : text } }
  }
  if (reading === 'nome') return { kind: 'candidates', input: { nome: text, ...page } }
  return { kind: 'candidates', input: { endereco: addressParts(text), ...page } }
}

/** Reads the body of POST …/consultas. */
export function askedInBody(body: unknown, { refs, actor }: Opener): Asked {
  const { cpf, ref } = parseInput(ConsultInput, body)
  if (ref !== undefined) return { kind: 'file', input: { cpf: refs.open(ref, actor) } }
  if (cpf !== undefined) return { kind: 'file', input: { cpf } }
  return { kind: 'candidates', input: body }
}

/** Shapes that only other systems look up by are read as what they would be here: a mistyped name, or a mistyped CPF. */
function readingOf(text: string): Reading {
  const shape: ReturnType<typeof shapeOf> = shapeOf(text)
  if (shape === 'nome' || shape === 'endereco') return shape
  return shape === 'tipo' ? 'nome' : 'cpf'
}

/** `logradouro, numero[, cep]`. Refused here where it isn't one, for its parts would no longer say so. */
function addressParts(text: string): { logradouro: string; numero: string; cep?: string } {
  const reading = recognize(text, 'endereco' satisfies Shape)
  if (reading.shape === 'refused') {
    throw new AppError(reading.code, { fields: [{ campo: 'endereco', codigo: reading.code }] })
  }
  const [logradouro = '', numero = '', cep] = text.split(',')
  return { logradouro, numero, ...(cep === undefined ? {} : { cep }) }
}

/** A query's parameters, those that are numbers as such. */
export function numbersIn(query: Readonly<Record<string, string>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, names.includes(name) ? numberIn(value) : value]),
  )
}

/** A number as a query writes it; anything else is left for the schema to refuse. */
function numberIn(text: string): number | string {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : text
}
