import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bandOf, featureNames, pointsOf, probabilityOf, scoreFromFeatures } from './rules.ts'
import { type FeatureName, SCORECARD, type ScoreFeatures } from './scorecard.ts'

/** Lei 12.414, art. 7-A: no member of the features may ever carry one of these. */
type Banned =
  | 'sex'
  | 'gender'
  | 'origin'
  | 'race'
  | 'health'
  | 'religion'
  | 'address'
  | 'uf'
  | 'city'
  | 'name'
  | 'ownInquiries'
type NoBannedFeature = Extract<FeatureName, Banned> extends never ? true : false
const noBannedFeature: NoBannedFeature = true

const whole = (max: number) => fc.integer({ min: 0, max })
const maybe = (max: number) => fc.option(whole(max), { nil: null })
const anyFeatures: fc.Arbitrary<ScoreFeatures> = fc.record({
  listedDebtCount: whole(20),
  listedDebtTotalCents: whole(10_000_000),
  oldestListedDebtMonths: maybe(70),
  largestDebtShareBp: maybe(30_000),
  monthsSinceLastListing: maybe(70),
  debtToIncomeBp: maybe(300_000),
  inquiries30Days: whole(20),
  inquiries90Days: whole(30),
  onTimeRatioBp: maybe(10_000),
  monthsOfHistory: maybe(300),
  incomeStabilityMonths: maybe(300),
  assetsToIncomeBp: maybe(500_000),
  ageYears: fc.integer({ min: 18, max: 110 }),
})

const best: ScoreFeatures = {
  listedDebtCount: 0,
  listedDebtTotalCents: 0,
  oldestListedDebtMonths: null,
  largestDebtShareBp: 0,
  monthsSinceLastListing: null,
  debtToIncomeBp: 0,
  inquiries30Days: 0,
  inquiries90Days: 0,
  onTimeRatioBp: 10_000,
  monthsOfHistory: 400,
  incomeStabilityMonths: 400,
  assetsToIncomeBp: 1_000_000,
  ageYears: 70,
}

test('the features are exactly these thirteen, none of them banned', () => {
  assert.ok(noBannedFeature)
  assert.deepEqual(featureNames(SCORECARD), Object.keys(best))
})

test('each row has a bin for every value, whole points, ascending cuts and its one direction', () => {
  for (const name of featureNames(SCORECARD)) {
    const { cuts, points, missing, better } = SCORECARD.characteristics[name]
    assert.equal(points.length, cuts.length + 1, name)
    assert.ok([...points, missing].every(Number.isInteger), name)
    assert.deepEqual(
      cuts,
      [...new Set(cuts)].sort((a, b) => a - b),
      name,
    )
    const inOrder = [...points].sort((a, b) => (better === 'higher' ? a - b : b - a))
    assert.deepEqual(points, inOrder, name)
  }
})

test('a better value of any one characteristic never lowers the score', () => {
  for (const name of featureNames(SCORECARD)) {
    const { better } = SCORECARD.characteristics[name]
    fc.assert(
      fc.property(anyFeatures, whole(400_000), whole(400_000), (features, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one]
        const [worse, good] = better === 'higher' ? [low, high] : [high, low]
        const at = (value: number) => scoreFromFeatures(SCORECARD, { ...features, [name]: value }).value
        assert.ok(at(good) >= at(worse), name)
      }),
      { numRuns: 50 },
    )
  }
})

test('age counts the same from sixty on', () => {
  const at = (ageYears: number) => pointsOf(SCORECARD.characteristics.ageYears, ageYears)
  for (let age = 60; age <= 110; age++) assert.equal(at(age), at(60))
  assert.ok(at(59) < at(60))
})

test('the score is a whole number from 0 to 1000, its band and probability follow from it, same input same bytes', () => {
  fc.assert(
    fc.property(anyFeatures, (features) => {
      const result = scoreFromFeatures(SCORECARD, features)
      assert.ok(Number.isInteger(result.value) && result.value >= 0 && result.value <= 1_000)
      assert.equal(result.band, bandOf(result.value))
      assert.equal(result.probability, probabilityOf(SCORECARD, result.value))
      assert.equal(JSON.stringify(scoreFromFeatures(SCORECARD, { ...features })), JSON.stringify(result))
    }),
  )
})

test('what isn’t a feature changes no byte', () => {
  const smuggled = { ...best, name: 'Maria', sex: 'F', uf: 'AC' }
  assert.equal(
    JSON.stringify(scoreFromFeatures(SCORECARD, smuggled)),
    JSON.stringify(scoreFromFeatures(SCORECARD, best)),
  )
})

test('clamping: no odds take the score out of 0 to 1000', () => {
  const card = (intercept: number) => ({ ...SCORECARD, intercept })
  assert.equal(scoreFromFeatures(card(10_000), best).value, 1_000)
  assert.equal(scoreFromFeatures(card(-10_000), best).value, 0)
})

test('700 is 20:1, and eighty points double the odds', () => {
  const odds = (score: number) => Math.exp((score - SCORECARD.offset) / SCORECARD.factor)
  assert.ok(Math.abs(odds(700) - 20) < 0.01)
  for (const score of [0, 354, 620, 920]) assert.ok(Math.abs(odds(score + 80) / odds(score) - 2) < 0.001)
  assert.equal(probabilityOf(SCORECARD, 700), 0.9524)
})

test('bands end at 300, 500 and 700', () => {
  const bands = [0, 300, 301, 500, 501, 700, 701, 1_000].map(bandOf)
  assert.deepEqual(bands, ['baixo', 'baixo', 'regular', 'regular', 'bom', 'bom', 'excelente', 'excelente'])
})

test('at most four reasons, dearest first, and inquiries as a fifth that displaces none', () => {
  fc.assert(
    fc.property(anyFeatures, (features) => {
      const { reasons } = scoreFromFeatures(SCORECARD, features)
      const others = reasons.filter(({ code }) => code !== 'consultas_recentes')
      assert.ok(others.length <= 4 && reasons.length <= 5)
      assert.equal(new Set(reasons.map(({ code }) => code)).size, reasons.length)
      assert.ok(reasons.every(({ points, sources }) => points < 0 && sources.length > 0))
      assert.deepEqual(
        others.map(({ points }) => points),
        others.map(({ points }) => points).sort((a, b) => a - b),
      )
      const position = reasons.findIndex(({ code }) => code === 'consultas_recentes')
      assert.ok(position === -1 || position === reasons.length - 1)
    }),
  )
})

test('the best of everything has no reason; a missing value has its own', () => {
  assert.deepEqual(scoreFromFeatures(SCORECARD, best).reasons, [])
  const unknownIncome = { ...best, largestDebtShareBp: null, debtToIncomeBp: null, incomeStabilityMonths: null }
  assert.deepEqual(
    scoreFromFeatures(SCORECARD, unknownIncome).reasons.map(({ code }) => code),
    ['renda_desconhecida'],
  )
})

test('recent inquiries come last among the reasons even when they cost most', () => {
  const { reasons } = scoreFromFeatures(SCORECARD, { ...best, inquiries30Days: 9, inquiries90Days: 9, ageYears: 50 })
  assert.deepEqual(
    reasons.map(({ code, points }) => [code, points]),
    [
      ['idade', -11],
      ['consultas_recentes', -66],
    ],
  )
})
