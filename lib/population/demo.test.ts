import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addYears, type CivilDate, parseCivilDate } from '#lib/kernel/clock.ts'
import { DEMO_BUREAUS, DEMO_INSTITUTIONS, DEMO_PEOPLE, DEMO_SEED, DEMO_SIZE } from './demo.ts'
import type { SyntheticPerson } from './person.ts'
import { createPopulation } from './population.ts'

function civil(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date)
  return date
}

const TODAY = civil('2026-11-26')
const NOON = new Date('2026-11-26T15:00:00Z')

function hasBankSecrecyFor({ consents }: SyntheticPerson, institutionId: string): boolean {
  return consents.some((consent) => {
    const isLive = consent.grantedAt <= NOON && consent.expiresAt > NOON
    return consent.institutionId === institutionId && isLive && consent.classes.includes('BANK_SECRECY')
  })
}

test('fixed ids have the shape of their kind', () => {
  for (const { id } of Object.values(DEMO_INSTITUTIONS)) assert.match(id, /^ins_[0-9A-Za-z]{22}$/)
  for (const { id } of DEMO_BUREAUS) assert.match(id, /^bur_[0-9A-Za-z]{22}$/)
})

// The promises hold whatever the seed, so that a test may choose its own.
for (const seed of [DEMO_SEED, 1, 2, 3]) {
  const population = createPopulation({ seed, size: DEMO_SIZE, today: TODAY })
  const [plain, indebted, noScore] = [DEMO_PEOPLE.plain, DEMO_PEOPLE.indebted, DEMO_PEOPLE.noScore].map(
    population.person,
  )
  assert.ok(plain && indebted && noScore)

  test(`seed ${seed}: plain has a live consent to Banco Aurora, movements and a card purchase, and no listed debt`, () => {
    assert.ok(hasBankSecrecyFor(plain, DEMO_INSTITUTIONS.aurora.id))
    assert.ok(plain.movements.length > 0 && plain.cardPurchases.length > 0)
    assert.ok(plain.income !== null && plain.history !== null)
    assert.ok(plain.debts.every(({ listedOn }) => listedOn === null))
  })

  test(`seed ${seed}: indebted has at least four visible debts of different values, dates and states`, () => {
    assert.ok(hasBankSecrecyFor(indebted, DEMO_INSTITUTIONS.aurora.id))
    const visible = indebted.debts.filter(({ status, dueOn }) => {
      return (status === 'negativada' || status === 'contestada') && addYears(dueOn, 5) >= TODAY
    })
    const differ = (value: (debt: (typeof visible)[number]) => unknown) => new Set(visible.map(value)).size
    assert.ok(visible.length >= 4)
    assert.equal(
      differ(({ amountCents }) => amountCents),
      visible.length,
    )
    assert.equal(
      differ(({ dueOn }) => dueOn),
      visible.length,
    )
    assert.equal(
      differ(({ createdOn }) => createdOn),
      visible.length,
    )
    // Two states are all that may be shown: listed, and listed but disputed.
    assert.equal(
      differ(({ status }) => status),
      2,
    )
  })

  test(`seed ${seed}: indebted also has a debt that must no longer be shown`, () => {
    assert.ok(indebted.debts.some(({ status, dueOn }) => status === 'negativada' && addYears(dueOn, 5) < TODAY))
  })

  test(`seed ${seed}: plain and indebted are asked about, and have no consent but Banco Aurora's`, () => {
    for (const person of [plain, indebted]) {
      assert.ok(person.bureauInquiries.length > 0)
      assert.deepEqual(
        person.consents.map(({ institutionId }) => institutionId),
        [DEMO_INSTITUTIONS.aurora.id],
      )
    }
  })

  test(`seed ${seed}: no_score has a thin file`, () => {
    assert.equal(noScore.income, null)
    assert.equal(noScore.history, null)
    assert.deepEqual(noScore.debts, [])
  })

  test(`seed ${seed}: nobody of the demo is closed, locked or under a fraud alert`, () => {
    for (const person of [plain, indebted, noScore]) {
      assert.deepEqual([person.fileStatus, person.scoreLocked, person.fraudAlert], ['open', false, false])
    }
  })
}
