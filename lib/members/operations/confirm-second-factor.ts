import { AppError } from '#lib/kernel/app-error.ts'
import { secondFactorLetter } from '#lib/mail/index.ts'
import { defineMembersOperation } from '../operation.ts'
import { ConfirmSecondFactorInput } from '../schemas.ts'
import type { Throttled } from '../throttle.ts'
import { requireMember } from './own-member.ts'

export type ConfirmSecondFactorResult =
  | { kind: 'enrolled'; recoveryCodes: readonly string[] }
  | { kind: 'code_refused' }
  /** Nothing was begun, or too long ago. */
  | { kind: 'over' }
  | Throttled

const PENDING_MS = 15 * 60_000

/**
 * A code of the secret that was begun makes it the member's second factor; the recovery codes are given this once, and
 * every earlier one is void. The member's other sessions end, and a letter says so.
 */
export const confirmSecondFactor = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'second_factor.enrolled', tier: 'committed', subjects: () => [] },
  input: ConfirmSecondFactorInput,
  async run(context, { code }, call): Promise<ConfirmSecondFactorResult> {
    const { changes, store, clock, secondFactors, mail, background } = context
    const actor = requireMember(call)
    const attempt = await context.throttle.attempt([{ limit: 'code:member', key: actor.id }])
    if (attempt.kind === 'throttled') {
      await changes.refuse()
      return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
    }
    const now = clock.now()
    const { pending, pendingAt } = await store.within(actor.institutionId, (rows) => rows.secondFactors.find(actor.id))
    if (!pending || !pendingAt || now.getTime() - pendingAt.getTime() >= PENDING_MS) {
      await changes.refuse()
      return { kind: 'over' }
    }
    const step = secondFactors.stepOf(secondFactors.open(actor.id, pending), code, now)
    if (step === null) {
      await changes.refuse()
      return { kind: 'code_refused' }
    }
    await attempt.giveBack()
    const recoveryCodes = secondFactors.newRecoveryCodes()
    const digests = recoveryCodes.map((each) => secondFactors.digestOf(actor.id, each))
    const member = await changes.commit(async (rows) => {
      const found = await rows.members.find(actor.id)
      if (!found) throw new AppError('recurso_nao_encontrado')
      await rows.secondFactors.enrol(actor.id, pending, step, digests, now)
      await rows.sessions.endAll(actor.id, now, actor.sessionId)
      return found
    })
    background.run('mail.second-factor', () =>
      mail.send({ to: member.email, ...secondFactorLetter(member.language, 'enrolled') }),
    )
    return { kind: 'enrolled', recoveryCodes }
  },
})
