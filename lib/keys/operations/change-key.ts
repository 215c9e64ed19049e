import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { requireReach, takeKey } from '../find-own-key.ts'
import { type AccessKey, statusAt } from '../key.ts'
import { defineKeysOperation } from '../operation.ts'
import { KeyIdInput, RevokeKeyInput } from '../schemas.ts'

export type ChangedKey = { key: AccessKey; at: Date }

function conflict(reason: string): AppError {
  return new AppError('conflito', { reason })
}

/** Stops a live key until it is resumed. Suspending a suspended one changes nothing. */
export const suspendKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.suspended', tier: 'committed', subjects: ({ id }) => [id] },
  input: KeyIdInput,
  async run({ changes, clock }, { id }): Promise<ChangedKey> {
    const now = clock.now()
    const key = await changes.commit(async (rows) => {
      const found = await takeKey(rows, id, now)
      if (found.status === 'suspensa') return found
      if (statusAt(found, now) !== 'ativa') throw conflict('not a live key')
      await rows.update(found.id, { status: 'suspensa' })
      return { ...found, status: 'suspensa' as const }
    })
    return { key, at: now }
  },
})

/** Brings a suspended key back. One whose secret was reported as leaked comes back only with a newer secret. */
export const resumeKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.resumed', tier: 'committed', subjects: ({ id }) => [id] },
  input: KeyIdInput,
  async run({ changes, clock }, { id }, call): Promise<ChangedKey> {
    const now = clock.now()
    const key = await changes.commit(async (rows) => {
      const found = await takeKey(rows, id, now)
      await requireReach(rows, found, call, now)
      if (statusAt(found, now) === 'ativa') return found
      if (statusAt(found, now) !== 'suspensa') throw conflict('not a suspended key')
      if (found.secrets.some(({ createdAt }) => isLeaked(found, createdAt))) throw conflict('a leaked secret is live')
      await rows.update(found.id, { status: 'ativa' })
      return { ...found, status: 'ativa' as const }
    })
    return { key, at: now }
  },
})

function isLeaked({ leakedAt }: AccessKey, createdAt: Date): boolean {
  return leakedAt !== null && createdAt <= leakedAt
}

/** Ends a key for good. Revoking a revoked one changes nothing, its reason included. */
export const revokeKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.revoked', tier: 'committed', subjects: ({ id }) => [id] },
  input: RevokeKeyInput,
  async run({ changes, clock }, { id, motivo }): Promise<ChangedKey> {
    const now = clock.now()
    const key = await changes.commit(async (rows) => {
      const found = await takeKey(rows, id, now)
      if (found.status === 'revogada') return found
      const end = { status: 'revogada', revokedAt: now, revokedBecause: motivo } as const
      await rows.update(found.id, end)
      return { ...found, ...end }
    })
    return { key, at: now }
  },
})

/** The second administrator's word for a key that waits for it; the first is whoever asked for the key. */
export const approveKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.approved', tier: 'committed', subjects: ({ id }) => [id] },
  input: KeyIdInput,
  async run({ changes, clock }, { id }, call): Promise<ChangedKey> {
    const now = clock.now()
    const key = await changes.commit(async (rows) => {
      const found = await takeKey(rows, id, now)
      requireSecondPerson(found, call)
      if (statusAt(found, now) !== 'pendente') throw conflict('nothing waits for approval')
      const approved = { status: 'ativa', approvedBy: call.actor.id } as const
      await rows.update(found.id, approved)
      return { ...found, ...approved }
    })
    return { key, at: now }
  },
})

/** Refuses a key that waits for approval: it ends before it began. Whoever asked for it may take it back so, too. */
export const refuseKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.refused', tier: 'committed', subjects: ({ id }) => [id] },
  input: KeyIdInput,
  async run({ changes, clock }, { id }, call): Promise<ChangedKey> {
    const now = clock.now()
    const key = await changes.commit(async (rows) => {
      const found = await takeKey(rows, id, now)
      if (call.actor.kind !== 'member') throw new AppError('escopo_insuficiente', { reason: 'people decide' })
      if (found.status !== 'pendente') throw conflict('nothing waits for approval')
      const end = { status: 'revogada', revokedAt: now, revokedBecause: 'recusada' } as const
      await rows.update(found.id, end)
      return { ...found, ...end }
    })
    return { key, at: now }
  },
})

function requireSecondPerson({ createdBy }: AccessKey, { actor }: Call): void {
  if (actor.kind !== 'member' || actor.id === createdBy) {
    throw new AppError('escopo_insuficiente', { reason: 'another administrator approves' })
  }
}
