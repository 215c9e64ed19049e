import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressKeyOf, parseAddressParts } from '#lib/identifiers/address-key.ts'
import { networkOf, parseCardNumber } from '#lib/identifiers/card-number.ts'
import { parseNameKey } from '#lib/identifiers/name-key.ts'
import type { Uf } from '#lib/identifiers/uf.ts'
import { addYears, type CivilDate, civilDateOf, daysBetween, parseCivilDate, yearsBetween } from '#lib/kernel/clock.ts'
import { INQUIRY_DAYS } from './bureau-inquiries.ts'
import { PURCHASE_DAYS } from './cards.ts'
import { DEMO_BUREAUS, DEMO_SEED } from './demo.ts'
import { MOVEMENT_DAYS } from './movements.ts'
import type { SyntheticDebt, SyntheticPerson } from './person.ts'
import { createPopulation } from './population.ts'

/** First digits of the CEPs of each UF, after the Correios: both ends of five-digit ranges. */
const CEP_RANGES: Readonly<Record<Uf, readonly (readonly [number, number])[]>> = {
  AC: [[69900, 69999]],
  AL: [[57000, 57999]],
  AM: [
    [69000, 69299],
    [69400, 69899],
  ],
  AP: [[68900, 68999]],
  BA: [[40000, 48999]],
  CE: [[60000, 63999]],
  DF: [
    [70000, 72799],
    [73000, 73699],
  ],
  ES: [[29000, 29999]],
  GO: [
    [72800, 72999],
    [73700, 76799],
  ],
  MA: [[65000, 65999]],
  MG: [[30000, 39999]],
  MS: [[79000, 79999]],
  MT: [[78000, 78899]],
  PA: [[66000, 68899]],
  PB: [[58000, 58999]],
  PE: [[50000, 56999]],
  PI: [[64000, 64999]],
  PR: [[80000, 87999]],
  RJ: [[20000, 28999]],
  RN: [[59000, 59999]],
  RO: [[76800, 76999]],
  RR: [[69300, 69399]],
  RS: [[90000, 99999]],
  SC: [[88000, 89999]],
  SE: [[49000, 49999]],
  SP: [[1000, 19999]],
  TO: [[77000, 77999]],
}

/** Days that bring out the calendar's corners: a plain one, a leap day, the first of a year, the first day allowed. */
const DAYS = ['2026-11-26', '2028-02-29', '2027-01-01', '2025-01-01'] as const

function civil(text: string): CivilDate {
  const date = parseCivilDate(text)
  assert.ok(date)
  return date
}

for (const day of DAYS) {
  const today = civil(day)
  const people = [...createPopulation({ seed: DEMO_SEED, size: 3_000, today })]
  const everybody = (check: (person: SyntheticPerson) => void) => () => {
    for (const person of people) check(person)
  }

  test(`${day}: everybody is of age and not older than people get`, everybody(checkAge(today)))
  test(`${day}: names and addresses can be searched for, and the CEP is of the UF`, everybody(checkHome))
  test(`${day}: income, history and what is owned agree`, everybody(checkMeans))
  test(`${day}: a debt's dates follow each other and its state`, everybody(checkDebts(today)))
  test(`${day}: movements and purchases are past, ordered and add up with the income`, everybody(checkAccount(today)))
  test(`${day}: inquiries are past, ordered, by known bureaus`, everybody(checkInquiries(today)))
  test(`${day}: consents last a year, one to each institution`, everybody(checkConsents(today)))
}

function checkAge(today: CivilDate) {
  return (person: SyntheticPerson) => {
    const age = yearsBetween(person.birthDate, today)
    assert.ok(age >= 18 && age < 100, `${person.birthDate}`)
  }
}

function checkHome({ name, address }: SyntheticPerson): void {
  assert.ok(parseNameKey(name), name)
  const parse = parseAddressParts(address)
  assert.ok(parse.kind === 'valid', JSON.stringify(address))
  assert.match(addressKeyOf(parse.address), /^[A-Z]+\|[A-Z ]+\|(\d+|SN)\|\d{8}$/)
  const prefix = Number(address.cep.slice(0, 5))
  assert.ok(
    CEP_RANGES[address.uf].some(([from, to]) => prefix >= from && prefix <= to),
    `${address.cep} ${address.uf}`,
  )
}

function checkMeans(person: SyntheticPerson): void {
  const { income, history, assets } = person
  assert.equal(income === null, history === null)
  if (income === null || history === null) {
    assert.deepEqual([assets.length, person.debts.length, person.cards.length, person.movements.length], [0, 0, 0, 0])
    return
  }
  assert.ok(income.monthlyCents >= 40_000 && income.monthlyCents < 100_000_000)
  assert.ok(Number.isInteger(income.stabilityMonths) && income.stabilityMonths >= 0)
  assert.ok(history.instalmentsOnTime >= 0 && history.instalmentsOnTime <= history.instalmentsDue)
  assert.ok(Math.abs(history.onTimeRatio - history.instalmentsOnTime / history.instalmentsDue) < 0.0001)
  assert.ok(history.monthsOfHistory >= 3 && history.monthsOfHistory <= 180)
  for (const { type, valueCents } of assets) {
    assert.ok(Number.isSafeInteger(valueCents) && valueCents > 0)
    assert.ok(type === 'IMOVEL' || valueCents <= Math.max(600_000, income.monthlyCents * 61), type)
  }
}

function checkDebts(today: CivilDate) {
  return (person: SyntheticPerson) => {
    const cameOfAge = addYears(person.birthDate, 18)
    for (const debt of person.debts) {
      assert.ok(Number.isSafeInteger(debt.amountCents) && debt.amountCents > 0)
      assert.ok(debt.createdOn >= cameOfAge, `${debt.createdOn} before ${cameOfAge}`)
      const dates = [
        debt.createdOn,
        debt.dueOn,
        debt.noticeSentOn,
        debt.noticeDeliveredOn,
        debt.listedOn,
        debt.removedOn,
      ]
      const known = dates.filter((date) => date !== null)
      assert.deepEqual(known, [...known].sort(), JSON.stringify(debt))
      for (const date of known) assert.ok(date <= today || date === debt.dueOn, `${date} is to come`)
      checkState(debt, today)
    }
  }
}

function checkState(debt: SyntheticDebt, today: CivilDate): void {
  const steps = [debt.noticeSentOn, debt.noticeDeliveredOn, debt.listedOn, debt.removedOn]
  const reached = steps.filter((date) => date !== null).length
  const lastVisible = addYears(debt.dueOn, 5)
  switch (debt.status) {
    case 'a_vencer':
      assert.ok(debt.dueOn > today && reached === 0)
      break
    case 'vencida':
      assert.ok(debt.dueOn < today && reached === 0)
      break
    case 'aviso_enviado':
      assert.ok(debt.dueOn < today && reached === 1)
      break
    case 'avisado':
      assert.ok(debt.dueOn < today && reached === 2)
      break
    case 'negativada':
      assert.equal(reached, 3)
      break
    case 'contestada':
    case 'suspensa_por_ordem_judicial':
      assert.ok(reached === 3 && lastVisible >= today)
      break
    default:
      assert.equal(reached, 4)
      assert.ok(debt.removedOn !== null && debt.removedOn <= addYears(lastVisible, 1))
      if (debt.status === 'prescrita') assert.ok(lastVisible < today)
  }
}

function checkAccount(today: CivilDate) {
  return ({ income, movements, cards, cardPurchases }: SyntheticPerson) => {
    checkNewestFirst(movements, today, MOVEMENT_DAYS)
    checkNewestFirst(cardPurchases, today, PURCHASE_DAYS)
    for (const { amountCents } of [...movements, ...cardPurchases]) {
      assert.ok(Number.isSafeInteger(amountCents) && amountCents > 0)
    }
    for (const { number, network, last4 } of cards) {
      const parsed = parseCardNumber(number)
      assert.ok(parsed)
      assert.equal(networkOf(parsed), network)
      assert.equal(number.slice(-4), last4)
    }
    const tokens = new Set(cards.map(({ token }) => token))
    for (const { cardToken } of cardPurchases) assert.ok(tokens.has(cardToken))
    if (income === null) return
    const sum = (direction: 'CREDITO' | 'DEBITO') =>
      movements.filter((row) => row.direction === direction).reduce((total, row) => total + row.amountCents, 0)
    assert.ok(movements.length >= 10)
    assert.ok(sum('CREDITO') >= income.monthlyCents * 0.8, 'earns')
    assert.ok(sum('DEBITO') <= income.monthlyCents * 5, 'lives within means')
  }
}

function checkInquiries(today: CivilDate) {
  const bureaus = new Set<string>(DEMO_BUREAUS.map(({ id }) => id))
  return ({ bureauInquiries }: SyntheticPerson) => {
    checkNewestFirst(bureauInquiries, today, INQUIRY_DAYS)
    for (const { bureauId } of bureauInquiries) assert.ok(bureaus.has(bureauId))
  }
}

function checkConsents(today: CivilDate) {
  return ({ consents }: SyntheticPerson) => {
    assert.equal(new Set(consents.map(({ institutionId }) => institutionId)).size, consents.length)
    for (const { grantedAt, expiresAt, classes } of consents) {
      assert.equal(expiresAt.getTime() - grantedAt.getTime(), 365 * 86_400_000)
      assert.ok(civilDateOf(grantedAt) < today)
      assert.ok(classes.length > 0)
      // Live ones last two months more at least, so that a demo doesn't run out under people's hands.
      const daysLeft = daysBetween(today, civilDateOf(expiresAt))
      assert.ok(daysLeft < 0 || daysLeft >= 60, String(daysLeft))
    }
  }
}

function checkNewestFirst(rows: readonly { at: Date }[], today: CivilDate, daysBack: number): void {
  let previous = Number.POSITIVE_INFINITY
  for (const { at } of rows) {
    assert.ok(at.getTime() <= previous)
    previous = at.getTime()
    const daysAgo = daysBetween(civilDateOf(at), today)
    assert.ok(daysAgo >= 1 && daysAgo <= daysBack, `${at.toISOString()}`)
  }
}
