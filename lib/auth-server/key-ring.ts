import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose'
import { MAX_TOKEN_SECONDS } from '#lib/access/token.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { PublicKey, SigningKey } from './signing-key.ts'

/** A key is published this long before it signs: by then sistema1 has been given it, and the others may ask for it. */
const ANNOUNCED_MS = 10_000
/** A key that signs no more stays published until its last token is over, with what clocks differ by. */
const GRACE_MS = (MAX_TOKEN_SECONDS + 30) * 1_000

export type KeyRing = {
  /** The key that signs now. */
  signer(): SigningKey
  /** The signer first, then every other published key. */
  published(): readonly SigningKey[]
  /** The key set that verifiers get. */
  keySet(): { keys: PublicKey[] }
  /** For verifying our own tokens, when one is handed in. */
  getKey: JWTVerifyGetKey
  /** Takes in what the file of keys holds now; its first key signs as soon as it has been published for long enough. */
  adopt(keys: readonly SigningKey[]): void
}

type Entry = { key: SigningKey; signsFrom: number; publishedUntil: number }

/** The authorization server's keys over time: two or more published, one signs. At a start the first one signs at once. */
export function createKeyRing(initial: readonly SigningKey[], clock: Clock): KeyRing {
  const forever = Number.POSITIVE_INFINITY
  let entries = new Map<string, Entry>()
  let order: readonly string[] = []
  let signing = ''
  take(initial, Number.NEGATIVE_INFINITY)

  function take(keys: readonly SigningKey[], signsFrom: number): void {
    const [first] = keys
    if (first === undefined) throw new Error('there must be a signing key')
    const now = clock.now().getTime()
    const next = new Map<string, Entry>()
    for (const key of keys) {
      const known = entries.get(key.kid)
      next.set(key.kid, { key, signsFrom: known?.signsFrom ?? signsFrom, publishedUntil: forever })
    }
    for (const [kid, entry] of entries) {
      if (!next.has(kid)) next.set(kid, { ...entry, publishedUntil: Math.min(entry.publishedUntil, now + GRACE_MS) })
    }
    entries = next
    order = keys.map(({ kid }) => kid)
    if (signing === '') signing = first.kid
  }

  /** Moves on to the file's first key when its time has come; drops what nobody can still hold a token of. */
  function settle(): Entry {
    const now = clock.now().getTime()
    const first = entries.get(order[0] ?? '')
    if (first && first.signsFrom <= now) signing = first.key.kid
    for (const [kid, { publishedUntil }] of entries) {
      if (kid !== signing && publishedUntil <= now) entries.delete(kid)
    }
    const current = entries.get(signing)
    if (!current) throw new Error('the signing key is gone')
    return current
  }

  function published(): readonly SigningKey[] {
    const { key: signer } = settle()
    const others = [...entries.values()].map(({ key }) => key).filter(({ kid }) => kid !== signer.kid)
    return [signer, ...others]
  }

  const keySet = () => ({ keys: published().map(({ publicKey }) => publicKey) })
  return {
    signer: () => settle().key,
    published,
    keySet,
    getKey: (header, token) => createLocalJWKSet(keySet())(header, token),
    adopt: (keys) => take(keys, clock.now().getTime() + ANNOUNCED_MS),
  }
}
