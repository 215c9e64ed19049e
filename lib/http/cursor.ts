import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const IV_BYTES = 12
const TAG_BYTES = 16
const MAX_CURSOR_CHARS = 1_024

/**
 * Opaque cursors: a position, encrypted (it may hold the sum or the instant of a row that the page didn't show) and
 * bound to what it belongs to (caller, subject, filters, order: the `binding`), so that it can't be read, forged, moved
 * to another query or lent to another caller.
 */
export function createCursorCodec(secret: Redacted<string>) {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'crivo cursor v1', 32))
  const boundTo = (binding: readonly string[]) => Buffer.from(JSON.stringify(binding))

  return {
    encode(position: readonly (string | number)[], binding: readonly string[]): string {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(binding))
      const sealed = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()])
      return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')
    },
    /** The position, or `cursor_invalido` for anything this codec didn't make for this binding. */
    decode(cursor: string, binding: readonly string[]): readonly (string | number)[] {
      if (cursor.length > MAX_CURSOR_CHARS) throw new AppError('cursor_invalido')
      const bytes = Buffer.from(cursor, 'base64url')
      // Base64url has several spellings of the same bytes; only the canonical one is ours.
      if (bytes.toString('base64url') !== cursor || bytes.byteLength <= IV_BYTES + TAG_BYTES) {
        throw new AppError('cursor_invalido')
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(boundTo(binding)).setAuthTag(bytes.subarray(-TAG_BYTES))
      const payload = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8')
      try {
        decipher.final()
      } catch {
        // The only failure of GCM here: altered, or made elsewhere.
        throw new AppError('cursor_invalido')
      }
      // The tag shows that `encode` wrote this payload, so its shape is known.
      return JSON.parse(payload) as (string | number)[]
    },
  }
}

export type CursorCodec = ReturnType<typeof createCursorCodec>
