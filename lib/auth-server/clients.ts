import { isWellFormedSecret, parseAccessKeyId, sameDigest, secretDigest } from '#lib/access/access-key.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { AuthStore, LiveKey } from './store.ts'

/**
 * Our own processes: the portal, for the members whose sessions it keeps; sistema2, on behalf of who asked it; the worker,
 * for whoever asked for the task that it runs.
 */
export const SERVICE_IDS = ['portal', 'sistema2', 'worker'] as const
export type ServiceId = (typeof SERVICE_IDS)[number]

/** Who may call the OAuth endpoints, as of now. */
export type Client = { kind: 'service'; id: ServiceId } | { kind: 'key'; id: LiveKey['id']; key: LiveKey }

export type Clients = {
  /** Looks a client up, live, each time; null for unknown, suspended, expired ones. Throws `fonte_indisponivel`. */
  find(id: string): Promise<Client | null>
  /** Whether a secret is one of the client's. A null client costs the same and is never right. */
  matches(client: Client | null, secret: string): boolean
}

export type ClientsOptions = {
  secrets: Readonly<Record<ServiceId, Redacted<string>>>
  pepper: Redacted<string>
  store: Pick<AuthStore, 'findLiveKey'>
  clock: Clock
}

const NOBODY = new Uint8Array(32)

export function createClients({ secrets, pepper, store, clock }: ClientsOptions): Clients {
  const services = new Map(SERVICE_IDS.map((id) => [id as string, secretDigest(secrets[id].reveal(), pepper)]))

  function digestsOf(client: Client | null): readonly Uint8Array[] {
    if (client === null) return []
    return client.kind === 'key' ? client.key.secretDigests : [services.get(client.id) ?? NOBODY]
  }

  return {
    async find(id) {
      const service = SERVICE_IDS.find((known) => known === id)
      if (service) return { kind: 'service', id: service }
      const keyId = parseAccessKeyId(id)
      const key = keyId && (await store.findLiveKey(keyId, clock.now()))
      return key && { kind: 'key', id: key.id, key }
    },
    matches(client, secret) {
      const digest = secretDigest(secret, pepper)
      const digests = digestsOf(client)
      let matches = false
      // All of them, whichever is right: the time tells neither how many there are nor which one it was.
      for (const known of digests.length > 0 ? digests : [NOBODY]) {
        if (sameDigest(digest, known)) matches = digests.length > 0
      }
      return matches && (client?.kind !== 'key' || isWellFormedSecret(secret))
    },
  }
}
