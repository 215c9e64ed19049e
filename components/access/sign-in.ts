'use client'

export type SignInAnswer =
  | { kind: 'signed_in' }
  | { kind: 'refused' }
  | { kind: 'code_needed' }
  | { kind: 'code_refused' }
  | { kind: 'throttled'; retryAfterSeconds: number }
  | { kind: 'unavailable' }

/** Signs in through next-auth's own endpoint; its double-submit token is fetched first, as its client does. */
export async function signIn(email: string, password: string, code?: string): Promise<SignInAnswer> {
  try {
    const { csrfToken } = await (await fetch('/api/auth/csrf')).json()
    const response = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      body: new URLSearchParams({ email, password, ...(code ? { code } : {}), csrfToken, json: 'true' }),
    })
    if (response.ok) return { kind: 'signed_in' }
    if (response.status === 401) return { kind: refusalOf(await response.json()) }
    const seconds = Number(response.headers.get('retry-after'))
    return response.status === 429 ? { kind: 'throttled', retryAfterSeconds: seconds || 1 } : { kind: 'unavailable' }
  } catch {
    // No network: the page says so and keeps what was typed.
    return { kind: 'unavailable' }
  }
}

function refusalOf({ codigo }: { codigo?: unknown }): 'refused' | 'code_needed' | 'code_refused' {
  return codigo === 'code_needed' || codigo === 'code_refused' ? codigo : 'refused'
}
