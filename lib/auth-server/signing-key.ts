import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, type JWTVerifyGetKey, SignJWT } from 'jose'
import type { MemberClaims } from '#lib/access/member-claims.ts'

const MIN_MODULUS_BITS = 2_048

/** A public key on the wire (RFC 7517), with nothing optional about it. */
export type PublicKey = { kty: 'RSA'; alg: 'PS256'; use: 'sig'; kid: string; n: string; e: string }

/** What a token says, all of it decided by the token endpoint. */
export type TokenClaims = MemberClaims & {
  iss: string
  aud: string
  client_id: string
  iat: number
  exp: number
  act?: { sub: string }
}

export type SigningKey = {
  /** The key set that verifiers get. */
  keySet: { keys: PublicKey[] }
  /** For verifying our own tokens, when one is handed in for exchange. */
  getKey: JWTVerifyGetKey
  /** An access token of RFC 9068: PS256, `typ: at+jwt`. */
  sign(claims: TokenClaims): Promise<string>
}

/** The private RSA key of a PEM file. Throws when there is none, or a weak one. Its id is its thumbprint (RFC 7638). */
export async function readSigningKey(file: string): Promise<SigningKey> {
  return createSigningKey(createPrivateKey(await readFile(file)))
}

export async function createSigningKey(privateKey: KeyObject): Promise<SigningKey> {
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0
  if (privateKey.asymmetricKeyType !== 'rsa' || bits < MIN_MODULUS_BITS) {
    throw new Error(`the signing key must be RSA of at least ${MIN_MODULUS_BITS} bits`)
  }
  const { n = '', e = '', ...jwk } = await exportJWK(createPublicKey(privateKey))
  const kid = await calculateJwkThumbprint({ ...jwk, n, e })
  const keySet = { keys: [{ kty: 'RSA', alg: 'PS256', use: 'sig', kid, n, e } satisfies PublicKey] }
  return {
    keySet,
    getKey: createLocalJWKSet(keySet),
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'PS256', typ: 'at+jwt', kid }).sign(privateKey),
  }
}
