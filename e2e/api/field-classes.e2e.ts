import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { MemberCaller } from '#lib/gateway/index.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { fieldsIn } from '#lib/testing/field-paths.ts'
import { readDemo } from '../fixtures/instance.ts'
import { type Answer, ask, expectFile, expectProblem, keys, people, tokenFor } from './client.ts'
import { COLUMNS, departures, type GoldenAnswer } from './golden-fields.ts'
import { openPortalSide } from './portal-side.ts'

let portal: Awaited<ReturnType<typeof openPortalSide>>
let analyst: MemberCaller
let boreal: MemberCaller
before(async () => {
  portal = await openPortalSide()
  analyst = await portal.member('analyst')
  boreal = await portal.member('analyst', 'Cooperativa Boreal')
})
after(() => portal.close())

/** Holds an answer to its column: nothing that the table denies, everything that it promises. */
function expectColumn(answer: GoldenAnswer, column: string, given: Answer): void {
  const members = fieldsIn(expectFile(given)).map(([path]) => path)
  assert.deepEqual(departures(answer, column, members), [], `${answer}, ${column}`)
}

const SCOPES: Readonly<Record<string, string>> = {
  'todos os escopos': 'sistema2:score sistema2:cadastro sistema2:listar sistema2:identificar dividas:resumo',
  'só score': 'sistema2:score',
  'só cadastro': 'sistema2:cadastro',
  'listar e cadastro': 'sistema2:listar sistema2:cadastro',
  'listar e dívidas': 'sistema2:listar dividas:resumo',
  'listar e score': 'sistema2:listar sistema2:score',
}

/** The bearer of a column of sistema2: a key's token of those scopes, or a member's. */
function bearerOf(column: string): Promise<string> {
  const scope = SCOPES[column]
  if (scope !== undefined) return tokenFor(keys.complete, scope)
  return portal.tokenFor((column === 'analista' ? analyst : boreal).sessionId, 'sistema2')
}

describe('who sees which member, by the golden table', () => {
  for (const column of COLUMNS.ficha2) {
    test(`ficha 2: ${column}`, async () => {
      const answer = await ask(`/v1/sistema2/${people.indebted}`, { bearer: await bearerOf(column) })
      expectColumn('ficha2', column, answer)
      const { cpf } = expectFile(answer)
      assert.equal(cpf === people.indebted, column === 'todos os escopos', 'only who may identify sees the whole CPF')
    })
  }

  for (const column of COLUMNS.candidatos) {
    test(`candidatos: ${column}`, async () => {
      const bearer = await bearerOf(column)
      const { nome } = expectFile(await ask(`/v1/sistema2/${people.plain}`, { bearer }))
      const answer = await ask('/v1/sistema2/consultas', { bearer, json: { nome } })
      expectColumn('candidatos', column, answer)
      for (const [path, value] of fieldsIn(answer.json))
        if (path === 'itens.cpf') assert.match(String(value), /^\*{3}\./)
    })
  }

  const ORDERS: Readonly<Record<(typeof COLUMNS.carteira)[number], string>> = {
    'todos os escopos': '-divida_total',
    'listar e cadastro': '-renda',
    'listar e dívidas': '-divida_maior',
    'listar e score': '-score',
    analista: '-renda',
  }
  for (const column of COLUMNS.carteira) {
    test(`carteira: ${column}`, async () => {
      const bearer = await bearerOf(column)
      expectColumn('carteira', column, await ask(`/v1/sistema2?ordem=${ORDERS[column]}&limite=5`, { bearer }))
    })
  }

  test('ficha 1: a partner under its grant, and nobody under another’s', async () => {
    const { grant = '' } = readDemo()
    const headers = { Concessao: grant }
    const path = `/v1/sistema1/${people.indebted}`
    const bearer = await tokenFor(keys.complete, 'sistema1:consultar sistema1:identificar')
    expectColumn('ficha1', 'parceiro com concessão', await ask(path, { bearer, headers }))
    const other = await tokenFor(keys.boreal, 'sistema1:consultar')
    expectProblem(await ask(path, { bearer: other, headers }), 403, 'concessao_negada')
  })

  test('ficha 1: an analyst under a grant of hers', async () => {
    const grants = await portal.grants.list({ ...analyst, requestId: randomId('request') }, { limit: 100 })
    assert.ok(grants.kind === 'found', JSON.stringify(grants))
    const own = grants.file.itens.find(
      ({ situacao, escopo, cpf }) =>
        situacao === 'aprovada' && escopo === 'pessoa' && cpf?.includes(people.indebted.slice(3, 6)),
    )
    assert.ok(own, 'the demo gives the analyst a live grant')
    const bearer = await portal.tokenFor(analyst.sessionId, 'sistema1')
    const answer = await ask(`/v1/sistema1/${people.indebted}`, { bearer, headers: { Concessao: own.id } })
    expectColumn('ficha1', 'analista com concessão', answer)
  })

  test('ficha 3: bank secrets with the person’s consent to the institution, and not without', async () => {
    const partner = await ask(`/v1/sistema3/${people.plain}`, { key: keys.complete })
    expectColumn('ficha3', 'parceiro', partner)
    for (const [member, column] of [
      [analyst, 'analista'],
      [boreal, 'analista de outra instituição, sem consentimento'],
    ] as const) {
      const caller = { ...member, requestId: randomId('request') }
      const answer = await portal.systems.sistema3(caller, { cpf: people.plain }, { purpose: 'analise_de_credito' })
      assert.ok(answer.kind === 'found', JSON.stringify(answer))
      const members = fieldsIn(answer.file).map(([path]) => path)
      assert.deepEqual(departures('ficha3', column, members), [], column)
    }
  })

  test('without a scope of a system nothing of it is seen', async () => {
    const scopes = { sistema2: 'conta:ler', sistema1: 'conta:ler' }
    for (const system of Object.keys(scopes)) {
      const bearer = await tokenFor(keys.complete, scopes[system as keyof typeof scopes])
      // A token of another audience is no credential at all here.
      expectProblem(await ask(`/v1/${system}/${people.plain}`, { bearer }), 401, 'credencial_invalida')
    }
    const listing = await tokenFor(keys.complete, 'sistema2:listar')
    expectProblem(await ask(`/v1/sistema2/${people.plain}`, { bearer: listing }), 403, 'escopo_insuficiente')
    expectProblem(await ask('/v1/sistema2?ordem=-score', { bearer: listing }), 403, 'escopo_insuficiente')
    expectProblem(await ask(`/v1/sistema3/${people.plain}`, { key: keys.withoutSistema3 }), 403, 'escopo_insuficiente')
  })
})
