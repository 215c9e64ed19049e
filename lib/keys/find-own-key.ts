import { parseAccessKeyId } from '#lib/access/access-key.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { judgeReach } from './judge-terms.ts'
import type { AccessKey } from './key.ts'
import type { KeyRows } from './store.ts'

/** The caller's institution's key of this id, taken for a change. Any other: `recurso_nao_encontrado`. */
export async function takeKey(rows: KeyRows, id: string, now: Date): Promise<AccessKey> {
  const known = parseAccessKeyId(id)
  const key = known && (await rows.findForChange(known, now))
  if (!key) throw new AppError('recurso_nao_encontrado')
  return key
}

/**
 * Whoever rotates or resumes a key holds what it opens, in a manner of speaking: a key does so for itself and for keys
 * that reach no further than it does.
 */
export async function requireReach(rows: KeyRows, key: AccessKey, { actor }: Call, now: Date): Promise<void> {
  if (actor.kind === 'member' || actor.id === key.id) return
  const own = await rows.find(actor.id, now)
  judgeReach(key.scopes, own?.scopes ?? [])
}
