import { type Db, int64 } from '#lib/datastores/mongo.ts'
import { last4Of, networkOf, parseCardNumber } from '#lib/identifiers/card-number.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createCardIndex } from './card-index.ts'
import type { MemoryHolder } from './store.memory.ts'

export const CARD_INDEX = createCardIndex(new Redacted('card-index-of-tests-'.repeat(2)))

/** Writes the people of the tests into an empty Base C, as the seed user. */
export async function storePeople(db: Db, people: ReadonlyMap<Cpf, MemoryHolder>): Promise<void> {
  const names = ['holders', 'cards', 'movements', 'consents', 'consent_changes', 'bureaus', 'bureau_inquiries']
  for (const name of names) await db.collection(name).deleteMany({})
  let serial = 0
  const id = (prefix: string) => `${prefix}_${String(serial++).padStart(22, '0')}`
  // Rows as the collections' validators want them; their types are the stores' own business.
  const insert = (name: string, row: object) => db.collection(name).insertOne({ ...row } as never)
  for (const [cpf, person] of people) {
    const purchase = person.lastPurchase
    await insert('holders', {
      _id: cpf,
      name: person.name,
      closed: person.closed,
      revision: 0,
      last_purchase: purchase && {
        at: purchase.at,
        amount_cents: int64(purchase.amountCents),
        merchant: purchase.merchant,
        card: purchase.card,
      },
      updated_at: person.updatedAt,
    })
    for (const { token, number } of person.cards) {
      const parsed = parseCardNumber(number)
      if (parsed === null) throw new Error('a card number of the tests')
      const card = { number_hash: CARD_INDEX(parsed), network: networkOf(parsed), last4: last4Of(parsed) }
      await insert('cards', { _id: token, cpf, ...card })
    }
    for (const consent of person.consents) await insert('consents', { _id: id('cst'), ...consentOf(cpf, consent) })
    const institutions = [...new Set(person.consents.map(({ institutionId }) => institutionId))]
    const audience = institutions.length > 0 ? { audience: institutions } : {}
    for (const { at, bureau } of person.bureauInquiries) {
      const who = { bureau_id: bureau.id, bureau_name: bureau.name, institution: 'Outra', relationship: 'P-1' }
      await insert('bureau_inquiries', { _id: id('cbi'), cpf, at, ...who, ...audience })
      await db
        .collection('bureaus')
        .updateOne({ _id: bureau.id as never }, { $set: { name: bureau.name } }, { upsert: true })
    }
    for (const { id: _id, amountCents, ...movement } of person.movements) {
      await insert('movements', { _id, cpf, ...movement, amount_cents: int64(amountCents), ...audience })
    }
  }
}

function consentOf(cpf: Cpf, consent: MemoryHolder['consents'][number]) {
  return {
    cpf,
    institution_id: consent.institutionId,
    classes: consent.classes,
    evidence: 'Termo',
    granted_at: consent.grantedAt,
    expires_at: consent.expiresAt,
    revoked_at: consent.revokedAt,
    ended_by: consent.revokedAt && 'withdrawal',
    replaces: null,
    registered_by: null,
    request: null,
    change: int64(0),
    listed: true,
  }
}
