import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createKeyTokens, type HttpClient, type StatusGateway } from '#lib/gateway/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { closedKeysDoors } from '#lib/keys/test-bench.ts'
import { createConformity } from '#lib/openapi/conformity-test-bench.ts'
import { isObject, type Json, type JsonObject } from '#lib/openapi/json-schema.ts'
import { closedTasks } from '#lib/tasks/test-bench.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { createPublicApp } from '../public-api.ts'
import { describePublicApi } from './document.ts'

const PUBLIC_URL = 'https://api.crivo.example'
const addresses = { publicUrl: PUBLIC_URL, docsUrl: `${PUBLIC_URL}/documentacao/erros` }
const { json: document, undescribed } = await describePublicApi(addresses)

function createApp() {
  const unused = (dependency: HttpClient['dependency']): HttpClient => ({
    dependency,
    async send() {
      return { kind: 'failed', reason: 'unreachable', tookMs: 1 }
    },
    async close() {},
  })
  const status: StatusGateway = { probe: () => Promise.reject(new Error('not asked here')) }
  return createPublicApp({
    keys: closedKeysDoors(),
    tasks: closedTasks(),
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    ...addresses,
    systems: { sistema1: unused('sistema1'), sistema2: unused('sistema2'), sistema3: unused('sistema3') },
    auth: unused('auth'),
    keyTokens: createKeyTokens(unused('auth'), systemClock),
    status,
  })
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete']

/** `GET /v1/x/{}` of every operation in the document. */
function documented(): Set<string> {
  return new Set(
    Object.entries(document.paths as JsonObject).flatMap(([path, methods]) =>
      Object.keys(methods as JsonObject).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`),
    ),
  )
}

test('two buildings give the same bytes', async () => {
  assert.equal(JSON.stringify((await describePublicApi(addresses)).json), JSON.stringify(document))
})

test('every member, parameter and component that is in the document says what it is', () => {
  assert.deepEqual(undescribed, [])
})

test('the linter has nothing to say', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crivo-openapi-'))
  try {
    const file = join(folder, 'openapi.json')
    writeFileSync(file, JSON.stringify(document))
    const config = join(import.meta.dirname, 'lint.yaml')
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['node_modules/@redocly/cli/bin/cli.js', 'lint', '--config', config, '--format', 'stylish', file],
      {
        encoding: 'utf8',
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
    )
    assert.equal(status, 0, stdout + stderr)
    assert.doesNotMatch(stdout, /warning/i)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('nothing under /v1 and /oauth is undocumented, and nothing documented is not there', () => {
  const { routes } = createApp()
  const handled = routes.filter(({ path }) => !path.includes('*'))
  const paths = new Set(handled.map(({ path }) => path.replace(/:\w+/g, '{}')))
  const operations = documented()
  assert.deepEqual(paths, new Set([...operations].map((operation) => operation.split(' ')[1])))
  const explicit = handled.filter(({ method }) => VERBS.includes(method.toLowerCase()))
  const routed = new Set(explicit.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, '{}')}`))
  assert.deepEqual(
    [...routed].filter((operation) => !operations.has(operation)),
    [],
  )
})

describe('each operation of the document', () => {
  for (const [template, methods] of Object.entries(document.paths as JsonObject)) {
    for (const method of Object.keys(methods as JsonObject)) {
      test(`${method.toUpperCase()} ${template} is routed`, async () => {
        const path = template.replace(/\{\w+\}/g, '52998224725')
        const response = await createApp().request(PUBLIC_URL + path, { method: method.toUpperCase() })
        const { codigo } = (await response.json().catch(() => ({}))) as { codigo?: string }
        assert.ok(!['rota_desconhecida', 'metodo_nao_permitido'].includes(codigo ?? ''), `${response.status} ${codigo}`)
      })
    }
  }
})

describe('examples', () => {
  const conformity = createConformity(document)

  /** Every place with examples, of media types, parameters and headers, with the schema beside them. */
  function* examplesIn(node: Json, place: readonly string[]): Generator<[string[], Json]> {
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) yield* examplesIn(item, [...place, String(index)])
      return
    }
    if (!isObject(node)) return
    if (isObject(node.schema)) {
      const named = isObject(node.examples) ? Object.values(node.examples) : []
      for (const example of [...named, ...('example' in node ? [{ value: node.example ?? null }] : [])]) {
        const { value } =
          isObject(example) && '$ref' in example ? referred(String(example.$ref)) : (example as JsonObject)
        yield [[...place, 'schema'], value ?? null]
      }
    }
    for (const [key, value] of Object.entries(node)) yield* examplesIn(value, [...place, key])
  }

  function referred(pointer: string): JsonObject {
    const [, , kind = '', name = ''] = pointer.split('/')
    // A reference leads somewhere, the linter has seen to that.
    return ((document.components as JsonObject)[kind] as JsonObject)[name] as JsonObject
  }

  test('every one fits its schema', () => {
    let count = 0
    for (const [place, value] of examplesIn(document, [])) {
      count += 1
      assert.deepEqual(conformity.complaintsAboutValue(place, value), [], place.join('/'))
    }
    assert.ok(count > 50, `${count} examples`)
  })

  test('every operation that answers with JSON shows an answer, and every JSON body an example', () => {
    const bare = Object.entries(document.paths as JsonObject).flatMap(([path, methods]) =>
      Object.entries(methods as JsonObject).flatMap(([method, operation]) => {
        const { requestBody, responses } = operation as { requestBody?: JsonObject; responses: JsonObject }
        const medias = [requestBody, responses['200'], responses['201'], responses['202']].flatMap((part) =>
          isObject(part) && isObject(part.content) ? Object.values(part.content) : [],
        )
        return medias.every((media) => isObject(media) && isObject(media.examples)) ? [] : [`${method} ${path}`]
      }),
    )
    // The document can't hold itself, and keys and addresses of an instance are its own.
    assert.deepEqual(bare, [
      'get /.well-known/oauth-authorization-server',
      'get /.well-known/jwks.json',
      'get /v1/openapi.json',
    ])
  })
})

describe('GET /v1/openapi.json', () => {
  const get = (app: ReturnType<typeof createApp>, init: RequestInit = {}, query = '') =>
    app.request(`${PUBLIC_URL}/v1/openapi.json${query}`, init)

  test('serves the document with its address, to be kept and asked for again', async () => {
    const app = createApp()
    const response = await get(app)
    const served = (await response.json()) as { servers: { url: string }[] }
    assert.deepEqual(served, JSON.parse(JSON.stringify(document)))
    assert.equal(served.servers[0]?.url, PUBLIC_URL)
    assert.match(response.headers.get('content-type') ?? '', /^application\/json\b/)
    assert.match(response.headers.get('cache-control') ?? '', /^public, max-age=\d+$/)
    const etag = response.headers.get('etag') ?? ''
    assert.match(etag, /^"[\w-]{43}"$/)
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await get(app, { headers: { 'If-None-Match': known } })
      assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag])
    }
    assert.equal((await get(app, { headers: { 'If-None-Match': '"x"' } })).status, 200)
    const head = await get(app, { method: 'HEAD' })
    assert.deepEqual([head.status, await head.text(), head.headers.get('etag')], [200, '', etag])
  })

  test('is asked for without parameters and by GET', async () => {
    const app = createApp()
    const odd = await get(app, {}, '?x=1')
    assert.deepEqual([odd.status, ((await odd.json()) as { codigo: string }).codigo], [400, 'parametro_desconhecido'])
    const posted = await get(app, { method: 'POST' })
    assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
  })
})
