import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InstitutionId, type MemberId, randomId } from '#lib/kernel/ids.ts'
import type { Ask, Question } from './ask.ts'
import { createListsGateway } from './lists.ts'
import { refusedHere } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'

const caller: MemberCaller = {
  sessionId: randomId('session'),
  memberId: randomId('member') as MemberId,
  email: 'ana@aurora.example',
  institutionId: randomId('institution') as InstitutionId,
  role: 'analyst',
  purposes: ['analise_de_credito'],
  ip: '203.0.113.7',
  requestId: randomId('request'),
}
const PURPOSE = { purpose: 'analise_de_credito' } as const

function listsAnswering(body: unknown, status = 200) {
  const asked: (Question & { system: string })[] = []
  const ask: Ask = async (system, _caller, question) => {
    asked.push({ system, ...question })
    return { kind: 'answered', status, headers: new Map(), body: Buffer.from(JSON.stringify(body)), tookMs: 2 }
  }
  return { lists: createListsGateway(ask), asked }
}

test('a name travels in the body, never in a path, and a page goes on by its cursor', async () => {
  const candidate = {
    ref: 'ref_x',
    cpf: '***.456.789-**',
    nome: 'ANA',
    cidade: 'Recife',
    uf: 'PE',
    ano_nascimento: 1980,
  }
  const { lists, asked } = listsAnswering({ itens: [candidate], proximo: null })
  const options = { ...PURPOSE, limit: 20, cursor: 'c1' }
  const answer = await lists.candidates('sistema2', caller, { nome: 'Ana Souza' }, options)
  assert.deepEqual(asked, [
    {
      system: 'sistema2',
      method: 'POST',
      path: '/v1/sistema2/consultas',
      body: { nome: 'Ana Souza', limite: 20, cursor: 'c1' },
    },
  ])
  assert.ok(answer.kind === 'found')
  assert.deepEqual(answer.file.itens, [candidate])
})

test('lists of the portfolio are asked for by path, with the reading said', async () => {
  const { lists, asked } = listsAnswering({ itens: [], proximo: null })
  await lists.movements(caller, 'data', '2026-07-01', PURPOSE)
  await lists.movements(caller, 'tipo', 'PIX', { ...PURPOSE, cursor: 'a/b' })
  await lists.inquiries(caller, 'bur_0', { ...PURPOSE, limit: 5 })
  await lists.ranking(caller, { order: '-score', uf: 'SP', ageFrom: 30 }, { ...PURPOSE, limit: 20 })
  assert.deepEqual(
    asked.map(({ path }) => path),
    [
      '/v1/sistema3/2026-07-01?por=data',
      '/v1/sistema3/PIX?por=tipo&cursor=a%2Fb',
      '/v1/sistema3/bur_0?por=bureau&limite=5',
      '/v1/sistema2?ordem=-score&uf=SP&idade_de=30&limite=20',
    ],
  )
})

test('a refusal on this side is passed on, and an answer that is no list is an outage', async () => {
  const refusing = createListsGateway(async () => refusedHere('escopo_insuficiente', caller.requestId))
  assert.equal((await refusing.movements(caller, 'tipo', 'PIX', PURPOSE)).kind, 'refused')
  const { lists } = listsAnswering({ itens: [{ cpf: 'x' }] })
  assert.equal((await lists.movements(caller, 'tipo', 'PIX', PURPOSE)).kind, 'unavailable')
})
