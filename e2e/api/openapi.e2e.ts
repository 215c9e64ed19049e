import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { isObject, type Json, type JsonObject } from '#lib/openapi/json-schema.ts'
import { readDemo } from '../fixtures/instance.ts'
import { type Answer, type Ask, ask, keys } from './client.ts'
import { readDocument } from './documented.ts'

type Parameter = { name: string; in: string; required?: boolean; schema: JsonObject; examples: Json[] }
type Operation = { id: string; method: string; path: string; json: JsonObject }

const document = await readDocument()
const operations = Object.entries(document.paths as JsonObject).flatMap(([path, methods]) =>
  Object.entries(methods as JsonObject).map(
    ([method, json]): Operation => ({
      id: String((json as JsonObject).operationId),
      method: method.toUpperCase(),
      path,
      json: json as JsonObject,
    }),
  ),
)

/** What only an instance can know stands in for what the document can only make up. */
const LOCAL: Readonly<Record<string, string>> = { Concessao: readDemo().grant ?? '' }

function parametersOf({ json }: Operation): Parameter[] {
  return (json.parameters as readonly JsonObject[]).map((declared) => {
    const parameter = '$ref' in declared ? componentOf(String(declared.$ref)) : declared
    const { name, in: place, required, schema, examples, example } = parameter
    const named = isObject(examples) ? Object.values(examples).map((one) => (one as JsonObject).value ?? null) : []
    const own = isObject(schema) && Array.isArray(schema.examples) ? schema.examples : []
    const local = LOCAL[String(name)]
    return {
      name: String(name),
      in: String(place),
      required: required === true,
      schema: schema as JsonObject,
      examples: local ? [local] : [...named, ...(example === undefined ? [] : [example]), ...own],
    }
  })
}

function componentOf(pointer: string): JsonObject {
  const [, , kind = '', name = ''] = pointer.split('/')
  return ((document.components as JsonObject)[kind] as JsonObject)[name] as JsonObject
}

/** A request that an operation's examples make, by what is being tried. */
type Trial = {
  what: string
  path: Record<string, string>
  query: [string, string][]
  headers: Record<string, string>
  body?: [string, Json]
}

/** Every example once: each reading of the path, each body, each optional parameter on top of the first of those. */
function trialsOf(operation: Operation): Trial[] {
  const parameters = parametersOf(operation)
  const needed = parameters.filter(({ required, in: place }) => required && place !== 'path')
  const base: Trial = { what: 'as it is', path: {}, query: [], headers: {} }
  for (const { name, in: place, examples } of needed) {
    assert.ok(examples.length > 0, `${operation.id}: the required ${name} has no example`)
    if (place === 'query') base.query.push([name, String(examples[0])])
    else base.headers[name] = String(examples[0])
  }
  const readings = parameters
    .filter(({ in: place }) => place === 'path')
    .flatMap(({ name, examples }) =>
      examples.map((example): Trial => ({ ...base, what: `${name} ${example}`, path: { [name]: String(example) } })),
    )
  const content = isObject(operation.json.requestBody) ? (operation.json.requestBody.content as JsonObject) : {}
  const bodies = Object.entries(content).flatMap(([type, media]) =>
    Object.entries((media as JsonObject).examples as JsonObject).map(
      ([name, example]): Trial => ({
        ...base,
        what: `body ${name}`,
        body: [type, (example as JsonObject).value ?? null],
      }),
    ),
  )
  const first = readings[0] ?? bodies[0] ?? base
  const options = parameters
    .filter(({ required, in: place }) => !required && place !== 'path')
    .flatMap(({ name, in: place, examples }) =>
      examples.map(
        (example): Trial =>
          place === 'query'
            ? { ...first, what: `${name}=${example}`, query: [...first.query, [name, String(example)]] }
            : { ...first, what: `${name}: ${example}`, headers: { ...first.headers, [name]: String(example) } },
      ),
    )
  return [...(readings.length + bodies.length > 0 ? [...readings, ...bodies] : [base]), ...options]
}

/** As the document says, with the demo's key that holds everything: a token of the first scope, or Basic. */
async function credentialsFor({ json }: Operation): Promise<Pick<Ask, 'key' | 'bearer'>> {
  const [first] = json.security as readonly JsonObject[]
  if (first === undefined) return {}
  if (!('oauth2' in first)) return { key: keys.complete }
  const scopes = (first.oauth2 as readonly string[]).join(' ')
  const answer = await ask('/oauth/token', {
    key: keys.complete,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: scopes }).toString(),
  })
  return { bearer: String((answer.json as { access_token?: string }).access_token) }
}

function run(operation: Operation, trial: Trial, credentials: Pick<Ask, 'key' | 'bearer'>): Promise<Answer> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(trial.path[name] ?? ''))
  const query = trial.query.length > 0 ? `?${new URLSearchParams(trial.query)}` : ''
  const [type, value] = trial.body ?? []
  const body = type?.endsWith('json')
    ? JSON.stringify(value)
    : new URLSearchParams(value as Record<string, string>).toString()
  return ask(path + query, {
    // The document's methods are HTTP's.
    method: operation.method as 'GET',
    ...credentials,
    headers: { ...trial.headers, ...(type ? { 'content-type': type } : {}) },
    ...(type ? { body } : {}),
  })
}

for (const operation of operations) {
  describe(`${operation.method} ${operation.path}`, () => {
    let credentials: Pick<Ask, 'key' | 'bearer'>
    before(async () => {
      credentials = await credentialsFor(operation)
    })
    for (const trial of trialsOf(operation)) {
      // `ask` holds the answer against the document.
      test(`works as in its example: ${trial.what}`, async () => {
        const answer = await run(operation, trial, credentials)
        assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${answer.text}`)
      })
    }

    test('refuses nobody who is asked for nothing, and everybody else without a credential', async () => {
      const [trial] = trialsOf(operation)
      assert.ok(trial)
      const { status } = await run(operation, trial, {})
      if ((operation.json.security as readonly Json[]).length > 0) assert.equal(status, 401)
      else assert.ok(status < 400, String(status))
    })

    test('has no method beside those of the document', async () => {
      const known = Object.keys((document.paths as JsonObject)[operation.path] as JsonObject)
      const [trial] = trialsOf(operation)
      assert.ok(trial)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (known.includes(method.toLowerCase())) continue
        const { body: _, ...bare } = trial
        const answer = await run({ ...operation, method }, bare, credentials)
        assert.equal(answer.status, 405, `${method}: ${answer.text}`)
        assert.ok(
          String(answer.headers.allow)
            .toLowerCase()
            .split(', ')
            .some((name) => known.includes(name)),
        )
      }
    })
  })
}

test('the document is the same each time, and whoever has it is told so', async () => {
  const first = await ask('/v1/openapi.json')
  const second = await ask('/v1/openapi.json')
  assert.equal(first.text, second.text)
  const headers = { 'if-none-match': String(first.headers.etag) }
  const again = await ask('/v1/openapi.json', { headers })
  assert.deepEqual([again.status, again.text], [304, ''])
  assert.equal((first.json as { servers: { url: string }[] }).servers[0]?.url, readDemo().url)
})
