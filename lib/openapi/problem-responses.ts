import { z } from 'zod'
import { problemResponse } from '#lib/http/problem.ts'
import { PROBLEM_WORDS } from '#lib/http/problem-words.ts'
import { AppError, ERROR_STATUS, type ErrorCode, type FieldError } from '#lib/kernel/app-error.ts'
import { answerHeader, cacheControl } from './headers.ts'
import type { Json, JsonObject } from './json-schema.ts'

const PROBLEM_TYPE = 'application/problem+json'
/** Made up, like the people of the examples. */
const EXAMPLE_REQUEST_ID = 'req_0000000000000000000001'

// The keys of an object literal are its codes.
const CODES = Object.keys(ERROR_STATUS) as ErrorCode[]

/** RFC 9457 problem details as this API writes them. */
export const ProblemSchema = z.object({
  type: z.url(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  codigo: z.enum(CODES),
  requisicao: z.string().regex(/^req_[0-9A-Za-z]{22}$/),
  campos: z
    .array(
      z.object({
        campo: z.string(),
        codigo: z.enum([...CODES, 'obrigatorio', 'invalido', 'desconhecido']),
        mensagem: z.string(),
      }),
    )
    .optional(),
})

export const PROBLEM_MEMBERS: Readonly<Record<string, string>> = {
  Problema: 'O que impediu a resposta (RFC 9457). Nunca traz valores enviados nem detalhes internos.',
  'Problema.type': 'Endereço da documentação deste código.',
  'Problema.title': 'O problema em poucas palavras.',
  'Problema.status': 'O status HTTP.',
  'Problema.detail': 'O que fazer a seguir.',
  'Problema.codigo': 'O código estável do problema: é por ele que um programa decide.',
  'Problema.requisicao': 'O número da requisição, o mesmo de `X-Request-Id`.',
  'Problema.campos': 'Em erros de entrada, o que foi recusado.',
  'campos.campo': 'O nome do campo ou parâmetro.',
  'campos.codigo': 'Por que foi recusado.',
  'campos.mensagem': 'O mesmo em palavras.',
}

/** What the listener itself refuses, whatever the operation, all with `requisicao_invalida`. */
const TRANSPORT: Readonly<Record<number, string>> = {
  408: 'A requisição não chegou completa a tempo.',
  414: 'O endereço passa de 8 KiB.',
  421: 'Este servidor não responde pelo nome em `Host`.',
  431: 'Os cabeçalhos passam de 16 KiB.',
}

/** The fields in the examples of codes that name some. */
const EXAMPLE_FIELDS: Partial<Record<ErrorCode, readonly FieldError[]>> = {
  requisicao_invalida: [{ campo: 'limite', codigo: 'invalido' }],
  parametro_desconhecido: [{ campo: 'limit', codigo: 'desconhecido' }],
  cpf_digito: [{ campo: 'cpf', codigo: 'cpf_digito' }],
}

/** One example for each code, made by what makes the real ones. */
export async function problemExamples(
  codes: Iterable<ErrorCode>,
  docsUrl: string,
): Promise<Record<string, JsonObject>> {
  const examples: Record<string, JsonObject> = {}
  for (const code of [...codes].toSorted()) {
    const error = new AppError(code, { fields: EXAMPLE_FIELDS[code] ?? [] })
    const response = problemResponse(error, {
      docsUrl,
      language: 'pt-BR',
      requestId: EXAMPLE_REQUEST_ID,
      challenge: '',
    })
    examples[exampleName(code)] = { value: (await response.json()) as Json }
  }
  return examples
}

function exampleName(code: ErrorCode): string {
  return `problema.${code}`
}

/** The answers by status that an operation with these codes can give instead of data, transport's included. */
export function problemResponses(codes: readonly ErrorCode[], rateHeaders: JsonObject): Record<number, JsonObject> {
  const responses: Record<number, JsonObject> = {}
  for (const [status, description] of Object.entries(TRANSPORT)) {
    responses[Number(status)] = problemAnswer(Number(status), description, ['requisicao_invalida'], {})
  }
  for (const status of new Set(codes.map((code) => ERROR_STATUS[code]))) {
    const own = codes.filter((code) => ERROR_STATUS[code] === status)
    const description = own.map((code) => `\`${code}\`: ${PROBLEM_WORDS[code]['pt-BR'].title}.`).join(' ')
    responses[status] = problemAnswer(status, description, own, {
      ...(status === 401 ? answerHeader('WWW-Authenticate') : {}),
      ...(status === 429 || status === 503 ? answerHeader('Retry-After') : {}),
      // Who calls with no credential, or with a wrong one, has no limits to be told.
      ...(status === 401 ? {} : rateHeaders),
    })
  }
  return responses
}

function problemAnswer(
  status: number,
  description: string,
  codes: readonly ErrorCode[],
  headers: JsonObject,
): JsonObject {
  const isTransport = Object.hasOwn(TRANSPORT, status)
  return {
    description,
    headers: {
      ...answerHeader('X-Request-Id'),
      ...answerHeader('Content-Language'),
      ...cacheControl('no-store'),
      ...headers,
    },
    content: {
      [PROBLEM_TYPE]: {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problema' },
            { type: 'object', properties: { status: { const: status }, codigo: { enum: [...codes] } } },
          ],
        },
        ...(isTransport
          ? {}
          : {
              examples: Object.fromEntries(
                codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(code)}` }]),
              ),
            }),
      },
    },
  }
}
