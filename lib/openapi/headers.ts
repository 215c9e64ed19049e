import { PURPOSES } from '#lib/kernel/actor.ts'
import type { ApiAnswerHeader, ApiHeader } from './declaration.ts'
import type { JsonObject } from './json-schema.ts'

type RequestHeader = ApiHeader | 'Accept-Language'
type AnswerHeader = ApiAnswerHeader | 'X-Request-Id' | 'RateLimit' | 'RateLimit-Policy' | 'Cache-Control'

const header = (name: RequestHeader, description: string, schema: JsonObject, required = false): JsonObject => ({
  name,
  in: 'header',
  description,
  ...(required ? { required } : {}),
  schema,
})

/** Request headers as `components/parameters`. */
export const REQUEST_HEADERS: Readonly<Record<RequestHeader, JsonObject>> = {
  'Accept-Language': header(
    'Accept-Language',
    'Língua das palavras da resposta: português, ou inglês com `en`. Chaves e códigos não mudam.',
    { type: 'string', examples: ['en'] },
  ),
  Finalidade: header(
    'Finalidade',
    'Para que se consulta. Sem ele vale a primeira finalidade registrada da credencial.',
    { type: 'string', enum: [...PURPOSES], examples: ['analise_de_credito'] },
  ),
  Relacao: header('Relacao', 'Número da proposta ou do contrato. Fica registrado com a consulta.', {
    type: 'string',
    pattern: '^[0-9A-Za-z][0-9A-Za-z ._/-]{0,79}$',
    examples: ['PROP-2026-1'],
  }),
  Concessao: header(
    'Concessao',
    'A concessão vigente sob a qual o Sistema 1 responde. Cada consulta respondida gasta um uso dela.',
    { type: 'string', pattern: '^con_[0-9A-Za-z]{22}$' },
    true,
  ),
  'Idempotency-Key': header(
    'Idempotency-Key',
    'Uma chave por intenção: a mesma chamada repetida com ela não cria de novo e recebe a mesma resposta. Um UUID serve; o que parece um número de cartão é recusado, como em qualquer cabeçalho.',
    { type: 'string', minLength: 1, maxLength: 255 },
  ),
  'If-None-Match': header('If-None-Match', 'O `ETag` de que já se dispõe.', { type: 'string' }),
}

const SECONDS: JsonObject = { type: 'integer', minimum: 1 }

/** Headers of answers as `components/headers`. */
export const ANSWER_HEADERS: Readonly<Record<Exclude<AnswerHeader, 'Cache-Control'>, JsonObject>> = {
  'X-Request-Id': {
    description: 'O número da requisição, também em `requisicao`: informe-o ao suporte.',
    required: true,
    schema: { type: 'string', pattern: '^req_[0-9A-Za-z]{22}$' },
  },
  'RateLimit-Policy': {
    description: 'Os limites da chave: chamadas (`q`) por janela de segundos (`w`).',
    schema: { type: 'string', examples: ['"burst";q=100;w=1,"daily";q=200000;w=86400'] },
  },
  RateLimit: {
    description: 'O que resta (`r`) da janela mais apertada, e em quantos segundos ela acaba (`t`).',
    schema: { type: 'string', examples: ['"burst";r=99;t=1'] },
  },
  'Retry-After': { description: 'Segundos a esperar antes de repetir.', required: true, schema: SECONDS },
  'WWW-Authenticate': {
    description: 'Como se autenticar nesta porta.',
    required: true,
    schema: { type: 'string', examples: ['Bearer realm="crivo"'] },
  },
  'Content-Language': {
    description: 'A língua das palavras da resposta.',
    required: true,
    schema: { type: 'string', enum: ['pt-BR', 'en'] },
  },
  ETag: { description: 'A versão do que foi respondido.', required: true, schema: { type: 'string' } },
  Location: { description: 'O endereço do que foi criado.', required: true, schema: { type: 'string' } },
}

/** A reference to a header of answers, under its own name. */
export function answerHeader(name: keyof typeof ANSWER_HEADERS): JsonObject {
  return { [name]: { $ref: `#/components/headers/${name}` } }
}

export function cacheControl(value: string): JsonObject {
  return {
    'Cache-Control': { description: 'Se a resposta pode ser guardada.', required: true, schema: { const: value } },
  }
}
