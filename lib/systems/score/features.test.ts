import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type CivilDate, civilDateOf } from '#lib/kernel/clock.ts'
import { DEMO_SEED } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { trueLogOddsOf } from '#lib/population/truth.ts'
import type { DebtSummary } from './debts-port.ts'
import { featuresOf, isThinFile } from './features.ts'
import type { Person } from './person.ts'
import { scoreFromFeatures } from './rules.ts'
import { SCORECARD } from './scorecard.ts'
import { aPerson, noDebts, summaryOf } from './test-people.ts'

const now = new Date('2026-07-15T12:00:00.000Z')
const today = civilDateOf(now)
const scoreOf = (person: Person, debts: DebtSummary) =>
  scoreFromFeatures(SCORECARD, featuresOf(person, debts, now)).value

type ListedDebt = { amountCents: number; dueOn: CivilDate }
const anyDebt: fc.Arbitrary<ListedDebt> = fc.record({
  amountCents: fc.integer({ min: 1, max: 5_000_000 }),
  dueOn: fc.integer({ min: 1, max: 1_800 }).map((days) => addDays(today, -days)),
})
const anyPerson: fc.Arbitrary<Person> = fc
  .record({
    monthly: fc.option(fc.integer({ min: 100_000, max: 5_000_000 }), { nil: null }),
    months: fc.option(fc.integer({ min: 0, max: 200 }), { nil: null }),
    birthDate: fc.integer({ min: 18 * 366, max: 90 * 365 }).map((days) => addDays(today, -days)),
  })
  .map(({ monthly, months, birthDate }) => ({
    ...aPerson(now),
    birthDate,
    income: monthly === null ? null : { source: 'SALARIO', monthlyCents: monthly, stabilityMonths: 12 },
    history: months === null ? null : { months, onTimeRatioBp: 9_000 },
  }))

test('one more listed debt, whatever its size and age, never raises the score', () => {
  fc.assert(
    fc.property(anyPerson, fc.array(anyDebt, { maxLength: 8 }), anyDebt, (person, debts, more) => {
      assert.ok(scoreOf(person, summaryOf([...debts, more], now)) <= scoreOf(person, summaryOf(debts, now)))
    }),
  )
})

test('paying a listed debt today never lowers the score, not even the last one', () => {
  fc.assert(
    fc.property(anyPerson, fc.array(anyDebt, { minLength: 1, maxLength: 8 }), (person, debts) => {
      const paid = { ...summaryOf(debts.slice(1), now), lastRemovedOn: today }
      assert.ok(scoreOf(person, paid) >= scoreOf(person, summaryOf(debts, now)))
    }),
  )
})

test('name, address, alerts and who asked before are not looked at', () => {
  const person = aPerson(now)
  const other: Person = {
    ...person,
    name: 'Outra Pessoa',
    address: { ...person.address, city: 'Rio Branco', uf: 'AC', postalCode: '69900000' },
    fraudAlert: true,
    updatedAt: new Date(0),
  }
  assert.deepEqual(featuresOf(other, noDebts(now), now), featuresOf(person, noDebts(now), now))
})

test('inquiries count once for each relationship, in their window only', () => {
  const at = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const inquiry = (days: number, relationship: string, institution = 'Financeira Um') => ({
    at: at(days),
    institution,
    relationship,
  })
  const person: Person = {
    ...aPerson(now),
    inquiries: [
      inquiry(1, 'P-1'),
      inquiry(2, 'P-1'),
      inquiry(3, 'P-1', 'Financeira Dois'),
      inquiry(60, 'P-2'),
      inquiry(91, 'P-3'),
      inquiry(-1, 'P-4'),
    ],
  }
  const features = featuresOf(person, noDebts(now), now)
  assert.equal(features.inquiries30Days, 2)
  assert.equal(features.inquiries90Days, 3)
})

test('months and ratios are whole, exact at their edges, and null where there is nothing to divide by', () => {
  const debts = summaryOf([{ amountCents: 400_000, dueOn: '2026-06-15' as CivilDate }], now)
  const features = featuresOf(aPerson(now), debts, now)
  assert.equal(features.oldestListedDebtMonths, 1)
  assert.equal(features.debtToIncomeBp, 10_000)
  assert.equal(features.monthsSinceLastListing, 0)
  const dayLess = summaryOf([{ amountCents: 1, dueOn: '2026-06-16' as CivilDate }], now)
  assert.equal(featuresOf(aPerson(now), dayLess, now).oldestListedDebtMonths, 0)
  const broke = featuresOf({ ...aPerson(now), income: null }, debts, now)
  assert.deepEqual([broke.debtToIncomeBp, broke.largestDebtShareBp, broke.assetsToIncomeBp], [null, null, null])
})

test('a thin file has neither income, history nor listed debt', () => {
  const thin = { income: null, history: null }
  assert.equal(isThinFile(thin, noDebts(now)), true)
  assert.equal(isThinFile(thin, summaryOf([{ amountCents: 1, dueOn: today }], now)), false)
  assert.equal(isThinFile(aPerson(now), noDebts(now)), false)
})

test('over the made-up population the score’s odds are close to the true ones', () => {
  const population = createPopulation({ seed: DEMO_SEED, size: 2_000, today })
  let [count, bias, squares] = [0, 0, 0]
  for (const made of population) {
    const logOdds = trueLogOddsOf(made, today)
    if (logOdds === null || made.income === null || made.history === null) continue
    const listed = made.debts.filter(
      ({ status, dueOn }) => (status === 'negativada' || status === 'contestada') && dueOn > addDays(today, -1_826),
    )
    const person: Person = {
      ...aPerson(now),
      birthDate: made.birthDate,
      income: made.income,
      assets: made.assets,
      history: { months: made.history.monthsOfHistory, onTimeRatioBp: Math.round(made.history.onTimeRatio * 10_000) },
      inquiries: made.bureauInquiries.map(({ at, institutionName, relationship }) => ({
        at,
        institution: institutionName,
        relationship,
      })),
    }
    const truth = Math.min(1_000, Math.max(0, SCORECARD.offset + SCORECARD.factor * logOdds))
    const error = scoreOf(person, summaryOf(listed, now)) - truth
    count += 1
    bias += error
    squares += error * error
  }
  assert.ok(count > 1_500)
  assert.ok(Math.abs(bias / count) < 5, `bias ${bias / count}`)
  assert.ok(Math.sqrt(squares / count) < 20, `rmse ${Math.sqrt(squares / count)}`)
})
