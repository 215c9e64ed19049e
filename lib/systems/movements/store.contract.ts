import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCardNumber } from '#lib/identifiers/card-number.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { MemoryHolder } from './store.memory.ts'
import type { HolderStore } from './store.ts'
import { AURORA, aHolder, BOREAL, BUREAU, CARD, CARD_NUMBER, PEOPLE } from './test-people.ts'

/** What every store of holders promises. `build` gets the people that it shall hold. */
export function holderStoreContract(
  name: string,
  build: (people: ReadonlyMap<Cpf, MemoryHolder>) => Promise<HolderStore>,
): void {
  const now = new Date('2026-07-01T12:00:00.000Z')
  const plain = aHolder(now)
  const stored = () =>
    build(
      new Map([
        [PEOPLE.plain, plain],
        [PEOPLE.closed, { ...aHolder(now, 0, 1), closed: true }],
      ]),
    )

  test(`${name}: finds a holder, closed or not, and no other`, async () => {
    const store = await stored()
    assert.deepEqual(await store.findHolder(PEOPLE.plain), { closed: false, updatedAt: plain.updatedAt })
    assert.equal((await store.findHolder(PEOPLE.closed))?.closed, true)
    assert.equal(await store.findHolder(PEOPLE.unknown), null)
  })

  test(`${name}: finds a card’s holder by its token and by its number`, async () => {
    const store = await stored()
    const number = parseCardNumber(CARD_NUMBER)
    const other = parseCardNumber('5555555555554444')
    assert.ok(number && other)
    assert.equal(await store.findCardHolder({ kind: 'token', token: CARD.token }), PEOPLE.plain)
    assert.equal(await store.findCardHolder({ kind: 'number', number }), PEOPLE.plain)
    assert.equal(await store.findCardHolder({ kind: 'number', number: other }), null)
  })

  test(`${name}: a consent counts for its institution, class and time, and not once withdrawn`, async () => {
    const store = await stored()
    assert.equal(await store.hasLiveConsent(PEOPLE.plain, AURORA, now), true)
    assert.equal(await store.hasLiveConsent(PEOPLE.plain, BOREAL, now), false, 'run out an hour ago')
    assert.equal(await store.hasLiveConsent(PEOPLE.plain, BOREAL, new Date(now.getTime() - 7_200_000)), true)
    assert.equal(await store.hasLiveConsent(PEOPLE.unknown, AURORA, now), false)
    const consents = plain.consents.map((consent) => ({ ...consent, revokedAt: now }))
    const other = plain.consents.map((consent) => ({ ...consent, classes: ['REGISTRATION'] }))
    const changed = await build(
      new Map([
        [PEOPLE.plain, { ...plain, consents }],
        [PEOPLE.closed, { ...aHolder(now, 0, 1), consents: other }],
      ]),
    )
    assert.equal(await changed.hasLiveConsent(PEOPLE.plain, AURORA, now), false, 'withdrawn')
    assert.equal(await changed.hasLiveConsent(PEOPLE.closed, AURORA, now), false, 'another class')
  })

  test(`${name}: sums bureau inquiries by window`, async () => {
    const store = await stored()
    const summary = await store.summarizeBureauInquiries(PEOPLE.plain, now)
    assert.deepEqual(summary, { last: { at: plain.bureauInquiries[0]?.at, bureau: BUREAU }, in30Days: 1, in90Days: 2 })
    assert.deepEqual(await store.summarizeBureauInquiries(PEOPLE.unknown, now), {
      last: null,
      in30Days: 0,
      in90Days: 0,
    })
  })

  test(`${name}: pages through movements, newest first, without gap or double at equal instants`, async () => {
    const store = await stored()
    const seen: string[] = []
    let after: Parameters<HolderStore['listMovements']>[1]['after'] = null
    for (;;) {
      const page = await store.listMovements(PEOPLE.plain, { limit: 7, after })
      seen.push(...page.map(({ id }) => id))
      const last = page.at(-1)
      if (last === undefined) break
      after = last
    }
    assert.deepEqual(
      seen,
      plain.movements.map(({ id }) => id),
    )
    assert.deepEqual(await store.listMovements(PEOPLE.plain, { limit: 2, after: null }), plain.movements.slice(0, 2))
    assert.deepEqual(await store.listMovements(PEOPLE.unknown, { limit: 7, after: null }), [])
  })

  test(`${name}: finds the last card purchase, whole amounts, no card number`, async () => {
    const store = await stored()
    assert.deepEqual(await store.findLastPurchase(PEOPLE.plain), plain.lastPurchase)
    assert.equal(await store.findLastPurchase(PEOPLE.unknown), null)
  })
}
