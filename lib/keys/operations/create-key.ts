import { createAccessKey } from '#lib/access/access-key.ts'
import { type IdempotentRequest, idempotentRequest } from '#lib/http/idempotency-key.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { AccessKeyId } from '#lib/kernel/ids.ts'
import { type Ceiling, ceilingOfKey, judgeCeiling, judgeTerms } from '../judge-terms.ts'
import { type AccessKey, takesApproval } from '../key.ts'
import { newSecret } from '../new-secret.ts'
import { defineKeysOperation } from '../operation.ts'
import { CreateKeyInput } from '../schemas.ts'
import type { KeyRows } from '../store.ts'

/** More than anybody manages; what it stops is a loop. */
const MAX_KEYS = 500

/** `secret` is null in the answer to a repetition: it was shown once. */
export type KeyWithSecret = { key: AccessKey; secret: string | null; at: Date }

/**
 * Makes a key for the caller's institution. Live keys that open Base A are `pendente` until another administrator has
 * approved them. Under one `Idempotency-Key` the same request makes one key; its secret is in the first answer alone.
 */
export const createKey = defineKeysOperation({
  permission: 'chaves:administrar',
  // Names are no ids; the trail names the key by its own, which is chosen while it runs.
  audit: { event: 'key.created', tier: 'committed', subjects: () => [] },
  input: CreateKeyInput,
  check: ({ clock }, input) => judgeTerms(input, clock.now()),
  async run({ changes, clock, pepper, idempotencyKey }, input, call): Promise<KeyWithSecret> {
    const now = clock.now()
    const { id, secret } = createAccessKey(input.ambiente)
    const { kept, isNew } = await changes.commit(
      async (rows) => {
        const before = await repeated(rows, idempotentRequest(call.actor.id, idempotencyKey, input), id, now)
        if (before) return { kept: before, isNew: false }
        judgeCeiling(input, await ceilingOf(rows, call, now))
        if ((await rows.countUnrevoked()) >= MAX_KEYS) throw new AppError('conflito', { reason: 'too many keys' })
        const key = {
          id,
          name: input.nome,
          environment: input.ambiente,
          scopes: input.escopos,
          tier: input.nivel,
          purposes: input.finalidades,
          ips: [...new Set(input.ips ?? [])],
          limit: input.limite ? { quota: input.limite.limite, seconds: input.limite.janela_s } : null,
          status: takesApproval(input.ambiente, input.escopos) ? ('pendente' as const) : ('ativa' as const),
          createdAt: now,
          createdBy: call.actor.id,
          approvedBy: null,
          expiresAt: input.expira_em ?? null,
          leakedAt: null,
          revokedAt: null,
          revokedBecause: null,
        }
        await rows.insert(key, newSecret(secret, pepper, now))
        return { kept: await required(rows, id, now), isNew: true }
      },
      [id],
    )
    return { key: kept, secret: isNew ? secret : null, at: now }
  },
})

/** The key that the same request was about before; null the first time. Throws where the content is another. */
export async function repeated(
  rows: KeyRows,
  request: IdempotentRequest | null,
  id: AccessKeyId,
  now: Date,
): Promise<AccessKey | null> {
  const before = request && (await rows.note(request, id, now))
  if (!before || !request) return null
  if (!before.digest.equals(request.digest)) throw new AppError('chave_de_idempotencia_reutilizada')
  return required(rows, before.id, now)
}

async function required(rows: KeyRows, id: AccessKeyId, now: Date): Promise<AccessKey> {
  const key = await rows.find(id, now)
  if (!key) throw new AppError('recurso_nao_encontrado')
  return key
}

/** An administrator gives what the institution has; a key what it has itself, as of now and not as of its token. */
async function ceilingOf(rows: KeyRows, { actor }: Call, now: Date): Promise<Ceiling> {
  const institution = await rows.terms()
  if (actor.kind === 'member') return { ...institution, scopes: null }
  const own = await rows.find(actor.id, now)
  if (!own) throw new AppError('escopo_insuficiente', { reason: 'the asking key is gone' })
  return ceilingOfKey(own, institution)
}
