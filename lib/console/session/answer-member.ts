import { unstable_rethrow } from 'next/navigation'
import { AppError, toAppError } from '#lib/kernel/app-error.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { currentMember } from './current-member.ts'

/** A route of the portal for a signed-in member; a refusal is its status and its code, as pages' scripts read them. */
export async function answerMember(run: (live: LiveSession) => Promise<Response>): Promise<Response> {
  try {
    const live = await currentMember()
    if (!live) throw new AppError('credencial_invalida', { reason: 'nobody is signed in' })
    return await run(live)
  } catch (error) {
    unstable_rethrow(error)
    const { status, code } = toAppError(error)
    if (status >= 500) services().portal.logger.error({ event: 'route.failed', code, err: error })
    return Response.json({ codigo: code }, { status, headers: { 'cache-control': 'no-store' } })
  }
}
