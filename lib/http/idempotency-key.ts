import { AppError } from '#lib/kernel/app-error.ts'

/**
 * The `Idempotency-Key` of a request: up to 255 visible ASCII characters of the caller's choice; null without one. Throws
 * `requisicao_invalida`, naming the header.
 */
export function idempotencyKeyOf(headers: Headers): string | null {
  const key = headers.get('idempotency-key')
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new AppError('requisicao_invalida', { fields: [{ campo: 'Idempotency-Key', codigo: 'invalido' }] })
}
