import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, type Dispatcher, request } from 'undici'
import { formatBasic } from '#lib/access/basic.ts'
import { type DemoKey, readDemo } from '../fixtures/instance.ts'
import { expectDocumented } from './documented.ts'

export type Ask = {
  method?: Dispatcher.HttpMethod
  key?: Pick<DemoKey, 'id' | 'secret'>
  bearer?: string
  /** Pairs may repeat a name: both lines are sent. */
  headers?: Record<string, string | string[]>
  json?: unknown
  body?: string | Uint8Array
}

export type Answer = { status: number; headers: Dispatcher.ResponseData['headers']; text: string; json: unknown }

const agent = new Agent({ keepAliveTimeout: 500, connections: 16, headersTimeout: 20_000 })

/**
 * One call over real HTTP to the public listener of the running instance, or to another origin. Keys have limits, and
 * all files of the suite share them: like any good client, this one waits as long as it is told and asks again.
 */
export async function ask(path: string, options: Ask = {}, origin: string = readDemo().url): Promise<Answer> {
  for (;;) {
    const answer = await askOnce(path, options, origin)
    if (answer.status !== 429) return answer
    await wait(Number(answer.headers['retry-after'] ?? 1) * 1_000)
  }
}

/** The same, taking the first answer as it is. What the instance answers is held against its OpenAPI document. */
export async function askOnce(path: string, options: Ask = {}, origin: string = readDemo().url): Promise<Answer> {
  const { key, bearer, json } = options
  const method = options.method ?? (json === undefined && options.body === undefined ? 'GET' : 'POST')
  const headers = {
    ...(key ? { authorization: formatBasic(key.id, key.secret) } : {}),
    ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...options.headers,
  }
  const sent = json === undefined ? (options.body ?? null) : JSON.stringify(json)
  const answer = await request(origin + path, { dispatcher: agent, method, headers, body: sent })
  const body = await answer.body.text()
  // Next alone writes words of its own around some answers.
  if (origin === readDemo().url) {
    await expectDocumented({
      method,
      target: path,
      requestType: String(headers['content-type'] ?? ''),
      requestBody: typeof sent === 'string' ? sent : undefined,
      status: answer.statusCode,
      header: (name) => answer.headers[name.toLowerCase()]?.toString(),
      body,
    })
  }
  return { status: answer.statusCode, headers: answer.headers, text: body, json: parsed(body) }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Bytes as they are on a connection of their own; what comes back until the other side closes. */
export async function askRaw(message: string | Uint8Array, origin: string = readDemo().url): Promise<string> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.write(message)
  return text(socket)
}

export const statusOfRaw = (answer: string): number => Number(answer.split(' ')[1])

export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  codigo: string
  requisicao: string
  campos?: { campo: string; codigo: string; mensagem: string }[]
}

/** Asserts a complete problem document with this status and code, and gives it back. */
export function expectProblem(answer: Answer, status: number, codigo: string): Problem {
  // The cast's members are what the assertions below check, one by one.
  const problem = answer.json as Problem
  assert.deepEqual([answer.status, problem?.codigo], [status, codigo], answer.text)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json\b/)
  // Next writes more words around it on some statuses.
  assert.match(String(answer.headers['cache-control']), /\bno-store\b/)
  assert.equal(problem.status, status)
  assert.ok(problem.type.endsWith(`#${codigo}`) && URL.canParse(problem.type))
  assert.ok(problem.title.length > 0 && problem.detail.length > 0)
  assert.match(problem.requisicao, /^req_[0-9A-Za-z]{22}$/)
  assert.equal(answer.headers['x-request-id'], problem.requisicao)
  const known = ['type', 'title', 'status', 'detail', 'codigo', 'requisicao', 'campos']
  assert.deepEqual(
    Object.keys(problem).filter((member) => !known.includes(member)),
    [],
  )
  return problem
}

/** Asserts a file of 200 whose answer may not be stored, and gives it back. */
export function expectFile(answer: Answer): Record<string, unknown> {
  assert.equal(answer.status, 200, answer.text)
  assert.match(String(answer.headers['content-type']), /^application\/json\b/)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.match(String(answer.headers['x-request-id']), /^req_[0-9A-Za-z]{22}$/)
  return answer.json as Record<string, unknown>
}

const demo = readDemo()

function keyWhere(what: string, matches: (key: DemoKey) => boolean): DemoKey {
  const key = demo.keys.find(matches)
  if (!key) throw new Error(`the demo has no key ${what}`)
  return key
}

const holds = (key: DemoKey, scope: string) => key.scopes.includes(scope)

/** The demo's keys by what they are for. */
export const keys = {
  complete: keyWhere('with every data scope', (key) => holds(key, 'sistema3:identificar')),
  withoutSistema3: keyWhere(
    'without sistema3',
    (key) => holds(key, 'sistema2:cadastro') && !holds(key, 'sistema3:consultar'),
  ),
  free: keyWhere('of the free tier', (key) => key.tier === 'gratuito'),
  administration: keyWhere('that makes keys', (key) => holds(key, 'chaves:administrar')),
  boreal: keyWhere('of another institution', (key) => key.institution === 'Cooperativa Boreal'),
}
export const { people } = demo
export const origin = demo.url

/** An access token of a key, by its scope alone (RFC 6749 §4.4). */
export async function tokenFor(key: Pick<DemoKey, 'id' | 'secret'>, scope: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope }).toString()
  const answer = await ask('/oauth/token', {
    key,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })
  assert.equal(answer.status, 200, answer.text)
  return String((answer.json as { access_token?: string }).access_token)
}
