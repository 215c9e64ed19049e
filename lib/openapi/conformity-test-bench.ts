import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { isObject, type Json, type JsonObject } from './json-schema.ts'

/** One call over HTTP and what came of it, as a client sees both. */
export type Exchange = {
  method: string
  /** Path and query. */
  target: string
  requestType?: string | undefined
  requestBody?: string | undefined
  status: number
  header(name: string): string | undefined
  body: string
}

export type Conformity = {
  /** What of an exchange is not as the document says; empty where everything is. */
  complaintsAbout(exchange: Exchange): string[]
  /** The operation of a call, as `GET /v1/x/{y}`; undefined where the document has none. */
  operationOf(method: string, target: string): string | undefined
  /** What is wrong with a value under the schema at a place of the document; empty where nothing is. */
  complaintsAboutValue(place: readonly string[], value: Json): string[]
}

type Operation = { template: string; method: string; json: JsonObject }

const FORMATS = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  uri: (text: string) => URL.canParse(text),
}
/** What paths that aren't there, and calls that never got as far as one, are answered with. */
const NOWHERE = ['rota_desconhecida', 'metodo_nao_permitido', 'credencial_em_lugar_inseguro', 'requisicao_invalida']

/**
 * Judges real answers by an OpenAPI document. Here answers may have no member that the document doesn't know: clients
 * must bear new ones, this project must describe them.
 */
export function createConformity(document: JsonObject): Conformity {
  const judge: Judge = { document, validate: createValidation(document) }
  return {
    complaintsAboutValue: judge.validate,
    operationOf(method, target) {
      const found = find(judge, method, target)
      return typeof found === 'string' ? undefined : `${found.method.toUpperCase()} ${found.template}`
    },
    complaintsAbout(exchange) {
      const found = find(judge, exchange.method, exchange.target)
      if (typeof found === 'string') return nowhereComplaints(judge, found, exchange)
      const ofRequest = exchange.status < 300 ? requestComplaints(judge, found, exchange) : []
      return [...responseComplaints(judge, found, exchange), ...ofRequest]
    },
  }
}

type Judge = { document: JsonObject; validate: Conformity['complaintsAboutValue'] }

function createValidation(document: JsonObject): Conformity['complaintsAboutValue'] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS })
  ajv.addSchema(withClosedAnswers(document), 'api')
  const compiled = new Map<string, ValidateFunction>()
  return (place, value) => {
    const pointer = place.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` })
    compiled.set(pointer, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '(whole)'} ${message} ${JSON.stringify(params)}`,
    )
  }
}

function find({ document }: Judge, method: string, target: string): Operation | 'no_method' | 'no_path' {
  const { pathname } = new URL(target, 'http://x')
  const templates = Object.keys(document.paths as JsonObject).filter((template) => fits(template, pathname))
  // A path that is written out goes before one with a placeholder.
  const template = templates.find((name) => !name.includes('{')) ?? templates[0]
  if (template === undefined) return 'no_path'
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
  const { node } = resolve(document, ['paths', template, verb])
  return isObject(node) ? { template, method: verb, json: node } : 'no_method'
}

function responseComplaints(judge: Judge, operation: Operation, exchange: Exchange): string[] {
  const at = ['paths', operation.template, operation.method, 'responses', String(exchange.status)]
  const { place, node } = resolve(judge.document, at)
  if (!isObject(node)) return [`status ${exchange.status} is not in the document: ${exchange.body.slice(0, 300)}`]
  return [...headerComplaints(judge, place, node, exchange), ...bodyComplaints(judge, place, node, exchange)]
}

function headerComplaints(judge: Judge, place: readonly string[], response: JsonObject, exchange: Exchange): string[] {
  return Object.keys(isObject(response.headers) ? response.headers : {}).flatMap((name) => {
    const { place: at, node } = resolve(judge.document, [...place, 'headers', name])
    const value = exchange.header(name)
    if (!isObject(node)) return [`header ${name} leads nowhere`]
    if (value === undefined) return node.required === true ? [`header ${name} is missing`] : []
    return judge.validate([...at, 'schema'], coerced(value, node.schema)).map((why) => `header ${name}: ${why}`)
  })
}

function bodyComplaints(judge: Judge, place: readonly string[], response: JsonObject, exchange: Exchange): string[] {
  if (exchange.method === 'HEAD') return exchange.body === '' ? [] : ['a HEAD was answered with a body']
  const type = mediaType(exchange.header('content-type'))
  if (!isObject(response.content)) return exchange.body === '' ? [] : ['there is a body where the document has none']
  if (type === undefined || !(type in response.content)) return [`content type ${type} is not in the document`]
  return judge.validate([...place, 'content', type, 'schema'], parsed(exchange.body))
}

/** A call that was answered with data has asked for nothing that the document doesn't know. */
function requestComplaints(judge: Judge, { template, method, json }: Operation, exchange: Exchange): string[] {
  const at = ['paths', template, method]
  const known = new Map<string, string[]>()
  for (const index of (json.parameters as readonly Json[]).keys()) {
    const { place, node } = resolve(judge.document, [...at, 'parameters', String(index)])
    if (isObject(node) && node.in === 'query') known.set(String(node.name), place)
  }
  const ofQuery = [...new URL(exchange.target, 'http://x').searchParams].flatMap(([name, value]) => {
    const place = known.get(name)
    if (!place) return [`parameter ${name} was taken and is not in the document`]
    const schema = resolve(judge.document, [...place, 'schema']).node
    return judge.validate([...place, 'schema'], coerced(value, schema)).map((why) => `parameter ${name}: ${why}`)
  })
  const type = mediaType(exchange.requestType)
  if (exchange.requestBody === undefined || !type) return ofQuery
  const body = type.endsWith('json')
    ? parsed(exchange.requestBody)
    : Object.fromEntries(new URLSearchParams(exchange.requestBody))
  const ofBody = judge.validate([...at, 'requestBody', 'content', type, 'schema'], body)
  return [...ofQuery, ...ofBody.map((why) => `request body: ${why}`)]
}

function nowhereComplaints(judge: Judge, found: 'no_method' | 'no_path', exchange: Exchange): string[] {
  if (exchange.method === 'OPTIONS' && exchange.status === 204 && found === 'no_method') {
    return exchange.header('allow') ? [] : ['OPTIONS was answered without Allow']
  }
  if (exchange.status < 400) return ['this answers, and is not in the document']
  if (exchange.method === 'HEAD') return []
  // OAuth says in its own way that it doesn't know a method.
  if (mediaType(exchange.header('content-type')) === 'application/json') return []
  const problem = parsed(exchange.body)
  const complaints = judge.validate(['components', 'schemas', 'Problema'], problem)
  const code = isObject(problem) ? String(problem.codigo) : ''
  return NOWHERE.includes(code) ? complaints : [...complaints, `${code} of what is not in the document`]
}

function mediaType(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase()
}

function parsed(text: string): Json {
  try {
    // JSON is made of JSON values.
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** Headers and queries are text; what is documented as a number and looks like one is judged as one. */
function coerced(value: string, schema: Json | undefined): Json {
  return isObject(schema) && schema.type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value
}

function fits(template: string, pathname: string): boolean {
  const [want, have] = [template.split('/'), pathname.split('/')]
  return (
    want.length === have.length &&
    want.every((step, index) => (step.startsWith('{') ? have[index] !== '' : step === have[index]))
  )
}

/** The node at a place, and its place once references are followed. */
function resolve(document: JsonObject, place: readonly string[]): { place: string[]; node: Json | undefined } {
  let node: Json | undefined = document
  let at: string[] = []
  for (const step of place) {
    if (Array.isArray(node)) node = node[Number(step)]
    else node = isObject(node) && Object.hasOwn(node, step) ? node[step] : undefined
    at.push(step)
    if (isObject(node) && typeof node.$ref === 'string' && Object.keys(node).length === 1) {
      const target = node.$ref.slice(2).split('/')
      const found = resolve(document, target)
      node = found.node
      at = found.place
    }
  }
  return { place: at, node }
}

/** The document with the schemas of its answers closed to members that it doesn't name. */
function withClosedAnswers(document: JsonObject): JsonObject {
  const close = (node: Json, inAnswer: boolean): Json => {
    if (Array.isArray(node)) return node.map((item) => close(item, inAnswer))
    if (!isObject(node)) return node
    const entries = Object.entries(node).map(([key, value]): [string, Json] => {
      // A part of a whole names some of its members only.
      if (key === 'allOf' || key === 'requestBody') return [key, value]
      return [key, close(value, inAnswer || key === 'responses' || key === 'schemas')]
    })
    const open = inAnswer && isObject(node.properties) && node.type === 'object' && !('additionalProperties' in node)
    return Object.fromEntries(open ? [...entries, ['additionalProperties', false]] : entries)
  }
  // An object stays one.
  return close(document, false) as JsonObject
}
