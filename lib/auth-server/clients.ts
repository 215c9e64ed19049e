import { createHash, timingSafeEqual } from 'node:crypto'
import { parseBasic } from '#lib/access/basic.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { OAuthError } from './oauth-error.ts'

/** Who may ask for tokens: our own portal, for the members whose sessions it keeps, and sistema2, on their behalf. */
export type ClientId = 'portal' | 'sistema2'

export type Clients = {
  /** The client of an `Authorization: Basic` header; throws `invalid_client` for every other. */
  authenticate(authorization: string | undefined): ClientId
}

/** Client authentication. An unknown id is compared as well, so that it takes as long as a wrong secret. */
export function createClients(secrets: Readonly<Record<ClientId, Redacted<string>>>): Clients {
  const digests = new Map<string, Buffer>(Object.entries(secrets).map(([id, secret]) => [id, digest(secret.reveal())]))
  const nobody = Buffer.alloc(32)
  return {
    authenticate(authorization) {
      const credential = parseBasic(authorization)
      const known = digests.get(credential?.id ?? '')
      // Digests have one length, which timingSafeEqual asks for, and give nothing away by a common prefix.
      const same = timingSafeEqual(digest(credential?.secret ?? ''), known ?? nobody)
      if (!credential || !known || !same) throw new OAuthError('invalid_client', 'Client authentication failed')
      // The table's keys are exactly the client ids.
      return credential.id as ClientId
    },
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
