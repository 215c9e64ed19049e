import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'
import type { Client } from './clients.ts'
import { EXCHANGE_GRANT } from './token-request.ts'

/**
 * What the library keeps: nothing. Clients are looked up where they live, at each call; tokens are JWTs, and their
 * denials are ours. A model that wanted to store something would be one that we never meant to use, and fails.
 */
export function createEngineAdapter(findClient: (id: string) => Promise<Client | null>): AdapterFactory {
  return (name): Adapter => {
    const nothing = async () => undefined
    const unused = async () => {
      throw new Error(`oidc-provider wanted to store a ${name}`)
    }
    return {
      find: name === 'Client' ? async (id) => metadataOf(await findClient(id)) : nothing,
      findByUserCode: nothing,
      findByUid: nothing,
      upsert: unused,
      consume: unused,
      destroy: unused,
      revokeByGrantId: unused,
    }
  }
}

/** A client as the library wants one described. Its secret is compared by `compareClientSecret`, never from here. */
function metadataOf(client: Client | null): AdapterPayload | undefined {
  if (client === null) return undefined
  return {
    client_id: client.id,
    client_secret: 'compared elsewhere',
    grant_types: [client.kind === 'key' ? 'client_credentials' : EXCHANGE_GRANT],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
  }
}
