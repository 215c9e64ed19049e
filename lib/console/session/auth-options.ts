import type { NextAuthOptions, Session } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { authCookies } from './cookie-names.ts'
import { readVisitor } from './request-context.ts'

declare module 'next-auth' {
  interface User {
    sessionId?: string
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    sessionId?: string
  }
}

/** As long as a session may last at all; when it really ends is decided by its row, on each read. */
const ABSOLUTE_LIFE_SECONDS = 12 * 60 * 60

/** What next-auth itself has no words for: who is signed in, how long to wait, what failed underneath. */
export type AuthOutcome = {
  live: LiveSession | null
  throttledForSeconds: number | null
  /** The password was right: a code of the second factor is asked for, or the one that came is not good. */
  code: 'code_needed' | 'code_refused' | null
  failure: unknown
}

export function newAuthOutcome(): AuthOutcome {
  return { live: null, throttledForSeconds: null, code: null, failure: null }
}

/**
 * next-auth for one request. Its encrypted cookie carries nothing but a session id; each read asks the members' room
 * for the row, so that ending a session on the server ends it everywhere at once. A failing store is kept in
 * `outcome.failure`: next-auth would take it for "signed out".
 */
export function authOptions(outcome: AuthOutcome): NextAuthOptions {
  const { portal, members, systems } = services()
  const findLive = async (sessionId: string | undefined): Promise<LiveSession | null> => {
    try {
      return sessionId ? await members.findSession(sessionId) : null
    } catch (error) {
      outcome.failure = error
      return null
    }
  }
  return {
    secret: portal.sessionSecret.reveal(),
    cookies: authCookies(portal.publicUrl),
    session: { strategy: 'jwt', maxAge: ABSOLUTE_LIFE_SECONDS },
    pages: { signIn: '/entrar', error: '/entrar', signOut: '/entrar' },
    providers: [passwordProvider(outcome)],
    callbacks: {
      jwt: ({ token, user }) => keepOnlyId(user?.sessionId ?? token.sessionId),
      async session({ session, token }) {
        outcome.live = await findLive(token.sessionId)
        // next-auth reads an empty object as "no session"; it has no other way to say so.
        if (!outcome.live) return {} as Session
        const { name, email } = outcome.live.member
        return { expires: session.expires, user: { name, email } }
      },
      redirect: ({ url, baseUrl }) => (new URL(url, baseUrl).origin === baseUrl ? url : baseUrl),
    },
    events: {
      async signOut({ token }) {
        const live = await findLive(token?.sessionId)
        if (!live) return
        await members.signOut(callOf(live, await readVisitor()), {})
        systems.forget(live.id)
      },
    },
    logger: {
      error: (code) => portal.logger.warn({ event: 'auth.failed', code }),
      warn: (code) => portal.logger.warn({ event: 'auth.warned', code }),
      debug: () => {},
    },
  }
}

function passwordProvider(outcome: AuthOutcome) {
  return CredentialsProvider({
    credentials: { email: { type: 'email' }, password: { type: 'password' }, code: { type: 'text' } },
    async authorize(input) {
      const code = input?.code ? { code: input.code } : {}
      const given = { email: input?.email ?? '', password: input?.password ?? '', ...code }
      try {
        const result = await services().members.signIn(await readVisitor(), given)
        if (result.kind === 'throttled') outcome.throttledForSeconds = result.retryAfterSeconds
        if (result.kind === 'code_needed' || result.kind === 'code_refused') outcome.code = result.kind
        return result.kind === 'signed_in' ? { id: result.memberId, sessionId: result.sessionId } : null
      } catch (error) {
        outcome.failure = error
        return null
      }
    },
  })
}

function keepOnlyId(sessionId: string | undefined): { sessionId?: string } {
  return sessionId ? { sessionId } : {}
}
