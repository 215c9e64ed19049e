import { type Db, int64 } from '#lib/datastores/mongo.ts'
import { createBulkWriter, dropIndexesWhereEmpty } from '#lib/datastores/mongo-bulk.ts'
import { parseCardNumber } from '#lib/identifiers/card-number.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { BureauId, ConsentId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { DEMO_BUREAUS } from '#lib/population/demo.ts'
import type { LoadOptions, Population, SyntheticConsent, SyntheticPerson } from '#lib/population/person.ts'
import { type CardIndex, createCardIndex } from './card-index.ts'
import { addCredentials, type CredentialSeed } from './credentials/store.mongo.ts'
import {
  type Audience,
  BUREAU_INQUIRIES,
  BUREAUS,
  type BureauDocument,
  type BureauInquiryDocument,
  CARDS,
  type CardDocument,
  CONSENTS,
  type ConsentDocument,
  HOLDERS,
  type HolderDocument,
  MOVEMENTS,
  type MovementDocument,
} from './documents.ts'
import { prepareBaseC } from './prepare.ts'
import { addToAudience } from './store.mongo.audience.ts'

export { prepareBaseC }

type Int64 = ReturnType<typeof int64>
const PROGRESS_EACH = 500
const SAFE_EACH = 5_000
const BUREAU_NAMES: ReadonlyMap<BureauId, string> = new Map(DEMO_BUREAUS.map(({ id, name }) => [id, name]))
/** A consent that a door has changed is no longer the population's to say. */
const CHANGED_BY_A_DOOR = { $gt: [{ $ifNull: ['$change', 0] }, 0] }

/**
 * Loads the population's holders, cards, movements, consents and bureau inquiries into Base C, in bounded memory, and
 * sees to its indexes. Idempotent: everything is replaced by its id, but for consents that a door has changed since. Of
 * a card's number only the keyed hash is written.
 */
export async function seedMovements(
  stores: { db: Db; cardKey: Redacted<string> },
  population: Population,
  options: LoadOptions = {},
): Promise<void> {
  const { db } = stores
  const { from = 0, onProgress, onSafe, safeEach = SAFE_EACH } = options
  const cardIndex = createCardIndex(stores.cardKey)
  const today = new Date(`${population.today}T03:00:00Z`)
  const resumed = from > 0
  await dropIndexesWhereEmpty(db, [CARDS, MOVEMENTS, BUREAU_INQUIRIES])
  const [holders, cards, movements, inquiries, bureaus] = await Promise.all(
    [HOLDERS, CARDS, MOVEMENTS, BUREAU_INQUIRIES, BUREAUS].map((name) => createBulkWriter(db, name, { resumed })),
  )
  const consents = await createBulkWriter(db, CONSENTS, { keepWhere: CHANGED_BY_A_DOOR, resumed })
  if (!holders || !cards || !movements || !inquiries || !bureaus) throw new Error('a writer for each collection')
  for (const { id, name } of DEMO_BUREAUS) await bureaus.add({ _id: id, name } satisfies BureauDocument)
  const writers = [holders, cards, movements, consents, inquiries, bureaus]
  const finish = () => Promise.all(writers.map((writer) => writer.finish()))
  for (let index = from; index < population.size; index++) {
    const person = population.person(index)
    const audience = audienceOf(person, today)
    await holders.add(holderOf(person, today))
    for (const card of cardsOf(person, cardIndex)) await cards.add(card)
    for (const movement of movementsOf(person, audience)) await movements.add(movement)
    for (const consent of consentsOf(person, today)) await consents.add(consent)
    for (const inquiry of inquiriesOf(person, audience)) await inquiries.add(inquiry)
    const done = index + 1
    if (done % PROGRESS_EACH === 0) onProgress?.(done, population.size)
    if (done % safeEach === 0) {
      await finish()
      onSafe?.(done)
    }
  }
  await finish()
  await prepareBaseC(db)
  await listAgain(db, today)
  onProgress?.(population.size, population.size)
}

/** Writes access keys into Base C's own copy. Idempotent: unchanged keys keep their version. */
export async function seedCredentials(
  db: Db,
  credentials: readonly CredentialSeed[],
  { clock }: { clock: Clock },
): Promise<void> {
  await addCredentials(db, credentials, clock)
}

/** Rows were just replaced by those of the population, which doesn't know of consents that came by a door. */
async function listAgain(db: Db, now: Date): Promise<void> {
  const filter = { change: { $gt: 0 }, listed: true, revoked_at: null, expires_at: { $gt: now } }
  for await (const { cpf, institution_id } of db.collection<ConsentDocument>(CONSENTS).find(filter)) {
    await addToAudience(db, cpf, institution_id)
  }
}

/** Whether a consent puts the person's rows into its institution's lists. */
function isListed({ classes, expiresAt }: SyntheticConsent, now: Date): boolean {
  return classes.includes('BANK_SECRECY') && expiresAt > now
}

function audienceOf({ consents }: SyntheticPerson, now: Date): { audience?: Audience } {
  const institutions = consents.filter((consent) => isListed(consent, now)).map(({ institutionId }) => institutionId)
  return institutions.length > 0 ? { audience: [...new Set(institutions)] } : {}
}

function holderOf(person: SyntheticPerson, updatedAt: Date) {
  const [purchase] = person.cardPurchases
  const card = person.cards.find(({ token }) => token === purchase?.cardToken)
  return {
    _id: person.cpf,
    name: person.name,
    closed: person.fileStatus === 'closed',
    revision: 0,
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

function cardsOf({ cpf, cards }: SyntheticPerson, cardIndex: CardIndex) {
  return cards.map(({ token, number, network, last4 }) => {
    const parsed = parseCardNumber(number)
    if (parsed === null) throw new Error('a made-up card number passes Luhn')
    return { _id: token, cpf, number_hash: cardIndex(parsed), network, last4 } satisfies CardDocument
  })
}

function movementsOf({ cpf, movements }: SyntheticPerson, audience: { audience?: Audience }) {
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
        ...audience,
      }) satisfies MovementDocument<Int64>,
  )
}

function consentsOf({ cpf, consents }: SyntheticPerson, now: Date) {
  return consents.map((consent) => {
    const { id, institutionId, classes, evidence, grantedAt, expiresAt } = consent
    return {
      // The population mints ids of this very shape.
      _id: id as ConsentId,
      cpf,
      institution_id: institutionId,
      classes: [...classes],
      evidence,
      granted_at: grantedAt,
      expires_at: expiresAt,
      revoked_at: null,
      ended_by: null,
      replaces: null,
      registered_by: null,
      request: null,
      change: int64(0),
      listed: isListed(consent, now),
    } satisfies ConsentDocument<Int64>
  })
}

function inquiriesOf({ cpf, bureauInquiries }: SyntheticPerson, audience: { audience?: Audience }) {
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
        ...audience,
      }) satisfies BureauInquiryDocument,
  )
}
