import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Actor } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const PREFIX = 'ref_'
const IV_BYTES = 12
const TAG_BYTES = 16
const TIME_BYTES = 6
export const CANDIDATE_REF_SECONDS = 600

/** How a door tells a `ref` from every other way to say a person; whether it is good is `open`'s to say. */
export function looksLikeCandidateRef(text: string): boolean {
  return text.startsWith(PREFIX)
}

/**
 * References to candidates of a search: the CPF and an expiry, encrypted, for whom searched and nobody else. The three
 * systems share the key, so that a candidate found in one opens in the others, and keep nothing.
 */
export function createCandidateRefs(secret: Redacted<string>, clock: Clock) {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'crivo candidate ref v1', 32))
  // The key or the member itself, not its institution: a colleague searches, and is recorded, for herself.
  const boundTo = (actor: Pick<Actor, 'kind' | 'id'>) => Buffer.from(`${actor.kind}|${actor.id}`)

  return {
    seal(cpf: string, actor: Pick<Actor, 'kind' | 'id'>): string {
      const expires = Buffer.alloc(TIME_BYTES)
      expires.writeUIntBE(clock.now().getTime() + CANDIDATE_REF_SECONDS * 1_000, 0, TIME_BYTES)
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(actor))
      const sealed = Buffer.concat([cipher.update(Buffer.concat([expires, Buffer.from(cpf)])), cipher.final()])
      return PREFIX + Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')
    },
    /** The CPF behind a reference. Throws `referencia_invalida`: altered, expired and another caller's look the same. */
    open(ref: string, actor: Pick<Actor, 'kind' | 'id'>): string {
      const bytes = Buffer.from(ref.slice(PREFIX.length), 'base64url')
      const canonical = ref === PREFIX + bytes.toString('base64url')
      if (!canonical || bytes.byteLength !== IV_BYTES + TIME_BYTES + 11 + TAG_BYTES) throw invalid()
      const opened = decrypt(key, bytes, boundTo(actor))
      if (opened === null || opened.readUIntBE(0, TIME_BYTES) <= clock.now().getTime()) throw invalid()
      return opened.subarray(TIME_BYTES).toString('latin1')
    },
  }
}

export type CandidateRefs = ReturnType<typeof createCandidateRefs>

function decrypt(key: Buffer, bytes: Buffer, aad: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(aad).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    // GCM's only failure here is a tag that doesn't match: altered, or sealed for someone else.
    return null
  }
}

function invalid(): AppError {
  return new AppError('referencia_invalida', { fields: [{ campo: 'ref', codigo: 'referencia_invalida' }] })
}
