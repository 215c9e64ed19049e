import { createAccessKey } from '#lib/access/access-key.ts'
import { idempotentRequest } from '#lib/http/idempotency-key.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { requireReach, takeKey } from '../find-own-key.ts'
import { statusAt } from '../key.ts'
import { newSecret } from '../new-secret.ts'
import { defineKeysOperation } from '../operation.ts'
import { RotateKeyInput } from '../schemas.ts'
import { type KeyWithSecret, repeated } from './create-key.ts'

const DAY_MS = 86_400_000

/**
 * A new secret for a key, whose terms stay or grow narrower. The secret until now goes on for the overlap; one before
 * that ends at once, so that there are never more than two. Narrower scopes hold for both, at once. After a reported leak
 * there is no overlap. Under one `Idempotency-Key` the same request rotates once; its secret is in the first answer alone.
 */
export const rotateKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.rotated', tier: 'committed', subjects: ({ id }) => [id] },
  input: RotateKeyInput,
  async run({ changes, clock, pepper, idempotencyKey }, input, call): Promise<KeyWithSecret> {
    const now = clock.now()
    const { escopos, sobreposicao_dias: days } = input
    const { key, secret } = await changes.commit(async (rows) => {
      const found = await takeKey(rows, input.id, now)
      const before = await repeated(rows, idempotentRequest(call.actor.id, idempotencyKey, input), found.id, now)
      if (before) return { key: before, secret: null }
      await requireReach(rows, found, call, now)
      if (!['ativa', 'suspensa'].includes(statusAt(found, now)))
        throw new AppError('conflito', { reason: 'not rotatable' })
      if (escopos && !escopos.every((scope) => found.scopes.includes(scope))) throw wrong('escopos')
      if (days > 0 && found.leakedAt !== null && !found.secrets.some(({ createdAt }) => createdAt > leakOf(found))) {
        throw wrong('sobreposicao_dias')
      }
      const made = createAccessKey(found.environment).secret
      await rows.rotate(found.id, newSecret(made, pepper, now), new Date(now.getTime() + days * DAY_MS))
      if (escopos) await rows.update(found.id, { scopes: escopos })
      const changed = await rows.find(found.id, now)
      if (!changed) throw new AppError('recurso_nao_encontrado')
      return { key: changed, secret: made }
    })
    return { key, secret, at: now }
  },
})

function leakOf({ leakedAt }: { leakedAt: Date | null }): Date {
  return leakedAt ?? new Date(0)
}

function wrong(campo: string): AppError {
  return new AppError('requisicao_invalida', { fields: [{ campo, codigo: 'invalido' }] })
}
