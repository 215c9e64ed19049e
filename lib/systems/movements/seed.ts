import { type Db, int64 } from '#lib/datastores/mongo.ts'
import { createBulkWriter } from '#lib/datastores/mongo-bulk.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { BureauId } from '#lib/kernel/ids.ts'
import { DEMO_BUREAUS } from '#lib/population/demo.ts'
import type { Population, SyntheticPerson } from '#lib/population/person.ts'
import { type CredentialSeed, saveCredentials } from './credentials/store.mongo.ts'
import {
  BUREAU_INQUIRIES,
  type BureauInquiryDocument,
  CONSENTS,
  type ConsentDocument,
  HOLDERS,
  type HolderDocument,
  MOVEMENTS,
  type MovementDocument,
} from './store.mongo.ts'

export { prepareBaseC } from './prepare.ts'

type Int64 = ReturnType<typeof int64>
const PROGRESS_EACH = 500
const BUREAU_NAMES: ReadonlyMap<BureauId, string> = new Map(DEMO_BUREAUS.map(({ id, name }) => [id, name]))

/**
 * Loads the population's holders, movements, consents and bureau inquiries into Base C, in bounded memory. Idempotent:
 * everything is replaced by its id. Card numbers stay outside.
 */
export async function seedMovements(
  stores: { db: Db },
  population: Population,
  options: { onProgress?: (done: number, total: number) => void } = {},
): Promise<void> {
  const updatedAt = new Date(`${population.today}T03:00:00Z`)
  const [holders, movements, consents, inquiries] = await Promise.all(
    [HOLDERS, MOVEMENTS, CONSENTS, BUREAU_INQUIRIES].map((name) => createBulkWriter(stores.db, name)),
  )
  if (!holders || !movements || !consents || !inquiries) throw new Error('a writer for each collection')
  for (const person of population) {
    await holders.add(holderOf(person, updatedAt))
    for (const movement of movementsOf(person)) await movements.add(movement)
    for (const consent of consentsOf(person)) await consents.add(consent)
    for (const inquiry of inquiriesOf(person)) await inquiries.add(inquiry)
    if ((person.index + 1) % PROGRESS_EACH === 0) options.onProgress?.(person.index + 1, population.size)
  }
  await Promise.all([holders, movements, consents, inquiries].map((writer) => writer.finish()))
  options.onProgress?.(population.size, population.size)
}

/** Writes access keys into Base C's own copy. Idempotent: unchanged keys keep their version. */
export async function seedCredentials(
  db: Db,
  credentials: readonly CredentialSeed[],
  { clock }: { clock: Clock },
): Promise<void> {
  await saveCredentials(db, credentials, clock)
}

function holderOf(person: SyntheticPerson, updatedAt: Date) {
  const [purchase] = person.cardPurchases
  const card = person.cards.find(({ token }) => token === purchase?.cardToken)
  return {
    _id: person.cpf,
    closed: person.fileStatus === 'closed',
    last_purchase:
      purchase && card
        ? {
            at: purchase.at,
            amount_cents: int64(purchase.amountCents),
            merchant: purchase.merchant,
            card: { token: card.token, network: card.network, last4: card.last4 },
          }
        : null,
    updated_at: updatedAt,
  } satisfies HolderDocument<Int64>
}

function movementsOf({ cpf, movements }: SyntheticPerson) {
  return movements.map(
    ({ id, at, type, direction, amountCents, description }) =>
      ({
        _id: id,
        cpf,
        at,
        type,
        direction,
        amount_cents: int64(amountCents),
        description,
      }) satisfies MovementDocument<Int64>,
  )
}

function consentsOf({ cpf, consents }: SyntheticPerson) {
  return consents.map(
    ({ id, institutionId, classes, evidence, grantedAt, expiresAt }) =>
      ({
        _id: id,
        cpf,
        institution_id: institutionId,
        classes: [...classes],
        evidence,
        granted_at: grantedAt,
        expires_at: expiresAt,
        revoked_at: null,
      }) satisfies ConsentDocument,
  )
}

function inquiriesOf({ cpf, bureauInquiries }: SyntheticPerson) {
  return bureauInquiries.map(
    ({ id, bureauId, at, institutionName, relationship }) =>
      ({
        _id: id,
        cpf,
        at,
        bureau_id: bureauId,
        bureau_name: BUREAU_NAMES.get(bureauId) ?? bureauId,
        institution: institutionName,
        relationship,
      }) satisfies BureauInquiryDocument,
  )
}
