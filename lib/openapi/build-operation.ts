import type { z } from 'zod'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import type { ApiAnswer, ApiBody, ApiOperation, ApiPathParameter, Examples } from './declaration.ts'
import { answerHeader, cacheControl } from './headers.ts'
import { isObject, type Json, type JsonObject, jsonSchemaOf } from './json-schema.ts'
import { problemResponses } from './problem-responses.ts'
import { refusalsOf } from './refusals.ts'
import type { SchemaSet } from './schema-set.ts'
import { describeMembers, type Wordbook } from './words.ts'

export type BuiltOperation = { operation: JsonObject; codes: readonly ErrorCode[] }

/** One operation as the document has it, and the codes of its problem documents. */
export function buildOperation(api: ApiOperation, schemas: SchemaSet, words: Wordbook): BuiltOperation {
  const codesOfInput = new Set<ErrorCode>()
  const read = (schema: z.ZodType): JsonObject => {
    const { json, codes } = schemas.of(schema, 'input')
    for (const code of codes) codesOfInput.add(code)
    return describeMembers(json, api.id, words)
  }
  const path = Object.entries(api.params ?? {}).map(([name, { readings }]) =>
    pathParameter(name, readings, read, words),
  )
  const query = api.query ? queryParameters(api, api.query, read, words) : []
  const body = api.body && { ...api.body, json: read(api.body.schema) }
  const ofPath = Object.values(api.params ?? {}).flatMap(({ readings }) => Object.keys(readings))
  const members = new Set([...ofPath, ...membersOf(api.query?.schema), ...membersOf(api.body?.schema)])
  const codes = refusalsOf(api, { members, codes: codesOfInput })
  const headers = [...(api.headers ?? []), ...(api.refusesAs ? [] : (['Accept-Language'] as const))]
  const operation: JsonObject = {
    operationId: api.id,
    tags: [api.tag],
    summary: api.summary,
    description: api.description,
    security: securityOf(api),
    parameters: [...path, ...query, ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` }))],
    ...(body ? { requestBody: requestBody(body, body.json) } : {}),
    responses: responsesOf(api, codes, schemas, words),
  }
  return { operation, codes }
}

function securityOf({ access }: ApiOperation): JsonObject[] {
  const scopes = access.scopes.length > 0 ? access.scopes.map((scope) => [scope].flat()) : [[]]
  return access.by.flatMap((way) => scopes.map((words) => ({ [way === 'token' ? 'oauth2' : 'chave']: words })))
}

type Read = (schema: z.ZodType) => JsonObject

function pathParameter(name: string, readings: ApiPathParameter['readings'], read: Read, words: Wordbook): JsonObject {
  const forms = Object.entries(readings)
  const schemas = forms.map(([, { schema }]) => read(schema))
  const [first = {}] = schemas
  return {
    name,
    in: 'path',
    required: true,
    description: words.find([], name) ?? '',
    schema: schemas.length === 1 ? first : { anyOf: schemas },
    examples: named(Object.fromEntries(forms.flatMap(([form, { example }]) => (example ? [[form, example]] : [])))),
  }
}

function queryParameters(
  { id }: ApiOperation,
  { schema, examples = {} }: NonNullable<ApiOperation['query']>,
  read: Read,
  words: Wordbook,
): JsonObject[] {
  const { properties, required } = read(schema)
  return Object.entries(isObject(properties) ? properties : {}).map(([name, json]) => {
    // The members of `properties` are schemas.
    const { description = words.find([id], name) ?? '', ...form } = json as JsonObject
    const needed = Array.isArray(required) && required.includes(name)
    return {
      name,
      in: 'query',
      description,
      ...(needed ? { required: true } : {}),
      schema: form,
      ...(name in examples ? { example: examples[name] as Json } : {}),
    }
  })
}

function membersOf(schema: z.ZodType | undefined): string[] {
  const { properties } = schema ? jsonSchemaOf(schema, 'input').json : {}
  return isObject(properties) ? Object.keys(properties) : []
}

function requestBody({ type = 'application/json', examples, exactlyOne }: ApiBody, json: JsonObject): JsonObject {
  const schema = exactlyOne ? { ...json, oneOf: exactlyOne.map((member) => ({ required: [member] })) } : json
  return { required: true, content: { [type]: { schema, examples: named(examples) } } }
}

function responsesOf(api: ApiOperation, codes: readonly ErrorCode[], schemas: SchemaSet, words: Wordbook): JsonObject {
  const rates = api.limited ? { ...answerHeader('RateLimit-Policy'), ...answerHeader('RateLimit') } : {}
  const responses: Record<string, JsonObject> = { ...problemResponses(codes, rates) }
  for (const [status, answer] of Object.entries(api.answers)) {
    const own = answerOf(answer, api.id, rates, schemas, words)
    responses[status] = merged(own, responses[status])
  }
  return responses
}

function answerOf(answer: ApiAnswer, id: string, rates: JsonObject, schemas: SchemaSet, words: Wordbook): JsonObject {
  const headers = {
    ...answerHeader('X-Request-Id'),
    ...cacheControl(answer.cacheControl),
    ...Object.assign({}, ...(answer.headers ?? []).map(answerHeader)),
    ...rates,
  }
  if (!answer.schema) return { description: answer.description, headers }
  const { json } = schemas.of(answer.schema, 'output')
  const media = {
    schema: describeMembers(json, id, words),
    ...(answer.examples ? { examples: named(answer.examples) } : {}),
  }
  return { description: answer.description, headers, content: { [answer.type ?? 'application/json']: media } }
}

/** Two kinds of answer under one status: what OAuth refuses and what never got that far. */
function merged(own: JsonObject, problem: JsonObject | undefined): JsonObject {
  if (problem === undefined) return own
  const content = { ...(own.content as JsonObject), ...(problem.content as JsonObject) }
  return { ...own, description: `${own.description} ${problem.description}`, content }
}

function named(examples: Examples): JsonObject {
  // Examples are JSON; that they fit their schemas is tested.
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value: value as Json }]))
}
