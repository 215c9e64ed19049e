import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEBT_MODALITIES, DEBT_STATUSES } from '#lib/identifiers/debt-words.ts'
import { UFS } from '#lib/identifiers/uf.ts'
import { addYears, type CivilDate, parseCivilDate, yearsBetween } from '#lib/kernel/clock.ts'
import { DEMO_INSTITUTIONS, DEMO_SEED, DEMO_SIZE } from './demo.ts'
import type { SyntheticPerson } from './person.ts'
import { createPopulation } from './population.ts'

function civil(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date)
  return date
}

const TODAY = civil('2026-11-26')
const NOW = new Date('2026-11-26T12:00:00Z')
const PEOPLE = [...createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today: TODAY })]
const OPEN_STATES = new Set([
  'negativada',
  'vencida',
  'aviso_enviado',
  'avisado',
  'contestada',
  'suspensa_por_ordem_judicial',
])

function shareOf(has: (person: SyntheticPerson) => boolean): number {
  return PEOPLE.filter(has).length / PEOPLE.length
}

function isPast(dueOn: CivilDate): boolean {
  return addYears(dueOn, 5) < TODAY
}

function isIndebted(person: SyntheticPerson): boolean {
  return person.debts.some(({ status, dueOn }) => OPEN_STATES.has(status) && !isPast(dueOn))
}

const SHARES: readonly (readonly [string, (person: SyntheticPerson) => boolean, number, number])[] = [
  ['has a thin file', ({ income }) => income === null, 0.07, 0.09],
  ['is indebted', isIndebted, 0.22, 0.29],
  [
    'has only debts past their fifth year',
    ({ debts }) => debts.length > 0 && debts.every(({ dueOn }) => isPast(dueOn)),
    0.01,
    0.03,
  ],
  [
    'has a listed debt that may no longer be shown',
    ({ debts }) => debts.some(({ status, dueOn }) => status === 'negativada' && isPast(dueOn)),
    0.01,
    0.05,
  ],
  ['has a closed file', ({ fileStatus }) => fileStatus === 'closed', 0.003, 0.008],
  ['has a fraud alert', ({ fraudAlert }) => fraudAlert, 0.0015, 0.005],
  ['has a locked score', ({ scoreLocked }) => scoreLocked, 0.0015, 0.005],
  ['has a live consent to Banco Aurora', (person) => hasLive(person, DEMO_INSTITUTIONS.aurora.id), 0.28, 0.32],
  ['has a live consent to Cooperativa Boreal', (person) => hasLive(person, DEMO_INSTITUTIONS.boreal.id), 0.18, 0.22],
  ['has a consent that ran out', ({ consents }) => consents.some(({ expiresAt }) => expiresAt <= NOW), 0.05, 0.11],
  ['lives in São Paulo state', ({ address }) => address.uf === 'SP', 0.2, 0.24],
  ['is a woman named Maria or a man named José', ({ name }) => /^(Maria|José) /.test(name), 0.15, 0.35],
]

function hasLive(person: SyntheticPerson, institutionId: string): boolean {
  return person.consents.some((consent) => consent.institutionId === institutionId && consent.expiresAt > NOW)
}

for (const [what, has, least, most] of SHARES) {
  test(`the share of people who… ${what}: ${least} to ${most}`, () => {
    const share = shareOf(has)
    assert.ok(share >= least && share <= most, String(share))
  })
}

test('people live in all 27 units, in sixty cities at least', () => {
  assert.equal(new Set(PEOPLE.map(({ address }) => address.uf)).size, UFS.length)
  assert.ok(new Set(PEOPLE.map(({ address }) => address.cidade)).size >= 60)
})

test('every state and modality of debt occurs', () => {
  const debts = PEOPLE.flatMap((person) => person.debts)
  assert.deepEqual(new Set(debts.map(({ status }) => status)), new Set(DEBT_STATUSES))
  assert.deepEqual(new Set(debts.map(({ modality }) => modality)), new Set(DEBT_MODALITIES))
})

test('incomes are skewed as incomes are, and higher in the Federal District than in Maranhão', () => {
  const incomes = PEOPLE.flatMap(({ income }) => (income === null ? [] : [income.monthlyCents])).sort((a, b) => a - b)
  const median = incomes[Math.floor(incomes.length / 2)] ?? 0
  const mean = incomes.reduce((sum, cents) => sum + cents, 0) / incomes.length
  assert.ok(median > 180_000 && median < 280_000, String(median))
  assert.ok(mean > median * 1.2, String(mean))
  const meanIn = (uf: string) => {
    const there = PEOPLE.flatMap((person) =>
      person.address.uf === uf && person.income ? [person.income.monthlyCents] : [],
    )
    return there.reduce((sum, cents) => sum + cents, 0) / there.length
  }
  assert.ok(meanIn('DF') > 1.4 * meanIn('MA'))
})

test('ages are those of adults', () => {
  const ages = PEOPLE.map(({ birthDate }) => yearsBetween(birthDate, TODAY)).sort((a, b) => a - b)
  const median = ages[Math.floor(ages.length / 2)] ?? 0
  assert.ok(median >= 40 && median <= 48, String(median))
})

test('indebted people pay less on time and are asked about more', () => {
  const meanOf = (indebted: boolean, value: (person: SyntheticPerson) => number) => {
    const people = PEOPLE.filter((person) => person.history !== null && isIndebted(person) === indebted)
    return people.reduce((sum, person) => sum + value(person), 0) / people.length
  }
  const onTime = ({ history }: SyntheticPerson) => history?.onTimeRatio ?? 0
  assert.ok(meanOf(true, onTime) < meanOf(false, onTime) - 0.05)
  const inquiries = ({ bureauInquiries }: SyntheticPerson) => bureauInquiries.length
  assert.ok(meanOf(true, inquiries) > meanOf(false, inquiries))
})
