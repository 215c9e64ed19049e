import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomId } from '#lib/kernel/ids.ts'
import { addMandate, summaryCall } from '../mandate-test-bench.ts'
import { again, type Bench, openBench } from '../test-bench.ts'
import { rankDebtors } from './rank-debtors.ts'
import { storePortfolio } from './store-portfolio.ts'

let bench: Bench
before(() => {
  bench = openBench()
})
after(() => bench.close())

const NOON = '2026-03-01T12:00:00.000Z'
const EARLIER = '2026-03-01T11:00:00.000Z'
const live = (numero: number, em = NOON) => ({ numero, em, vale_ate: new Date(Date.now() + 86_400_000).toISOString() })
const ended = (numero: number, em = NOON) => ({ numero, em, vale_ate: null })
type Word = ReturnType<typeof live> | ReturnType<typeof ended>

/** One person of one institution, of whom the keeper of consents says one page after another. */
async function aMember() {
  const institution = randomId('institution')
  await addMandate(bench, institution)
  const { cpf, subject } = await bench.addPerson([{ amount_cents: 5_000 }])
  const call = summaryCall(institution)
  return {
    institution,
    subject,
    async hear(...pages: readonly (readonly Word[])[]): Promise<void> {
      const person = { instituicao: institution, cpf, referencia: 'ana', uf: 'PE', nascimento: '1980-01-01' }
      for (const page of pages) {
        const from = { caller: 'sistema2', ip: '127.0.0.1', requestId: randomId('request') } as const
        await storePortfolio(bench.context, from, { itens: page.map((word) => ({ ...person, ...word })) })
      }
    },
    async isRanked(): Promise<boolean> {
      const answer = await rankDebtors(bench.context, again(call), { ordem: '-divida_total' })
      assert.ok(answer.situacao === 'permitido')
      return answer.itens.length === 1
    },
  }
}

describe('of two changes of a consent the one with the higher number stands', () => {
  const replacement = [ended(2), live(3)] as const
  const ways: Record<string, { pages: readonly (readonly Word[])[]; ranked: boolean }> = {
    'a replacement, in one page': { pages: [[live(1)], [...replacement]], ranked: true },
    'a replacement, in one page from its end': { pages: [[live(1)], replacement.toReversed()], ranked: true },
    'a replacement, over two pages': { pages: [[live(1)], [ended(2)], [live(3)]], ranked: true },
    'a replacement, its pages out of order': { pages: [[live(1)], [live(3)], [ended(2)]], ranked: true },
    'all of it once more': { pages: [[live(1)], [...replacement], [live(1)], [...replacement]], ranked: true },
    'a withdrawal by a clock that went back': { pages: [[live(1)], [ended(2, EARLIER)]], ranked: false },
    'the same in one page': { pages: [[live(1), ended(2, EARLIER)]], ranked: false },
    'a withdrawal, then what came before it': { pages: [[ended(2, EARLIER)], [live(1)]], ranked: false },
  }
  for (const [name, { pages, ranked }] of Object.entries(ways)) {
    test(name, async () => {
      const { hear, isRanked } = await aMember()
      await hear(...pages)
      assert.equal(await isRanked(), ranked)
    })
  }

  test('a first load has no number: any change outdoes it, and it outdoes none', async () => {
    const { hear, isRanked, institution, subject } = await aMember()
    const load = (em: string, until: string | null) =>
      bench.sql('SELECT control.merge_portfolio($1::jsonb)', [
        JSON.stringify([
          {
            ...{ subject_index: subject.toString('hex'), institution_id: institution, reference: 'ana', state: 'PE' },
            ...{ born_on: '1980-01-01', consent_until: until, change_number: 0, changed_at: em },
          },
        ]),
      ])
    const later = new Date(Date.now() + 86_400_000).toISOString()
    await load(NOON, later)
    assert.equal(await isRanked(), true)
    await load(EARLIER, null)
    assert.equal(await isRanked(), true, 'between first loads the instant decides')
    await hear([ended(1, EARLIER)])
    assert.equal(await isRanked(), false)
    await load('2026-03-02T00:00:00.000Z', later)
    assert.equal(await isRanked(), false)
  })

  test('a change without a number is refused', async () => {
    const { hear } = await aMember()
    for (const numero of [0, -1, 1.5, undefined]) {
      await assert.rejects(hear([{ ...live(1), numero } as never]), { code: 'requisicao_invalida' })
    }
  })
})
