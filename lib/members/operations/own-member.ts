import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { MemberActor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'

/** The member who calls. Sessions and passwords are people's: a key is refused, whatever it may do elsewhere. */
export function requireMember(call: Call<Permission>): MemberActor<Permission> {
  if (call.actor.kind !== 'member') throw new AppError('escopo_insuficiente', { reason: 'not a member' })
  return call.actor
}
