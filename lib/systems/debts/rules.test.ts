import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEBT_STATUSES } from '#lib/identifiers/debt-words.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import { type GrantLife, grantStateAt, isVisible, type Listing, lastVisibleDay } from './rules.ts'

const day = (text: string) => text as CivilDate

const LISTED: Listing = {
  status: 'negativada',
  dueOn: day('2020-03-10'),
  noticeDeliveredOn: day('2020-04-20'),
  listedOn: day('2020-05-10'),
}

describe('five-year visibility (CDC, art. 43, § 1)', () => {
  test('due 2020-03-10 → last day 2025-03-10', () => {
    assert.equal(lastVisibleDay(day('2020-03-10')), '2025-03-10')
    assert.equal(isVisible(LISTED, day('2025-03-10')), true)
    assert.equal(isVisible(LISTED, day('2025-03-11')), false)
  })

  test('due 2020-02-29 → last day 2025-03-01', () => {
    assert.equal(lastVisibleDay(day('2020-02-29')), '2025-03-01')
    const leap = { ...LISTED, dueOn: day('2020-02-29') }
    assert.equal(isVisible(leap, day('2025-03-01')), true)
    assert.equal(isVisible(leap, day('2025-03-02')), false)
  })

  test('counts from the due date, whatever the day of listing', () => {
    const listedLate = { ...LISTED, noticeDeliveredOn: day('2024-11-01'), listedOn: day('2024-12-01') }
    assert.equal(isVisible(listedLate, day('2025-03-10')), true)
    assert.equal(isVisible(listedLate, day('2025-03-11')), false)
  })
})

describe('prior notice (CDC, art. 43, § 2)', () => {
  const today = day('2021-01-01')
  test('nothing is shown before a delivered notice and a listing', () => {
    assert.equal(isVisible({ ...LISTED, noticeDeliveredOn: null }, today), false)
    assert.equal(isVisible({ ...LISTED, listedOn: null }, today), false)
  })
  test('a notice delivered after the listing doesn’t heal it', () => {
    assert.equal(isVisible({ ...LISTED, noticeDeliveredOn: day('2020-05-11') }, today), false)
  })
})

describe('which states may be shown', () => {
  test('listed and disputed ones, and no other', () => {
    const shown = DEBT_STATUSES.filter((status) => isVisible({ ...LISTED, status }, day('2021-01-01')))
    assert.deepEqual(shown, ['negativada', 'contestada'])
  })
})

describe('the state of a grant', () => {
  const createdAt = new Date('2026-07-01T12:00:00Z')
  const at = (minutes: number) => new Date(createdAt.getTime() + minutes * 60_000)
  const approved: GrantLife = {
    createdAt,
    decision: 'aprovada',
    access: { expiresAt: at(30), usesLeft: 3, endedAt: null },
  }

  test('waits for its decision for a day', () => {
    const pending: GrantLife = { createdAt, decision: null, access: null }
    assert.equal(grantStateAt(pending, at(24 * 60 - 1)), 'pendente')
    assert.equal(grantStateAt(pending, at(24 * 60)), 'expirada')
  })
  test('was refused, or taken back', () => {
    assert.equal(grantStateAt({ createdAt, decision: 'recusada', access: null }, at(1)), 'recusada')
    assert.equal(grantStateAt({ createdAt, decision: 'retirada', access: null }, at(1)), 'encerrada')
  })
  test('lives until its minutes or its uses are over, or somebody ends it', () => {
    const access = { expiresAt: at(30), usesLeft: 3, endedAt: null }
    assert.equal(grantStateAt(approved, at(29)), 'aprovada')
    assert.equal(grantStateAt(approved, at(30)), 'expirada')
    assert.equal(grantStateAt({ ...approved, access: { ...access, usesLeft: 0 } }, at(1)), 'esgotada')
    assert.equal(grantStateAt({ ...approved, access: { ...access, endedAt: at(2) } }, at(40)), 'encerrada')
  })
})
