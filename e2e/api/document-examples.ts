import assert from 'node:assert/strict'
import { isObject, type Json, type JsonObject } from '#lib/openapi/json-schema.ts'
import { type DemoKey, readDemo } from '../fixtures/instance.ts'
import { waitUntil } from '../fixtures/wait-until.ts'
import { type Answer, type Ask, ask, keys } from './client.ts'
import { readDocument } from './documented.ts'

export type Credentials = Pick<Ask, 'key' | 'bearer'>
type Parameter = { name: string; in: string; required: boolean; examples: [string, Json][] }
export type DocumentedOperation = { id: string; method: string; path: string; json: JsonObject }

/** A request that an operation's examples make, and which example it is. */
export type Trial = {
  what: string
  path: Record<string, string>
  query: [string, string][]
  headers: Record<string, string>
  body?: { type: string; value: Json }
}

const document = await readDocument()
const demo = readDemo()

export const operations: readonly DocumentedOperation[] = Object.entries(document.paths as JsonObject).flatMap(
  ([path, methods]) =>
    Object.entries(methods as JsonObject).map(([method, json]) => {
      // The linter has seen to the document's structure.
      const operation = json as JsonObject
      return { id: String(operation.operationId), method: method.toUpperCase(), path, json: operation }
    }),
)

/** The methods that the document has for a path. */
export function methodsOf(path: string): string[] {
  return Object.keys((document.paths as JsonObject)[path] as JsonObject).map((method) => method.toUpperCase())
}

/** The problem codes that an operation may answer with, as the document says. */
export function codesOf({ json }: DocumentedOperation): ReadonlySet<string> {
  const responses = Object.values(json.responses as JsonObject).map((response) => referred(response as JsonObject))
  const text = JSON.stringify(
    responses.map(({ content }) => (content as JsonObject | undefined)?.['application/problem+json']),
  )
  return new Set([...text.matchAll(/#\/components\/examples\/problema\.(\w+)/g)].map(([, code = '']) => code))
}

function referred(node: JsonObject): JsonObject {
  if (typeof node.$ref !== 'string') return node
  const [, , kind = '', name = ''] = node.$ref.split('/')
  return ((document.components as JsonObject)[kind] as JsonObject)[name] as JsonObject
}

function parametersOf({ json }: DocumentedOperation): Parameter[] {
  return (json.parameters as readonly JsonObject[]).map(referred).map(({ name, in: place, required, ...parameter }) => {
    const { schema, examples, example } = parameter
    const named = isObject(examples) ? Object.entries(examples) : []
    const inSchema = isObject(schema) && Array.isArray(schema.examples) ? schema.examples : []
    const unnamed = [...(example === undefined ? [] : [example]), ...inSchema]
    return {
      name: String(name),
      in: String(place),
      required: required === true,
      examples: [
        ...named.map(([label, one]): [string, Json] => [label, (one as JsonObject).value ?? null]),
        ...unnamed.map((value): [string, Json] => [String(value), value]),
      ],
    }
  })
}

/** Every example once: each reading of the path, each body, and each optional parameter on top of the first of those. */
export function trialsOf(operation: DocumentedOperation): [Trial, ...Trial[]] {
  const parameters = parametersOf(operation)
  const base: Trial = { what: 'as it is', path: {}, query: [], headers: {} }
  for (const { name, in: place, examples } of parameters.filter(({ required }) => required)) {
    if (place === 'query') base.query.push([name, String(examples[0]?.[1])])
    // What the document can only make up is put in by `run`.
    if (place === 'header') base.headers[name] = String(examples[0]?.[1] ?? '')
  }
  const bodies = bodiesOf(operation)
  // Where there is a path and a body, each reading comes with the first body, and each body with the first reading.
  const body = bodies[0]?.body
  const readings = parameters
    .filter(({ in: place }) => place === 'path')
    .flatMap(({ name, examples }) =>
      examples.map(
        ([what, value]): Trial => ({ ...base, what, path: { [name]: String(value) }, ...(body ? { body } : {}) }),
      ),
    )
  const path = readings[0]?.path ?? {}
  const whole = [...readings, ...bodies.map((one): Trial => ({ ...base, path, ...one }))]
  const first = whole[0] ?? base
  const options = parameters
    .filter(({ required, in: place }) => !required && place !== 'path')
    .flatMap(({ name, in: place, examples }) =>
      examples.map(
        ([what, value]): Trial =>
          place === 'query'
            ? { ...first, what: `${name} ${what}`, query: [...first.query, [name, String(value)]] }
            : { ...first, what: `${name} ${what}`, headers: { ...first.headers, [name]: String(value) } },
      ),
    )
  return [first, ...whole.slice(1), ...options]
}

function bodiesOf({ json }: DocumentedOperation): Pick<Trial, 'what' | 'body'>[] {
  const content = isObject(json.requestBody) ? (json.requestBody.content as JsonObject) : {}
  return Object.entries(content).flatMap(([type, media]) =>
    Object.entries((media as JsonObject).examples as JsonObject).map(([name, example]) => ({
      what: `body ${name}`,
      body: { type, value: (example as JsonObject).value ?? null },
    })),
  )
}

const holder = (scopes: readonly string[]): DemoKey =>
  [keys.complete, ...demo.keys].find((key) => scopes.every((scope) => key.scopes.includes(scope))) ?? keys.complete

/** Whether a live key of the demo may do this at all: no institution of the demo is a source of data, say. */
export function isForAnybodyHere({ json }: DocumentedOperation): boolean {
  const scopes = (json.security as readonly JsonObject[]).flatMap((way) => Object.values(way).flat()) as string[]
  return demo.keys.some(
    ({ id, scopes: held }) => id.startsWith('crk_live_') && scopes.every((one) => held.includes(one)),
  )
}

const tokens = new Map<string, string>()

/** As the document says: a token of all the scopes it names, or Basic, of a key of the demo that holds them. */
export async function credentialsFor({ json }: DocumentedOperation): Promise<Credentials> {
  const ways = (json.security as readonly JsonObject[]).flatMap((way) => Object.entries(way))
  const [scheme] = ways[0] ?? []
  if (scheme === undefined) return {}
  const named = ways.filter(([name]) => name === scheme).flatMap(([, words]) => words as readonly string[])
  const scopes = [...new Set(named)]
  const key = holder(scopes)
  if (scheme !== 'oauth2') return { key }
  const scope = scopes.join(' ')
  const known = tokens.get(scope)
  if (known) return { bearer: known }
  const answer = await ask('/oauth/token', {
    key,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }).toString(),
  })
  assert.equal(answer.status, 200, answer.text)
  const bearer = String((answer.json as { access_token?: string }).access_token)
  tokens.set(scope, bearer)
  return { bearer }
}

/** A grant of the demo that opens what a trial asks for: candidates take one to search. */
function grantFor({ what, body }: Trial): string {
  const asked = isObject(body?.value) ? Object.keys(body.value) : [what]
  const searches = asked.some((name) => name === 'nome' || name === 'endereco')
  return (searches ? demo.search_grant : demo.grant) ?? ''
}

/** Calls the running instance as a trial says. */
export function run(operation: DocumentedOperation, trial: Trial, credentials: Credentials): Promise<Answer> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(trial.path[name] ?? ''))
  const query = trial.query.length > 0 ? `?${new URLSearchParams(trial.query)}` : ''
  const { type, value = null } = trial.body ?? {}
  const grant = trial.headers.Concessao === '' ? { Concessao: grantFor(trial) } : {}
  return ask(path + query, {
    // The document's methods are HTTP's.
    method: operation.method as 'GET',
    ...credentials,
    headers: { ...trial.headers, ...grant, ...(type ? { 'content-type': type } : {}) },
    ...(type ? { body: encoded(type, value) } : {}),
  })
}

function encoded(type: string, value: Json): string {
  if (type.endsWith('json')) return JSON.stringify(value)
  // Forms in the document are flat and of strings.
  return new URLSearchParams(value as Record<string, string>).toString()
}

/** The same operation on something that is there: where `{id}` is of a collection that one can add to, adds to it. */
export async function onSomethingReal(operation: DocumentedOperation, trial: Trial): Promise<Trial> {
  const [collection, rest] = operation.path.split('/{id}')
  const creating = operations.find(({ method, path }) => method === 'POST' && path === collection)
  if (rest === undefined || !creating) return trial
  const answer = await run(creating, trialsOf(creating)[0], await credentialsFor(creating))
  const { id } = answer.json as { id?: string }
  assert.ok(id, answer.text)
  // A result is there when its task is done.
  if (rest === '/resultado') {
    const credentials = await credentialsFor(operation)
    await waitUntil('task that is done', 20_000, async () => {
      const { situacao } = (await ask(`${collection}/${id}`, credentials)).json as { situacao?: string }
      return situacao === 'concluida' || undefined
    })
  }
  return { ...trial, path: { ...trial.path, id } }
}
