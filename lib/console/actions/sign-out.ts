'use server'

import { cookies, headers } from 'next/headers'
import { callOf } from '#lib/members/call-of.ts'
import { services } from '#lib/runtime/services.ts'
import { currentMember } from '../session/current-member.ts'
import { readVisitor } from '../session/request-context.ts'
import { isSameOrigin } from './same-origin.ts'

/** Ends the session on the server, so that its cookie is worth nothing wherever it was copied to, and drops the cookie. */
export async function signOut(): Promise<void> {
  if (!isSameOrigin(await headers())) return
  const live = await currentMember()
  if (live) {
    await services().members.signOut(callOf(live, await readVisitor()), {})
    services().systems.forget(live.id)
  }
  const jar = await cookies()
  for (const { name } of jar.getAll()) {
    // next-auth splits a long cookie in numbered parts, and prefixes its name under https.
    if (!name.includes('next-auth.session-token')) continue
    jar.set(name, '', { path: '/', maxAge: 0, httpOnly: true, sameSite: 'lax', secure: name.startsWith('__') })
  }
}
