import { secretDigest } from '#lib/access/access-key.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { StoredSecret } from './store.ts'

/** Which pepper new secrets are kept under. */
const PEPPER_VERSION = 1

/** What is kept of a secret that was just made: its digest and its last four digits. */
export function newSecret(secret: string, pepper: Redacted<string>, createdAt: Date): StoredSecret {
  return { hmac: secretDigest(secret, pepper), last4: secret.slice(-4), pepperVersion: PEPPER_VERSION, createdAt }
}
