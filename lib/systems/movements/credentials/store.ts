import type { StoredCredential } from './credential.ts'

/** Base C's own copy of the access keys. Services read it; only the keys' owner writes it. */
export type CredentialStore = {
  listAll(): Promise<readonly StoredCredential[]>
  /** Rows written at or after an instant, by the writer's clock. */
  listChangedSince(instant: Date): Promise<readonly StoredCredential[]>
}
