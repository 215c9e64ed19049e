import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cpfOfBase } from '#lib/identifiers/cpf.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { Person } from './person.ts'
import type { PlacedMember, PortfolioPosition, PortfolioQuery, PortfolioStore } from './portfolio-store.ts'
import type { MemoryMember } from './store.memory.portfolio.ts'
import { AURORA, aPerson, BOREAL } from './test-people.ts'

const now = new Date('2026-07-01T12:00:00.000Z')
const later = new Date(now.getTime() + 1)

type Over = Partial<Person> & { score?: number; consents?: MemoryMember['consents'] }

function members(overs: readonly Over[]): MemoryMember[] {
  return overs.map(({ score, consents, ...over }, serial) => ({
    personId: `per_${String(serial).padStart(22, '0')}`,
    cpf: cpfOfBase(String(999_500_000 + serial)),
    person: { ...aPerson(now), ...over },
    consents: consents ?? [{ institutionId: AURORA, validUntil: later }],
    ...(score === undefined ? {} : { score: { value: score, at: now } }),
  }))
}
const earning = (monthlyCents: number | null): Over => ({
  income: monthlyCents === null ? null : { source: 'SALARIO', monthlyCents, stabilityMonths: 1 },
})
const query = (over: Partial<PortfolioQuery> = {}): PortfolioQuery => ({
  institutionId: AURORA,
  by: 'income',
  descending: true,
  uf: null,
  bornFrom: null,
  bornTo: null,
  at: now,
  ...over,
})
const serials = (placed: readonly PlacedMember[]) => placed.map(({ position }) => Number(position.personId.slice(4)))

/** What every store of portfolios promises. `build` gets the people and their consents that it shall hold. */
export function portfolioStoreContract(
  name: string,
  build: (members: readonly MemoryMember[]) => Promise<PortfolioStore>,
): void {
  test(`${name}: orders both ways, ties by id in the same direction, people without a value last`, async () => {
    const store = await build(members([earning(500), earning(null), earning(900), earning(500), earning(0)]))
    const order = async (descending: boolean) =>
      serials(await store.listMembers(query({ descending }), { limit: 10, after: null }))
    assert.deepEqual(await order(true), [2, 3, 0, 4, 1])
    assert.deepEqual(await order(false), [4, 0, 3, 2, 1])
  })

  test(`${name}: pages are complete and without doubles at every size`, async () => {
    const store = await build(members([5, 9, null, 5, 5, 0, null, 9, 1].map(earning)))
    for (const descending of [true, false]) {
      const whole = serials(await store.listMembers(query({ descending }), { limit: 10, after: null }))
      assert.equal(whole.length, 9)
      for (const limit of [1, 2, 4]) {
        const met: number[] = []
        let after: PortfolioPosition | null = null
        for (;;) {
          const page: readonly PlacedMember[] = await store.listMembers(query({ descending }), { limit, after })
          met.push(...serials(page))
          after = page.at(-1)?.position ?? null
          if (after === null) break
        }
        assert.deepEqual(met, whole)
      }
    }
  })

  test(`${name}: only live consents to the institution; a closed file is no member to be shown`, async () => {
    const all = members([
      {},
      { consents: [{ institutionId: BOREAL, validUntil: later }] },
      { consents: [{ institutionId: AURORA, validUntil: now }] },
      { consents: [{ institutionId: AURORA, validUntil: null }] },
      { closed: true },
    ])
    const store = await build(all)
    const ids = all.map(({ personId }) => personId)
    const found = await store.findMembers(AURORA, ids, now)
    assert.deepEqual([...found.keys()], [ids[0]])
    const [first] = all
    assert.deepEqual(found.get(ids[0] ?? ''), { cpf: first?.cpf, person: first?.person })
    const placed = serials(await store.listMembers(query(), { limit: 10, after: null }))
    assert.deepEqual(
      placed.filter((serial) => serial !== 4),
      [0],
    )
  })

  test(`${name}: filters by state and by days of birth, both ends included`, async () => {
    const { address } = aPerson(now)
    const born = (birthDate: string) => ({ birthDate: birthDate as CivilDate })
    const store = await build(
      members([
        born('1980-01-01'),
        born('1980-12-31'),
        born('1979-12-31'),
        born('1981-01-01'),
        { ...born('1980-06-01'), address: { ...address, uf: 'SP' } },
      ]),
    )
    const list = async (over: Partial<PortfolioQuery>) =>
      serials(await store.listMembers(query({ descending: false, ...over }), { limit: 10, after: null }))
    const year = { bornFrom: '1980-01-01' as CivilDate, bornTo: '1980-12-31' as CivilDate }
    assert.deepEqual(await list(year), [0, 1, 4])
    assert.deepEqual(await list({ ...year, uf: 'SP' }), [4])
    assert.deepEqual(await list({ uf: 'PE' }), [0, 1, 2, 3])
    assert.deepEqual(await list({ uf: 'AC' }), [])
  })

  test(`${name}: orders by the score last kept, and forgets one that is taken back`, async () => {
    const all = members([{ score: 300 }, {}, { score: 800 }, { score: 0 }])
    const store = await build(all)
    const list = () => store.listMembers(query({ by: 'score' }), { limit: 10, after: null })
    assert.deepEqual(serials(await list()), [2, 0, 3, 1])
    assert.deepEqual((await list()).map(({ score }) => score)[0], { value: 800, at: now })
    for (const [serial, { cpf }] of all.entries()) {
      if (serial === 1) await store.keepScore(cpf, { value: 500, at: later })
      if (serial === 2) await store.keepScore(cpf, null)
    }
    assert.deepEqual(serials(await list()), [1, 0, 3, 2])
  })
}
