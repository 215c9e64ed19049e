import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { BureauId } from '#lib/kernel/ids.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { spanOfDay } from './day-span.ts'
import type { MemoryHolder } from './store.memory.ts'
import type { MovementFilter, PageRequest, PortfolioStore } from './store.ts'
import { AURORA, aHolder, BOREAL, BUREAU, PEOPLE } from './test-people.ts'

type Build = (people: ReadonlyMap<Cpf, MemoryHolder>) => Promise<PortfolioStore>

/** What every store of portfolios promises. */
export function portfolioStoreContract(name: string, build: Build): void {
  const now = new FakeClock().now()
  const people = new Map<Cpf, MemoryHolder>([
    [PEOPLE.plain, aHolder(now)],
    [PEOPLE.closed, { ...aHolder(now, 30, 1), closed: true }],
    [PEOPLE.other, { ...aHolder(now, 30, 2), consents: [] }],
  ])
  const everything: MovementFilter = { kind: 'type', type: 'PIX' }

  async function pagesOf(list: (page: PageRequest) => Promise<readonly { id: string; at: Date }[]>) {
    const ids: string[] = []
    let after: PageRequest['after'] = null
    for (;;) {
      const page = await list({ limit: 7, after })
      ids.push(...page.map(({ id }) => id))
      const last = page.at(-1)
      if (last === undefined) return ids
      after = last
    }
  }

  test(`${name}: lists of movements hold all that have or had a consent, in one order, without gap or double`, async () => {
    const store = await build(people)
    const ids = await pagesOf((page) => store.listMovements(AURORA, everything, page))
    assert.equal(ids.length, 75)
    assert.equal(new Set(ids).size, 75)
    const [first] = await store.listMovements(AURORA, everything, { limit: 1, after: null })
    assert.partialDeepStrictEqual(first, { type: 'PIX', direction: 'DEBITO', at: new Date(now.getTime() - 3_600_000) })
    const none = await store.listMovements(AURORA, { kind: 'type', type: 'TED' }, { limit: 7, after: null })
    assert.deepEqual(none, [])
  })

  test(`${name}: a day’s movements are those from its midnight to the next`, async () => {
    const store = await build(people)
    const day = { kind: 'span', ...spanOfDay('2026-07-01' as never) } as const
    const ids = await pagesOf((page) => store.listMovements(AURORA, day, page))
    // From noon UTC back to 03:00: the first nine hours of each person's movements, two of each hour.
    assert.equal(ids.length, 36)
    const dayBefore = { kind: 'span', ...spanOfDay('2026-06-30' as never) } as const
    const before = await pagesOf((page) => store.listMovements(AURORA, dayBefore, page))
    assert.equal(new Set([...ids, ...before]).size, 75)
  })

  test(`${name}: members have an open file and a live consent at that very instant`, async () => {
    const store = await build(people)
    const asked = [PEOPLE.plain, PEOPLE.closed, PEOPLE.other, PEOPLE.unknown]
    const members = await store.findMembers(AURORA, asked, now)
    assert.deepEqual([...members.keys()], [PEOPLE.plain])
    assert.partialDeepStrictEqual(members.get(PEOPLE.plain), { name: 'Pessoa Inventada 0' })
    assert.equal((await store.findMembers(BOREAL, asked, now)).size, 0, 'run out an hour ago')
    const end = new Date(now.getTime() + 1_000 * 3_600_000)
    assert.equal((await store.findMembers(AURORA, asked, end)).size, 0, 'over at its end')
    assert.equal((await store.findMembers(AURORA, asked, new Date(end.getTime() - 1))).size, 1)
    assert.equal((await store.findMembers(AURORA, [], now)).size, 0)
  })

  test(`${name}: lists inquiries at one bureau, and knows which bureaus there are`, async () => {
    const store = await build(people)
    const ids = await pagesOf((page) => store.listBureauInquiries(AURORA, BUREAU.id, page))
    assert.equal(new Set(ids).size, 6)
    const [first] = await store.listBureauInquiries(AURORA, BUREAU.id, { limit: 1, after: null })
    assert.deepEqual(first?.bureau, BUREAU)
    assert.equal(await store.isBureau(BUREAU.id), true)
    const other = `bur_${'X'.repeat(22)}` as BureauId
    assert.equal(await store.isBureau(other), false)
    assert.deepEqual(await store.listBureauInquiries(AURORA, other, { limit: 7, after: null }), [])
  })
}
