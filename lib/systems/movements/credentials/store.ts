import type { StoredCredential } from './credential.ts'

/** Base C's own copy of the access keys. Services read it; only the keys' owner writes it. */
export type CredentialStore = {
  /** Until when the copy is complete, by the clock of where keys are made; null where nothing was ever carried here. */
  completeUntil(): Promise<Date | null>
  listAll(): Promise<readonly StoredCredential[]>
  /** Rows written at or after an instant, by the writer's clock. */
  listChangedSince(instant: Date): Promise<readonly StoredCredential[]>
}
