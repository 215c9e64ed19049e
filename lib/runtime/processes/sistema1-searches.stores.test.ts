import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { addMandate } from '#lib/systems/debts/mandate-test-bench.ts'
import { type Bench, daysAgo, grantInput, openBench, searchInput } from '#lib/systems/debts/test-bench.ts'
import { type Ask, type Sistema1, startSistema1 } from './sistema1-test-bench.ts'

let bench: Bench
let sistema1: Sistema1
before(async () => {
  sistema1 = await startSistema1()
  bench = openBench()
})
after(async () => {
  await sistema1.close()
  await bench.close()
})

const path = (text: string, query = '') => `/v1/sistema1/${encodeURIComponent(text)}${query}`
const itemsOf = (json: Record<string, unknown>) => json.itens as Record<string, string>[]

/** A grant through the doors, with as many approvals as it takes. */
async function grantOf(institution: InstitutionId, token: string, body: object, approvals: number) {
  const asked = await sistema1.ask('front', 'POST', '/interno/concessoes', { token, body })
  assert.equal(asked.status, 201)
  const id = String(asked.json.id)
  let last = asked
  for (let count = 0; count < approvals; count++) {
    last = await sistema1.approve(institution, id)
  }
  return { id, grant: last.json }
}

describe('searches', () => {
  test('by path, by force and by body; the reference opens the file in both, for whom searched only', async () => {
    const person = await bench.addPerson([{ amount_cents: 4_200 }], {
      name: 'Águeda Xavantina Ferraz',
      street: 'Rua Ébano Xis',
      number: '7',
    })
    const institution = randomId('institution')
    const token = await sistema1.tokenFor({ institution })
    const { id, grant } = await grantOf(institution, token, searchInput({ usos: 20 }), 2)
    assert.deepEqual([grant.escopo, grant.situacao, (grant.aprovacoes as unknown[]).length], ['busca', 'aprovada', 2])
    const headers = { concessao: id }
    const asked = [
      await sistema1.ask('front', 'GET', path('agueda ferraz'), { token, headers }),
      await sistema1.ask('front', 'GET', path('Agueda Xavantina', '?por=nome&limite=5'), { token, headers }),
      await sistema1.ask('front', 'GET', path('R. Ebano Xis, 7'), { token, headers }),
      await sistema1.ask('front', 'GET', path('Rua Ébano Xis, 7, 50010-120', '?por=endereco'), { token, headers }),
      await sistema1.ask('front', 'POST', '/v1/sistema1/consultas', {
        token,
        headers,
        body: { nome: 'Agueda Ferraz' },
      }),
      await sistema1.ask('front', 'POST', '/v1/sistema1/consultas', {
        token,
        headers,
        body: { endereco: { logradouro: 'Rua Ébano Xis', numero: '7' } },
      }),
    ]
    for (const { status, json, headers: answered } of asked) {
      assert.deepEqual([status, answered['cache-control']], [200, 'no-store'])
      const [candidate] = itemsOf(json)
      assert.deepEqual(Object.keys(candidate ?? {}).toSorted(), [
        'ano_nascimento',
        'cidade',
        'cpf',
        'nome',
        'ref',
        'uf',
      ])
      assert.deepEqual(
        [candidate?.nome, candidate?.cpf?.slice(0, 4), json.proximo],
        ['Águeda Xavantina Ferraz', '***.', null],
      )
    }
    const ref = itemsOf(asked[0]?.json ?? {})[0]?.ref ?? ''
    const { cpf: _, ...terms } = grantInput(person.cpf)
    const own = await grantOf(institution, token, { ...terms, ref }, 1)
    const opening = { token, headers: { concessao: own.id } }
    const byPath = await sistema1.ask('front', 'GET', path(ref, '?ordem=-valor'), opening)
    const byBody = await sistema1.ask('front', 'POST', '/v1/sistema1/consultas', { ...opening, body: { ref } })
    assert.deepEqual([byPath.json.nome, byBody.json.nome], ['Águeda Xavantina Ferraz', 'Águeda Xavantina Ferraz'])
    const stranger = await sistema1.tokenFor({ institution })
    const lent = await sistema1.ask('front', 'GET', path(ref), { token: stranger, headers: { concessao: own.id } })
    assert.deepEqual([lent.status, lent.code], [400, 'referencia_invalida'])
  })

  test('bad input by path, row by row', async () => {
    const token = await sistema1.tokenFor({ institution: randomId('institution') })
    const rows: [string, string][] = [
      [path('Joana'), 'nome_invalido'],
      [path('Joana %'), 'nome_invalido'],
      [path('Joana *'), 'nome_invalido'],
      [path('PIX'), 'nome_invalido'],
      [path('Joana Prado', '?por=cpf'), 'cpf_formato'],
      [path('Rua das Acácias, 120, 5', '?por=endereco'), 'cep_invalido'],
      [path('Rua das Acácias, 120, 50010120, PE'), 'requisicao_invalida'],
      [path('Rua das Acácias'), 'requisicao_invalida'],
      [path(`Rua ${'a'.repeat(5_000)}, 1`), 'requisicao_invalida'],
      [path('car_0000000000000000000000'), 'cpf_formato'],
      [path('bur_0000000000000000000000'), 'cpf_formato'],
      [path('Joana Prado', '?por=data'), 'requisicao_invalida'],
      [path('Joana Prado', '?divida_de=2025-01-01'), 'parametro_desconhecido'],
      [path('Joana Prado', '?limite=1e9'), 'requisicao_invalida'],
      [path('Joana Prado', '?limite=-1'), 'requisicao_invalida'],
      [path('Joana Prado', '?limite='), 'requisicao_invalida'],
      [path('52998224725', '?divida_de=2025-02-01&divida_ate=2025-01-01'), 'intervalo_de_datas'],
      [path('52998224725', '?vencimento_de=2025-02-31'), 'intervalo_de_datas'],
      [path('52998224725', '?ordem=valor&ordem=-valor'), 'requisicao_invalida'],
      [path('52998224725', '?situacao=negativada&situacao=negativada'), 'requisicao_invalida'],
      [path('52998224725', '?cpf=11144477735'), 'parametro_desconhecido'],
      [path('52998224725', '?nome=Joana'), 'parametro_desconhecido'],
      [path('ref_x'), 'referencia_invalida'],
      [path('Joana Prado'), 'concessao_ausente'],
    ]
    for (const [url, code] of rows) {
      const answer = await sistema1.ask('front', 'GET', url, { token })
      assert.equal(answer.code, code, url.slice(0, 90))
    }
  })

  test('filters by path and by body are the same', async () => {
    const person = await bench.addPerson([
      { amount_cents: 100, created_on: daysAgo(400) },
      { amount_cents: 300, status: 'contestada' },
      { amount_cents: 200 },
    ])
    const institution = randomId('institution')
    const token = await sistema1.tokenFor({ institution })
    const { id } = await grantOf(institution, token, grantInput(person.cpf), 1)
    const common = { token, headers: { concessao: id } }
    const filters = { divida_de: daysAgo(350), ordem: '-valor' }
    const byPath = await sistema1.ask(
      'front',
      'GET',
      path(person.cpf, `?${new URLSearchParams({ ...filters, limite: '1' })}`),
      common,
    )
    const body = { cpf: person.cpf, ...filters, limite: 1 }
    const byBody = await sistema1.ask('front', 'POST', '/v1/sistema1/consultas', { ...common, body })
    type Debts = { itens: { valor: string }[]; total: string; proximo: string }
    const [first, second] = [byPath.json.dividas as Debts, byBody.json.dividas as Debts]
    assert.deepEqual([first.itens[0]?.valor, first.total], ['3.00', '5.00'])
    // The same place is sealed anew each time.
    assert.deepEqual({ ...second, proximo: first.proximo }, first)
    const next = await sistema1.ask('front', 'POST', '/v1/sistema1/consultas', {
      ...common,
      body: { ...body, cursor: first.proximo },
    })
    assert.deepEqual(
      (next.json.dividas as Debts).itens.map(({ valor }) => valor),
      ['2.00'],
    )
  })
})

describe('what sistema2 asks and says', () => {
  const claims = { client_id: 'sistema2', act: { sub: 'sistema2' }, scope: 'sistema1:resumo' }
  const item = (institution: InstitutionId, cpf: string, referencia: string) => ({
    instituicao: institution,
    cpf,
    referencia,
    uf: 'PE',
    nascimento: '1980-01-01',
    vale_ate: new Date(Date.now() + 60_000).toISOString(),
    numero: 1,
    em: new Date().toISOString(),
  })

  test('portfolios, rankings and summaries of many', async () => {
    const institution = randomId('institution')
    await addMandate(bench, institution)
    const people = await Promise.all([100, 300, 200].map((cents) => bench.addPerson([{ amount_cents: cents }])))
    const itens = people.map(({ cpf }, place) => item(institution, cpf, `p${place}`))
    const stored = await sistema1.ask('sistema2', 'PUT', '/interno/carteira', { body: { itens } })
    assert.equal(stored.status, 204)
    const token = await sistema1.tokenFor({ institution }, { claims })
    const ranked = await sistema1.ask('sistema2', 'POST', '/interno/ranking', {
      token,
      body: { ordem: '-divida_total', limite: 2 },
    })
    assert.deepEqual(
      [ranked.json.situacao, itemsOf(ranked.json).map(({ referencia }) => referencia)],
      ['permitido', ['p1', 'p2']],
    )
    const body = { ordem: '-divida_total', limite: 2, cursor: ranked.json.proximo }
    const next = await sistema1.ask('sistema2', 'POST', '/interno/ranking', { token, body })
    assert.deepEqual(
      [itemsOf(next.json).map(({ referencia, total }) => [referencia, total]), next.json.proximo],
      [[['p0', '1.00']], null],
    )
    const cpfs = people.map(({ cpf }) => cpf)
    const many = await sistema1.ask('sistema2', 'POST', '/interno/resumos', { token, body: { cpfs } })
    assert.deepEqual(
      itemsOf(many.json).map(({ cpf, total }) => [cpf, total]),
      cpfs.map((cpf, place) => [cpf, ['1.00', '3.00', '2.00'][place]]),
    )
  })

  test('debts of a source come by front, with a token for Crivo’s own paths and the scope', async () => {
    const person = await bench.addPerson()
    const institution = randomId('institution')
    const debt = {
      ...{ chave: 'k-1', cpf: person.cpf, credor: 'Loja', contrato: '1', modalidade: 'CREDIARIO', valor: '10.00' },
      ...{ criada_em: daysAgo(100), vencimento: daysAgo(50), situacao: 'vencida' },
    }
    const id = `crk_live_${'0'.repeat(22)}`
    const asKey = { sub: id, client_id: id, ambiente: 'live', nivel: 'basico' }
    const noMember = { email: undefined, papel: undefined, sessao: undefined }
    const tokenOf = (aud: string, scope: string) =>
      sistema1.tokenFor({ institution }, { claims: { ...asKey, ...noMember, aud, scope } })
    const body = { itens: [debt] }
    const good = await tokenOf('crivo', 'fontes:enviar')
    const received = await sistema1.ask('front', 'POST', '/v1/fontes/dividas', { token: good, body })
    assert.deepEqual(
      [received.status, received.json],
      [200, { itens: [{ chave: 'k-1', resultado: 'criada', codigo: null }] }],
    )
    const rows: [Parameters<Sistema1['ask']>[0], string, string][] = [
      ['front', await tokenOf('sistema1', 'fontes:enviar'), 'credencial_invalida'],
      ['front', await tokenOf('crivo', 'conta:ler'), 'escopo_insuficiente'],
      ['sistema2', good, 'escopo_insuficiente'],
    ]
    for (const [client, token, code] of rows) {
      assert.equal((await sistema1.ask(client, 'POST', '/v1/fontes/dividas', { token, body })).code, code)
    }
    const elsewhere = await sistema1.ask('front', 'GET', path(person.cpf), { token: good })
    assert.equal(elsewhere.code, 'credencial_invalida', 'a token for Crivo’s paths opens no look-up')
  })

  test('each path for its own certificate and token', async () => {
    const institution = randomId('institution')
    const asked = await sistema1.tokenFor({ institution }, { claims })
    const own = await sistema1.tokenFor({ institution })
    const rows: [Parameters<Sistema1['ask']>[0], string, string, Ask, string][] = [
      ['front', 'POST', '/interno/ranking', { token: asked, body: { ordem: 'divida_total' } }, 'escopo_insuficiente'],
      ['front', 'POST', '/interno/resumos', { token: asked, body: {} }, 'escopo_insuficiente'],
      ['front', 'PUT', '/interno/carteira', { body: {} }, 'escopo_insuficiente'],
      ['auth', 'PUT', '/interno/carteira', { body: {} }, 'escopo_insuficiente'],
      ['sistema2', 'POST', '/interno/ranking', { token: own, body: { ordem: 'divida_total' } }, 'credencial_invalida'],
      ['sistema2', 'POST', '/interno/ranking', { body: { ordem: 'divida_total' } }, 'credencial_invalida'],
      ['sistema2', 'GET', '/interno/ranking', { token: asked }, 'metodo_nao_permitido'],
      ['sistema2', 'POST', '/interno/carteira', { body: {} }, 'metodo_nao_permitido'],
      ['sistema2', 'PUT', '/interno/carteira', { body: { itens: [] } }, 'requisicao_invalida'],
      ['sistema2', 'PUT', '/interno/carteira', { body: { itens: [item(institution, '123', 'p')] } }, 'cpf_tamanho'],
      [
        'sistema2',
        'POST',
        '/interno/resumos',
        { token: asked, body: { cpfs: ['52998224725', '52998224725'] } },
        'requisicao_invalida',
      ],
    ]
    for (const [client, method, url, options, code] of rows) {
      assert.equal((await sistema1.ask(client, method, url, options)).code, code, `${client} ${method} ${url}`)
    }
  })
})
