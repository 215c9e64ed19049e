import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from 'jose'
import type { KeyClaims } from '#lib/access/key-claims.ts'
import type { MemberClaims } from '#lib/access/member-claims.ts'

const MIN_MODULUS_BITS = 2_048
const MAX_KEYS = 4
const PEM_BLOCK = /-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----/g

/** A public key on the wire (RFC 7517), with nothing optional about it. */
export type PublicKey = { kty: 'RSA'; alg: 'PS256'; use: 'sig'; kid: string; n: string; e: string }

/** What a token says, all of it decided by the token endpoint. */
export type TokenClaims = (MemberClaims | KeyClaims) & {
  iss: string
  aud: string
  client_id: string
  iat: number
  exp: number
  act?: { sub: string }
}

export type SigningKey = {
  /** Its thumbprint (RFC 7638). */
  kid: string
  publicKey: PublicKey
  /** For the library's own key store, and for nothing else. */
  privateJwk: JWK
  /** An access token of RFC 9068: PS256, `typ: at+jwt`. */
  sign(claims: TokenClaims): Promise<string>
}

/**
 * The private RSA keys of a PEM file, one or a few: the first is to sign, the others are published beside it, so that
 * tokens they have signed stay good. Throws when there is none, a weak one, or one twice.
 */
export async function readSigningKeys(file: string): Promise<SigningKey[]> {
  const blocks = (await readFile(file, 'utf8')).match(PEM_BLOCK) ?? []
  if (blocks.length === 0 || blocks.length > MAX_KEYS) {
    throw new Error(`the file of signing keys must hold between 1 and ${MAX_KEYS} keys`)
  }
  const keys = await Promise.all(blocks.map((pem) => createSigningKey(createPrivateKey(pem))))
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new Error('a signing key is in its file twice')
  return keys
}

export async function createSigningKey(privateKey: KeyObject): Promise<SigningKey> {
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (privateKey.asymmetricKeyType !== 'rsa' || bits < MIN_MODULUS_BITS) {
    throw new Error(`the signing key must be RSA of at least ${MIN_MODULUS_BITS} bits`)
  }
  const { n = '', e = '', ...jwk } = await exportJWK(createPublicKey(privateKey))
  const kid = await calculateJwkThumbprint({ ...jwk, n, e })
  return {
    kid,
    publicKey: { kty: 'RSA', alg: 'PS256', use: 'sig', kid, n, e },
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg: 'PS256', use: 'sig' },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', kid }).sign(privateKey),
  }
}
