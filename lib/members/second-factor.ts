import { createHmac, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { AppError } from '#lib/kernel/app-error.ts'
import type { MemberId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createSeal, deriveKey } from './seal.ts'

/** RFC 6238 with what every authenticator app takes: SHA-1, six digits, thirty seconds. */
const PERIOD_SECONDS = 30
/** RFC 4226, section 4: 160 bits are recommended. */
const SECRET_BYTES = 20
const TOTP_CODE = /^\d{6}$/
/** Ten codes of 80 random bits each, so that a keyed hash without stretching holds; hexadecimal, to be typed from paper. */
const RECOVERY_CODES = 10
const RECOVERY_BYTES = 10

export type SecondFactors = {
  newSecret(): string
  /** What an authenticator app reads from a QR code. */
  uriOf(email: string, secret: string): string
  seal(memberId: MemberId, secret: string): Buffer
  /** The secret sealed for exactly this member; throws `erro_interno` for anything else. */
  open(memberId: MemberId, sealed: Buffer): string
  /** The step that a code of this secret is of, one step of clock drift either way; null for any other text. */
  stepOf(secret: string, code: string, now: Date): number | null
  newRecoveryCodes(): string[]
  /** What is kept of a recovery code, however its groups are written. */
  digestOf(memberId: MemberId, recoveryCode: string): Buffer
}

export function createSecondFactors(key: Redacted<string>): SecondFactors {
  const secrets = createSeal(deriveKey(key, 'crivo/second-factor/seal'), 'member|totp_secret')
  const codeKey = deriveKey(key, 'crivo/second-factor/recovery-code')
  return {
    newSecret: () => new Secret({ size: SECRET_BYTES }).base32,
    uriOf: (email, secret) => new TOTP({ issuer: 'Crivo', label: email, secret }).toString(),
    seal: (memberId, secret) => secrets.seal(memberId, secret),
    open(memberId, sealed) {
      try {
        return secrets.open(memberId, sealed)
      } catch (cause) {
        throw new AppError('erro_interno', { reason: "a member's sealed second factor does not open", cause })
      }
    },
    stepOf(secret, code, now) {
      if (!TOTP_CODE.test(code)) return null
      const timestamp = now.getTime()
      const of = { secret: Secret.fromBase32(secret), period: PERIOD_SECONDS, timestamp }
      const delta = TOTP.validate({ ...of, token: code, window: 1 })
      return delta === null ? null : Math.floor(timestamp / (PERIOD_SECONDS * 1_000)) + delta
    },
    newRecoveryCodes: () =>
      Array.from({ length: RECOVERY_CODES }, () =>
        randomBytes(RECOVERY_BYTES)
          .toString('hex')
          .replace(/.{5}(?=.)/g, '$&-'),
      ),
    digestOf: (memberId, code) =>
      createHmac('sha256', codeKey)
        .update(`${memberId}|${code.toLowerCase().replaceAll(/[\s-]/g, '')}`)
        .digest(),
  }
}

/** What isn't six digits may be a recovery code. */
export function isTotpCode(code: string): boolean {
  return TOTP_CODE.test(code)
}
