import { type PasswordProblem, passwordProblem } from '#lib/access/passwords/password-policy.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { passwordChangedLetter } from '#lib/mail/index.ts'
import { defineMembersOperation } from '../operation.ts'
import { ChangePasswordInput } from '../schemas.ts'
import type { Throttled } from '../throttle.ts'
import { requireMember } from './own-member.ts'

export type WeakPassword = { kind: 'weak_password'; problem: PasswordProblem }
export type ChangePasswordResult = { kind: 'changed' } | { kind: 'refused' } | WeakPassword | Throttled

/**
 * Changes one's own password, given the current one; every other session of the member ends, and a letter says so.
 * `refused` is a wrong current password; attempts are counted, since whoever sits at an open session might guess.
 */
export const changePassword = defineMembersOperation({
  permission: 'perfil:administrar',
  audit: { event: 'password.changed', tier: 'committed', subjects: () => [] },
  input: ChangePasswordInput,
  async run(context, { currentPassword, newPassword }, call): Promise<ChangePasswordResult> {
    const { changes, store, passwords, clock, mail, background } = context
    const actor = requireMember(call)
    const attempt = await context.throttle.attempt([{ limit: 'change-password:member', key: actor.id }])
    if (attempt.kind === 'throttled') {
      await changes.refuse()
      return { kind: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds }
    }
    const member = await store.within(actor.institutionId, (rows) => rows.members.find(actor.id))
    if (!member) throw new AppError('recurso_nao_encontrado')
    if (!(await passwords.verify(currentPassword, member.passwordHash))) {
      await changes.refuse()
      return { kind: 'refused' }
    }
    await attempt.giveBack()
    const problem = passwordProblem(newPassword, member.email)
    if (problem) {
      await changes.refuse()
      return { kind: 'weak_password', problem }
    }
    const hash = await passwords.hash(newPassword)
    await changes.commit(async (rows) => {
      const now = clock.now()
      await rows.members.setPassword(member.id, hash, now)
      await rows.sessions.endAll(member.id, now, actor.sessionId)
      await rows.passwordResets.spendAll(member.id, now)
    })
    background.run('mail.password-changed', () =>
      mail.send({ to: member.email, ...passwordChangedLetter(member.language) }),
    )
    return { kind: 'changed' }
  },
})
