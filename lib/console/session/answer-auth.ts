import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { toAppError } from '#lib/kernel/app-error.ts'
import { authOptions, newAuthOutcome } from './auth-options.ts'

/**
 * next-auth's endpoints with the answers that it can't give itself: 401 that asks for a code of the second factor, 429
 * with the seconds to wait, and 503 where a store is away. The sign-in page reads them.
 */
export async function answerAuth(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const outcome = newAuthOutcome()
  const response: Response = await NextAuth(request, context, authOptions(outcome))
  if (outcome.throttledForSeconds !== null) return refusal(429, 'limite_excedido', outcome.throttledForSeconds)
  if (outcome.code !== null) return Response.json({ codigo: outcome.code }, { status: 401, headers: NO_STORE })
  if (outcome.failure) {
    const error = toAppError(outcome.failure)
    return refusal(error.status, error.code, error.retryAfterSeconds ?? null)
  }
  return response
}

const NO_STORE = { 'cache-control': 'no-store' }

function refusal(status: number, codigo: string, retryAfterSeconds: number | null): Response {
  const headers = new Headers(NO_STORE)
  if (retryAfterSeconds !== null) headers.set('retry-after', String(retryAfterSeconds))
  return Response.json({ codigo }, { status, headers })
}
