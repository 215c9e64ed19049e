import { AppError } from '#lib/kernel/app-error.ts'
import type { InstitutionId, MemberId } from '#lib/kernel/ids.ts'
import type { MembersContext } from './context.ts'
import { isTotpCode } from './second-factor.ts'
import type { Throttled } from './throttle.ts'

export type Proof = { password: string; code?: string | undefined }
export type ProofRefusal = { kind: 'refused' } | { kind: 'code_needed' } | { kind: 'code_refused' } | Throttled
export type ProofResult = { kind: 'proved' } | ProofRefusal

/**
 * Whether the person at an open session is its member: by the password, and by a code where they have a second factor.
 * Attempts are counted before hashing, since whoever sits at an open session might guess. A code that proves is spent.
 */
export async function checkProof(
  context: MembersContext,
  { id, institutionId }: { id: MemberId; institutionId: InstitutionId },
  { password, code }: Proof,
): Promise<ProofResult> {
  const attempt = await context.throttle.attempt([{ limit: 'proof:member', key: id }])
  if (attempt.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  const member = await context.store.within(institutionId, (rows) => rows.members.find(id))
  if (!member) throw new AppError('recurso_nao_encontrado')
  if (!(await context.passwords.verify(password, member.passwordHash))) return { kind: 'refused' }
  if (member.secondFactorSince) {
    if (code === undefined) {
      await attempt.giveBack()
      return { kind: 'code_needed' }
    }
    const spent = await spendCode(context, member, code)
    if (spent.kind !== 'proved') return spent
  }
  await attempt.giveBack()
  return { kind: 'proved' }
}

/**
 * Spends a code of a member's second factor: of the app, or one of the recovery codes. Neither is good again, and of two
 * at the same moment one is refused. Counted by member, wherever it is tried.
 */
export async function spendCode(
  context: MembersContext,
  { id, institutionId }: { id: MemberId; institutionId: InstitutionId },
  code: string,
): Promise<{ kind: 'proved' } | { kind: 'code_refused' } | Throttled> {
  const { store, secondFactors, clock } = context
  const attempt = await context.throttle.attempt([{ limit: 'code:member', key: id }])
  if (attempt.kind === 'throttled') return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
  const spent = await store.within(institutionId, async (rows) => {
    const now = clock.now()
    if (!isTotpCode(code)) return rows.secondFactors.spendRecoveryCode(id, secondFactors.digestOf(id, code), now)
    const { secret } = await rows.secondFactors.find(id)
    const step = secret && secondFactors.stepOf(secondFactors.open(id, secret), code, now)
    return step !== null && rows.secondFactors.spendStep(id, step)
  })
  if (!spent) return { kind: 'code_refused' }
  await attempt.giveBack()
  return { kind: 'proved' }
}
