import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import { DEMO_PEOPLE } from '#lib/population/demo.ts'
import { addMandate } from '#lib/systems/debts/mandate-test-bench.ts'
import { type Bench, openBench } from '#lib/systems/debts/test-bench.ts'
import { PortfolioSchema } from '#lib/systems/score/schemas.ts'
import { type PartnerSide, startPartnerSide } from './partner-test-bench.ts'

// sistema2's list through every process it takes: a key's token, Base C's changes, Base A's order under a mandate.

let side: PartnerSide
let debts: Bench
let institution: InstitutionId
before(async () => {
  side = await startPartnerSide()
  debts = openBench()
  institution = side.members.institutionId
})
after(async () => {
  await Promise.all([side?.close(), debts?.close()])
})

const SCOPE = 'sistema2:listar sistema2:score sistema2:cadastro sistema2:identificar dividas:resumo'
const inThePortfolio = [DEMO_PEOPLE.plain, DEMO_PEOPLE.indebted, DEMO_PEOPLE.noScore]

async function list(query: string) {
  const key = await side.addKey([
    'sistema2:listar',
    'sistema2:score',
    'sistema2:cadastro',
    'sistema2:identificar',
    'dividas:resumo',
  ])
  return side.ask(`/v1/sistema2?${query}`, side.bearer(await side.tokenOf(key, SCOPE)))
}

test('a consent registered in Base C puts a person into both orders, and Base A’s needs a mandate', async () => {
  for (const index of inThePortfolio) {
    side.consents.push({
      numero: side.consents.length + 1,
      instituicao: institution,
      cpf: side.people.person(index).cpf,
      classes: ['REGISTRATION'],
      vale_ate: new Date(Date.now() + 86_400_000).toISOString(),
      em: new Date().toISOString(),
    })
  }
  const until = performance.now() + 10_000
  for (;;) {
    const { status, body } = await list('ordem=-renda')
    if (status === 200 && PortfolioSchema.parse(body).itens.length === inThePortfolio.length) break
    assert.ok(performance.now() < until, JSON.stringify(body))
    await pause(100)
  }
  const refused = await list('ordem=-divida_total')
  assert.deepEqual([refused.status, refused.body.codigo], [403, 'concessao_negada'])
  const [row] = PortfolioSchema.parse((await list('ordem=-renda')).body).itens
  assert.deepEqual(row?.dividas, { situacao: 'negado' })

  await addMandate(debts, institution)
  const ranked = await list('ordem=-divida_total&limite=2')
  assert.equal(ranked.status, 200, JSON.stringify(ranked.body))
  const page = PortfolioSchema.parse(ranked.body)
  assert.equal(page.itens.length, 2)
  assert.ok(page.itens.every(({ dividas }) => dividas.situacao === 'disponivel'))
  assert.ok(page.proximo)
  const byScore = PortfolioSchema.parse((await list('ordem=-score')).body).itens
  assert.equal(byScore.length, inThePortfolio.length)
  assert.ok(byScore.every(({ dividas }) => dividas.situacao === 'disponivel'))
})

test('a page goes on where it ended, for the same key alone', async () => {
  const key = await side.addKey(['sistema2:listar', 'dividas:resumo'])
  const bearer = side.bearer(await side.tokenOf(key, 'sistema2:listar dividas:resumo'))
  const met: string[] = []
  let cursor = ''
  do {
    const { body } = await side.ask(`/v1/sistema2?limite=1${cursor}`, bearer)
    const page = PortfolioSchema.parse(body)
    met.push(...page.itens.map(({ nome }) => nome))
    cursor = page.proximo === null ? '' : `&cursor=${page.proximo}`
  } while (cursor !== '')
  assert.deepEqual([...met].sort(), inThePortfolio.map((index) => side.people.person(index).name).sort())
  const first = await side.ask('/v1/sistema2?limite=1', bearer)
  const moved = await list(`limite=1&cursor=${PortfolioSchema.parse(first.body).proximo}`)
  assert.equal(moved.body.codigo, 'cursor_invalido')
})
