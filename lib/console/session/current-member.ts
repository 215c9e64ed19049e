import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { getServerSession } from 'next-auth'
import { cache } from 'react'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { MemberCaller } from '#lib/gateway/index.ts'
import type { Call } from '#lib/kernel/call.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { readPreferences } from '../preferences.ts'
import { authOptions, newAuthOutcome } from './auth-options.ts'
import { PATH_HEADER } from './path-header.ts'
import { readVisitor } from './request-context.ts'
import { parseReturnPath } from './return-path.ts'

/**
 * Who is signed in, by the session's own row, or null. The one way to read a session; once per request however often
 * it is asked. Throws where the store can't say, so that an outage never looks like "signed out".
 */
export const currentMember = cache(async (): Promise<LiveSession | null> => {
  const outcome = newAuthOutcome()
  await getServerSession(authOptions(outcome))
  if (outcome.failure) throw outcome.failure
  return outcome.live
})

/** The signed-in member; anybody else is sent to sign in and comes back, and one without `permission` sees 403. */
export async function requireMember(permission?: Permission): Promise<LiveSession> {
  const live = await currentMember()
  if (!live) {
    const back = parseReturnPath((await headers()).get(PATH_HEADER))
    redirect(back ? `/entrar?volta=${encodeURIComponent(back)}` : '/entrar')
  }
  if (permission && !live.actor.permissions.has(permission)) forbidden()
  return live
}

/** The circumstances of this request as operations of the portal take them. */
export async function memberCall(live: LiveSession): Promise<Call<Permission>> {
  return callOf(live, await readVisitor())
}

/** The same member as the gateway takes them: for whom a system is asked. */
export async function memberCaller(live: LiveSession): Promise<MemberCaller> {
  const [{ requestId, ip }, { locale }] = await Promise.all([readVisitor(), readPreferences()])
  return {
    sessionId: live.id,
    memberId: live.member.id,
    email: live.member.email,
    institutionId: live.institution.id,
    role: live.member.role,
    purposes: live.actor.purposes,
    ip,
    requestId,
    language: locale,
  }
}
