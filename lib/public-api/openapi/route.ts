import { createHash } from 'node:crypto'
import type { Handler } from 'hono'
import type { HttpEnv } from '#lib/http/app.ts'
import { refuseQuery } from '#lib/http/read-query.ts'
import type { Addresses } from './document.ts'
import { DOCUMENT_CACHE } from './own-section.ts'

type Served = { body: string; etag: string }

/**
 * `GET /v1/openapi.json`. The document is built when it is first asked for, and once: it depends on nothing but the
 * code and the addresses.
 */
export function serveDocument(addresses: Addresses): Handler<HttpEnv> {
  let served: Promise<Served> | null = null
  return async (c) => {
    refuseQuery(c.req.url)
    served ??= build(addresses)
    const { body, etag } = await served
    const headers = { ETag: etag, 'Cache-Control': DOCUMENT_CACHE }
    if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers)
    return c.body(body, 200, { ...headers, 'Content-Type': 'application/json; charset=utf-8' })
  }
}

async function build(addresses: Addresses): Promise<Served> {
  // Loaded with the first question: most processes that mount the API are never asked.
  const { describePublicApi } = await import('./document.ts')
  const { json } = await describePublicApi(addresses)
  const body = JSON.stringify(json)
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` }
}

/** RFC 9110 §13.1.2: any of a list, compared weakly, or whatever there is. */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((item) => ['*', etag].includes(item.trim().replace(/^W\//, '')))
}
