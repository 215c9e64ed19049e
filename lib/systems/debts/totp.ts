import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Clock } from '#lib/kernel/clock.ts'
import type { ApproverId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** RFC 4226, section 4: 160 bits are recommended. */
const SECRET_BYTES = 20
const PERIOD_SECONDS = 30
const VERSION = 1

/**
 * Approvers' one-time codes (RFC 6238) and the form in which Base A keeps what they are made of: AES-256-GCM under a key
 * of this use's own, bound to the row, so that one's secret can't be put in another's place.
 */
export function createTotp(secret: Redacted<string>, clock: Clock) {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'base-a/approver-totp', KEY_BYTES))
  const boundTo = (id: ApproverId) => Buffer.from(`control.approver_enrolment|totp_secret|${id}|${VERSION}`)

  return {
    newSecret: () => randomBytes(SECRET_BYTES),
    seal(plain: Buffer, id: ApproverId): Buffer {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo(id))
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed])
    },
    /** Throws where it was sealed by another key, or for another row. */
    open(sealed: Buffer, id: ApproverId): Buffer {
      const body = sealed.subarray(1)
      const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(boundTo(id)).setAuthTag(body.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(body.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    },
    /** The thirty seconds that a code is of: those of now, the ones before or after; null for any other code. */
    stepOf(plain: Buffer, code: string): number | null {
      const timestamp = clock.now().getTime()
      const delta = TOTP.validate({
        token: code,
        secret: secretOf(plain),
        period: PERIOD_SECONDS,
        timestamp,
        window: 1,
      })
      return delta === null ? null : Math.floor(timestamp / (PERIOD_SECONDS * 1_000)) + delta
    },
    /** What a phone takes: the secret to type, and the address that its picture holds. */
    shownTo(plain: Buffer, label: string): { typed: string; address: string } {
      const secret = secretOf(plain)
      return { typed: secret.base32, address: new TOTP({ issuer: 'Crivo aprovação', label, secret }).toString() }
    },
  }
}

export type Totp = ReturnType<typeof createTotp>

function secretOf(plain: Buffer): Secret {
  return Secret.fromHex(plain.toString('hex'))
}
