import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type AccessKeyId, encodeBase62 } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

export const KEY_ENVIRONMENTS = ['live', 'test'] as const
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number]

/** 256 random bits need 43 base62 digits, 128 need 22, a CRC-32 needs 6. */
const SECRET_DIGITS = 43
const ID_DIGITS = 22
const CHECKSUM_DIGITS = 6

const ID_SHAPE = new RegExp(`^crk_(live|test)_[0-9A-Za-z]{${ID_DIGITS}}$`)
const SECRET_SHAPE = new RegExp(`^crs_(live|test)_([0-9A-Za-z]{${SECRET_DIGITS}})([0-9A-Za-z]{${CHECKSUM_DIGITS}})$`)

/** Anything that looks like one of our secrets, anywhere in a text: for refusing and scrubbing, never for accepting. */
export const SECRET_ANYWHERE = /crs_(?:live|test)_[0-9A-Za-z]{20,}/

/** CRC-32 (IEEE) over the random part, base62, left-padded: tells a typing error from a wrong key without a look-up. */
function checksumOf(random: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(random))
  return encodeBase62(bytes, CHECKSUM_DIGITS)
}

/** A new key: the id may be shown at any time, the secret once. */
export function createAccessKey(environment: KeyEnvironment): { id: AccessKeyId; secret: string } {
  const random = encodeBase62(randomBytes(32), SECRET_DIGITS)
  return {
    // Freshly minted in the one shape that `parseAccessKeyId` accepts.
    id: `crk_${environment}_${encodeBase62(randomBytes(16), ID_DIGITS)}` as AccessKeyId,
    secret: `crs_${environment}_${random}${checksumOf(random)}`,
  }
}

export function parseAccessKeyId(text: string): AccessKeyId | null {
  return ID_SHAPE.test(text) ? (text as AccessKeyId) : null
}

/** Whether a secret has our shape and a true checksum. Says nothing about whose it is. */
export function isWellFormedSecret(text: string): boolean {
  const match = SECRET_SHAPE.exec(text)
  return match?.[2] !== undefined && match[3] === checksumOf(match[2])
}

/** What is stored of a secret: HMAC-SHA-256 under a server pepper. Secrets are 256 random bits, so no slow hash. */
export function secretDigest(secret: string, pepper: Redacted<string>): Buffer {
  return createHmac('sha256', pepper.reveal()).update(secret).digest()
}

/** Constant-time comparison of two digests of equal, public length. */
export function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b)
}
