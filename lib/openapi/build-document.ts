import type { z } from 'zod'
import type { ErrorCode } from '#lib/kernel/app-error.ts'
import { buildOperation } from './build-operation.ts'
import { API_TAGS, type ApiSection, type ApiTag } from './declaration.ts'
import { ANSWER_HEADERS, REQUEST_HEADERS } from './headers.ts'
import { canonical, isObject, type Json, type JsonObject } from './json-schema.ts'
import { PROBLEM_MEMBERS, ProblemSchema, problemExamples } from './problem-responses.ts'
import { createSchemaSet, type SchemaSet } from './schema-set.ts'
import { securitySchemes } from './security.ts'
import { createWordbook, describeMembers, type Wordbook } from './words.ts'

export type DocumentOptions = {
  /** The document's own `info`. */
  info: JsonObject
  tags: Readonly<Record<ApiTag, string>>
  sections: readonly ApiSection[]
  publicUrl: string
  /** Where error documentation lives, for the examples of problems. */
  docsUrl: string
}

export type ApiDocument = {
  json: JsonObject
  /** Members that nobody has described yet. */
  undescribed: readonly string[]
}

/** An OpenAPI 3.1 document of what the sections declare. The same sections give the same document, byte by byte. */
export async function buildDocument(options: DocumentOptions): Promise<ApiDocument> {
  const { sections, publicUrl, docsUrl } = options
  const components: Record<string, z.ZodType> = { Problema: ProblemSchema }
  for (const [name, schema] of sections.flatMap((section) => Object.entries(section.components ?? {}))) {
    if (name in components) throw new Error(`two schemas are named ${name}`)
    components[name] = schema
  }
  const schemas = createSchemaSet(components)
  // Problems are referred to by every operation, and read by none.
  schemas.of(ProblemSchema, 'output')
  const words = createWordbook([PROBLEM_MEMBERS, ...sections.map((section) => section.words ?? {})])

  const paths: Record<string, Record<string, JsonObject>> = {}
  const codes = new Set<ErrorCode>()
  const tags = new Set<ApiTag>()
  for (const api of sections.flatMap(({ operations }) => operations)) {
    const built = buildOperation(api, schemas, words)
    const path = paths[api.path] ?? {}
    if (api.method in path) throw new Error(`${api.method} ${api.path} is declared twice`)
    path[api.method] = built.operation
    paths[api.path] = path
    tags.add(api.tag)
    for (const code of built.codes) codes.add(code)
  }
  const responses = shareResponses(paths)
  const json: JsonObject = {
    openapi: '3.1.1',
    info: options.info,
    servers: [{ url: publicUrl, description: 'O endereço público desta instalação.' }],
    tags: API_TAGS.filter((tag) => tags.has(tag)).map((name) => ({ name, description: options.tags[name] })),
    paths,
    components: {
      schemas: describedSchemas(schemas, words),
      responses,
      parameters: onlyUsed(REQUEST_HEADERS, paths),
      examples: await problemExamples(codes, docsUrl),
      headers: onlyUsed(ANSWER_HEADERS, [paths, responses]),
      securitySchemes: securitySchemes(publicUrl),
    },
  }
  return { json, undescribed: [...words.missing].toSorted() }
}

function describedSchemas(schemas: SchemaSet, words: Wordbook): JsonObject {
  return Object.fromEntries(
    Object.entries(schemas.components()).map(([name, schema]) => {
      const description = words.about(name)
      return [name, describeMembers(description === undefined ? schema : { description, ...schema }, name, words)]
    }),
  )
}

/** Puts refusals that several operations share into components, in the order in which they are met. */
function shareResponses(paths: Record<string, Record<string, JsonObject>>): Record<string, JsonObject> {
  const met = new Map<string, { status: string; response: JsonObject; places: Record<string, Json>[] }>()
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    // Made by `buildOperation` a moment ago, and nobody else's yet.
    const responses = operation.responses as Record<string, Json>
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400 || !isObject(response)) continue
      const key = canonical(response)
      const entry = met.get(key) ?? { status, response, places: [] }
      entry.places.push(responses)
      met.set(key, entry)
    }
  }
  const shared: Record<string, JsonObject> = {}
  for (const { status, response, places } of met.values()) {
    if (places.length < 2) continue
    const taken = Object.keys(shared).filter((name) => name.startsWith(`Erro${status}`)).length
    const name = taken === 0 ? `Erro${status}` : `Erro${status}.${taken + 1}`
    shared[name] = response
    for (const responses of places) responses[status] = { $ref: `#/components/responses/${name}` }
  }
  return shared
}

/** Those of the named things that something refers to. */
function onlyUsed(all: Readonly<Record<string, JsonObject>>, places: Json): JsonObject {
  const text = JSON.stringify(places)
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`/${name}"`)))
}
