import { parseAccessKeyId } from '#lib/access/access-key.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Page } from '#lib/kernel/page.ts'
import type { AccessKey } from '../key.ts'
import { defineKeysOperation } from '../operation.ts'
import { KeyIdInput, ListKeysInput } from '../schemas.ts'

/** The institution's keys, newest first, those that are over or revoked included. */
export const listKeys = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { none: "an administrator's own keys, without their secrets" },
  input: ListKeysInput,
  async run({ store, clock }, { limite, cursor }, { actor }): Promise<Page<AccessKey> & { at: Date }> {
    const now = clock.now()
    const after = cursor === undefined ? undefined : parseAccessKeyId(cursor)
    if (after === null) throw new AppError('cursor_invalido')
    const page = await store.within(actor.institutionId, (rows) => rows.list({ limit: limite, cursor: after }, now))
    return { ...page, at: now }
  },
})

/** One of the institution's keys. Another's answers like one that isn't there. */
export const findKey = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { none: "an administrator's own keys, without their secrets" },
  input: KeyIdInput,
  async run({ store, clock }, { id }, { actor }): Promise<{ key: AccessKey; at: Date }> {
    const now = clock.now()
    const known = parseAccessKeyId(id)
    const key = known && (await store.within(actor.institutionId, (rows) => rows.find(known, now)))
    if (!key) throw new AppError('recurso_nao_encontrado')
    return { key, at: now }
  },
})
