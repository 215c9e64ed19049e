import { type AppError, type FieldError, toAppError } from '#lib/kernel/app-error.ts'
import { type Language, PROBLEM_WORDS } from './problem-words.ts'

/** RFC 9457 problem details with Crivo's own members. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  codigo: AppError['code']
  requisicao: string
  campos?: readonly (FieldError & { mensagem: string })[]
}

const DEFAULT_RETRY_SECONDS: Partial<Record<AppError['code'], number>> = {
  fonte_indisponivel: 5,
  auditoria_indisponivel: 5,
  sobrecarga: 1,
  limite_excedido: 1,
}

const FIELD_WORDS: Readonly<Record<Language, Record<'obrigatorio' | 'invalido' | 'desconhecido', string>>> = {
  'pt-BR': {
    obrigatorio: 'Campo obrigatório.',
    invalido: 'Valor inválido.',
    desconhecido: 'Campo ou parâmetro desconhecido.',
  },
  en: { obrigatorio: 'Required.', invalido: 'Invalid value.', desconhecido: 'Unknown field or parameter.' },
}

export type ProblemContext = {
  /** Where error documentation lives; the code is its fragment. */
  docsUrl: string
  language: Language
  requestId: string
  /** The challenge that goes with a 401: how to authenticate at this door. */
  challenge: string
}

/** Any thrown value as an HTTP answer. The only place that shapes an error for the wire. */
export function problemResponse(thrown: unknown, context: ProblemContext): Response {
  const error = toAppError(thrown)
  const words = PROBLEM_WORDS[error.code][context.language]
  const body: Problem = {
    type: `${context.docsUrl}#${error.code}`,
    title: words.title,
    status: error.status,
    detail: words.detail,
    codigo: error.code,
    requisicao: context.requestId,
  }
  if (error.fields.length > 0) {
    body.campos = error.fields.map((field) => ({ ...field, mensagem: fieldWords(field.codigo, context.language) }))
  }
  const headers = new Headers({
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Language': context.language,
  })
  if (error.status === 401) headers.set('WWW-Authenticate', context.challenge)
  const retryAfter = error.retryAfterSeconds ?? DEFAULT_RETRY_SECONDS[error.code]
  if (retryAfter !== undefined) headers.set('Retry-After', String(Math.max(1, Math.ceil(retryAfter))))
  return new Response(JSON.stringify(body), { status: error.status, headers })
}

function fieldWords(code: FieldError['codigo'], language: Language): string {
  return code === 'obrigatorio' || code === 'invalido' || code === 'desconhecido'
    ? FIELD_WORDS[language][code]
    : PROBLEM_WORDS[code][language].detail
}
