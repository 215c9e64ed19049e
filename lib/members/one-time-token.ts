import { createHash, randomBytes } from 'node:crypto'
import { encodeBase62 } from '#lib/kernel/ids.ts'

/**
 * A token for a link in a mail: 256 random bits as 43 base62 digits. What is stored is its SHA-256, so that a stolen
 * database opens nothing; random as it is, it needs no slow hash.
 */
export function createOneTimeToken(): string {
  return encodeBase62(randomBytes(32), 43)
}

export function digestOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * The link that a mail carries. The token stands in the fragment, which browsers send to no server and in no referrer;
 * the page reads it and posts it.
 */
export function linkWithToken(publicUrl: string, path: '/redefinir' | '/convite', token: string): string {
  return `${publicUrl}${path}#${token}`
}
