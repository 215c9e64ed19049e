import assert from 'node:assert/strict'
import { request } from 'undici'
import { type Conformity, createConformity, type Exchange } from '#lib/openapi/conformity-test-bench.ts'
import type { JsonObject } from '#lib/openapi/json-schema.ts'
import { readDemo } from '../fixtures/instance.ts'

export type { Exchange }

let document: Promise<JsonObject> | undefined
let conformity: Promise<Conformity> | undefined

/** The running instance's own OpenAPI document. */
export function readDocument(): Promise<JsonObject> {
  document ??= fetchDocument()
  return document
}

async function fetchDocument(): Promise<JsonObject> {
  const { statusCode, body } = await request(`${readDemo().url}/v1/openapi.json`)
  assert.equal(statusCode, 200)
  return (await body.json()) as JsonObject
}

/** Whether an answer of the API is, in every respect, one that its document promises: status, headers, body. */
export async function expectDocumented(exchange: Exchange): Promise<void> {
  if (!/^\/(?:v1|oauth|\.well-known)(?:\/|$)/.test(exchange.target)) return
  conformity ??= readDocument().then(createConformity)
  const complaints = (await conformity).complaintsAbout(exchange)
  const what = `${exchange.method} ${new URL(exchange.target, 'http://x').pathname.slice(0, 80)}: ${exchange.status}`
  assert.deepEqual(complaints, [], `${what}, against /v1/openapi.json`)
}
