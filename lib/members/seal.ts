import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Redacted } from '#lib/kernel/redacted.ts'

const VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16

export type Seal = {
  seal(row: string, text: string): Buffer
  /** What was sealed for exactly this row; throws for anything else. */
  open(row: string, sealed: Buffer): string
}

/**
 * AES-256-GCM for short texts of one column, with a random IV. The seal is bound to its row: moved to another, it
 * doesn't open.
 */
export function createSeal(key: Buffer, column: string): Seal {
  const contextOf = (row: string) => Buffer.from(`${column}|${row}|${VERSION}`)
  return {
    seal(row, text) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(contextOf(row))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed])
    },
    open(row, sealed) {
      if (sealed[0] !== VERSION) throw new Error('unknown version of seal')
      const iv = sealed.subarray(1, 1 + IV_BYTES)
      const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
        .setAAD(contextOf(row))
        .setAuthTag(tag)
      const opened = Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES)), decipher.final()])
      return opened.toString('utf8')
    },
  }
}

/** A key of its own for each purpose, from one secret. */
export function deriveKey(secret: Redacted<string>, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret.reveal(), '', purpose, 32))
}
