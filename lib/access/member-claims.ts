import { z } from 'zod'
import { type MemberActor, PURPOSES } from '#lib/kernel/actor.ts'
import type { InstitutionId, MemberId, SessionId } from '#lib/kernel/ids.ts'
import { type Permission, permissionsOfScope } from './permission-catalogue.ts'
import { ROLES } from './roles.ts'

const identifier = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{22}$`))

/** What a token or a statement says of a member. The names are the wire's. */
export const MemberClaims = z.object({
  sub: identifier('mem'),
  email: z.email().max(254),
  instituicao: identifier('ins'),
  papel: z.enum(ROLES),
  sessao: identifier('ses'),
  finalidades: z.array(z.enum(PURPOSES)).min(1),
  scope: z.string().max(1_000),
  jti: z.string().min(16).max(64),
})
export type MemberClaims = z.infer<typeof MemberClaims>

/** The member whom verified claims name, with exactly the permissions of their `scope`. */
export function memberActorOf(claims: MemberClaims): MemberActor<Permission> {
  return {
    kind: 'member',
    // The schema above has checked each identifier's shape; the brands exist only in the type system.
    id: claims.sub as MemberId,
    institutionId: claims.instituicao as InstitutionId,
    sessionId: claims.sessao as SessionId,
    label: claims.email,
    permissions: permissionsOfScope(claims.scope),
    purposes: claims.finalidades,
  }
}
