import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import { pageOfMembers } from './portfolio-page.ts'
import type { MovementPosition, PageRequest } from './store.ts'

const cpfOf = (index: number) => cpfOfBase(String(999_000_000 + index))
const at = new Date('2026-07-01T12:00:00Z')
const member = { name: 'x', updatedAt: at }

/** Rows of one instant each of another person; of them every `step`th may be shown. */
function aList(count: number, step: number) {
  const rows = Array.from({ length: count }, (_, index) => ({
    id: String(count - index).padStart(6, '0'),
    at,
    cpf: cpfOf(index),
  }))
  let asked = 0
  const list = async ({ limit, after }: PageRequest) => {
    asked += 1
    return rows.filter(({ id }) => after === null || id < after.id).slice(0, limit)
  }
  const shownAre = new Set(rows.filter((_, index) => index % step === 0).map(({ cpf }) => cpf))
  const page = (limit: number, after: MovementPosition | null) =>
    pageOfMembers(list, async (cpfs) => new Map(cpfs.filter((cpf) => shownAre.has(cpf)).map((cpf) => [cpf, member])), {
      limit,
      after,
    })
  return { page, shownAre, asked: () => asked }
}

for (const [count, step, limit] of [
  [100, 1, 7],
  [100, 3, 7],
  [101, 10, 20],
  [1_000, 97, 5],
  [7, 1, 7],
  [0, 1, 7],
] as const) {
  test(`every ${step}th of ${count} rows, ${limit} a page: each once, and all`, async () => {
    const { page, shownAre } = aList(count, step)
    const seen: string[] = []
    let after: MovementPosition | null = null
    do {
      const { shown, next }: Awaited<ReturnType<typeof page>> = await page(limit, after)
      assert.ok(shown.length <= limit)
      seen.push(...shown.map(({ row }) => row.cpf))
      after = next
    } while (after !== null)
    assert.deepEqual(seen, [...shownAre])
  })
}

test('there is no next page where only rows are left that may not be shown', async () => {
  const { page } = aList(20, 20)
  assert.equal((await page(1, null)).next, null)
})

test('one page’s cost has a bound: it comes short, and says where to go on', async () => {
  const { page, asked } = aList(10_000, 9_999)
  await page(10, null)
  const { shown, next } = await page(10, { at, id: '009999' })
  assert.deepEqual([shown.length, next !== null], [0, true])
  assert.equal(asked(), 16)
})
