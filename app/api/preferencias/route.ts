import { headers } from 'next/headers'
import { isSameOrigin } from '#lib/console/actions/same-origin.ts'
import { keepPreferences } from '#lib/console/keep-preferences.ts'

/** Keeps language and theme. A route and not an action: an action would render the page, and so look up, again. */
export async function PUT(request: Request): Promise<Response> {
  if (!isSameOrigin(await headers())) return new Response(null, { status: 403 })
  const kept = await keepPreferences(await request.json().catch(() => null))
  return new Response(null, { status: kept ? 204 : 400 })
}
