import { createHash } from 'node:crypto'
import { AppError } from '#lib/kernel/app-error.ts'

/** A request under an `Idempotency-Key`: whose, which, of what content. */
export type IdempotentRequest = { caller: string; idempotencyKey: string; digest: Buffer }

/**
 * The `Idempotency-Key` of a request: up to 255 visible ASCII characters of the caller's choice; null without one. Throws
 * `requisicao_invalida`, naming the header.
 */
export function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get('idempotency-key')
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new AppError('requisicao_invalida', { fields: [{ campo: 'Idempotency-Key', codigo: 'invalido' }] })
}

/** A request by what a repetition of it has to agree with; null where it came under no key. */
export function idempotentRequest(
  caller: string,
  idempotencyKey: string | null,
  content: unknown,
): IdempotentRequest | null {
  if (idempotencyKey === null) return null
  return { caller, idempotencyKey, digest: createHash('sha256').update(JSON.stringify(content)).digest() }
}
