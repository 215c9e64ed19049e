import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const MAC_BYTES = 16
const MAX_CURSOR_CHARS = 1_024

/**
 * Opaque, signed cursors. A cursor carries a position and is bound to what it belongs to (caller, subject, filters,
 * order: the `binding`), so that it can't be forged, moved to another query or lent to another caller.
 */
export function createCursorCodec(secret: Redacted<string>) {
  function mac(payload: string, binding: readonly string[]): Buffer {
    const bound = createHash('sha256').update(JSON.stringify(binding)).digest()
    return createHmac('sha256', secret.reveal()).update(bound).update(payload).digest().subarray(0, MAC_BYTES)
  }

  return {
    /** `position` must be small and hold no personal data: the payload is signed, not hidden. */
    encode(position: readonly (string | number)[], binding: readonly string[]): string {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url')
      return `${payload}.${mac(payload, binding).toString('base64url')}`
    },
    /** The position, or `cursor_invalido` for anything this codec didn't make for this binding. */
    decode(cursor: string, binding: readonly string[]): readonly (string | number)[] {
      const [payload, signature, rest] = cursor.length > MAX_CURSOR_CHARS ? [] : cursor.split('.')
      if (payload === undefined || signature === undefined || rest !== undefined) throw new AppError('cursor_invalido')
      const given = Buffer.from(signature, 'base64url')
      const expected = mac(payload, binding)
      // Base64url has several spellings of the same bytes; only the canonical one is ours.
      if (given.toString('base64url') !== signature) throw new AppError('cursor_invalido')
      if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) {
        throw new AppError('cursor_invalido')
      }
      // The signature shows that `encode` wrote this payload, so its shape is known.
      return JSON.parse(Buffer.from(payload, 'base64url').toString()) as (string | number)[]
    },
  }
}

export type CursorCodec = ReturnType<typeof createCursorCodec>
