import type { MemberActor, Purpose } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { RequestId } from '#lib/kernel/ids.ts'

/** A call of a signed-in member, for operations that look nobody up: purpose is the institution's default unless given. */
export function callOf<Permission extends string>(
  session: { actor: MemberActor<Permission> },
  circumstances: { requestId: RequestId; ip: string; purpose?: Purpose },
): Call<Permission> {
  const purpose = circumstances.purpose ?? session.actor.purposes[0]
  if (purpose === undefined) throw new AppError('finalidade_nao_permitida', { reason: 'no purpose registered' })
  const { requestId, ip } = circumstances
  return { requestId, ip, purpose, actor: session.actor, relationship: null, grantId: null }
}
