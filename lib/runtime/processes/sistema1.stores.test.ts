import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generateKeyPair } from 'jose'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { type Bench, grantInput, openBench, randomCpf } from '#lib/systems/debts/test-bench.ts'
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

/** A grant that was asked for and approved through the door. */
async function grantThroughTheDoor(cpf: Cpf) {
  const institution = randomId('institution')
  const analyst = await sistema1.tokenFor({ institution })
  const approver = await sistema1.tokenFor({ institution, role: 'approver' })
  const asked = await sistema1.ask('front', 'POST', '/interno/concessoes', { token: analyst, body: grantInput(cpf) })
  assert.equal(asked.status, 201)
  const id = String(asked.json.id)
  const approved = await sistema1.approve(institution, id)
  assert.equal(approved.json.situacao, 'aprovada')
  return { institution, analyst, approver, id }
}

describe('tokens', () => {
  test('whatever is wrong with one: credencial_invalida; a good one that is over: token_expirado', async () => {
    const institution = randomId('institution')
    const { privateKey: stranger } = await generateKeyPair('PS256', { modulusLength: 2_048 })
    const tokens: Record<string, string | undefined> = {
      none: undefined,
      'not a token': 'abc.def.ghi',
      'signed by another': await sistema1.tokenFor({ institution }, { key: stranger }),
      'unknown key id': await sistema1.tokenFor({ institution }, { header: { kid: 'k2' } }),
      'other type': await sistema1.tokenFor({ institution }, { header: { typ: 'JWT' } }),
      'brings its key': await sistema1.tokenFor({ institution }, { header: { jku: 'https://example.com/keys' } }),
      'other audience': await sistema1.tokenFor({ institution }, { claims: { aud: 'sistema2' } }),
      'list of audiences': await sistema1.tokenFor({ institution }, { claims: { aud: ['sistema1', 'sistema2'] } }),
      'other issuer': await sistema1.tokenFor({ institution }, { claims: { iss: 'https://example.com' } }),
      'too long a life': await sistema1.tokenFor({ institution }, { seconds: 301 }),
      'of sistema2': await sistema1.tokenFor(
        { institution },
        { claims: { client_id: 'sistema2', act: { sub: 'sistema2' } } },
      ),
      'acted for': await sistema1.tokenFor({ institution }, { claims: { act: { sub: 'sistema2' } } }),
      'of a key': await sistema1.tokenFor(
        { institution },
        { claims: { client_id: 'crk_live_0000000000000000000000' } },
      ),
      'no institution': await sistema1.tokenFor({ institution }, { claims: { instituicao: undefined } }),
    }
    for (const [name, token] of Object.entries(tokens)) {
      const answer = await sistema1.ask(
        'front',
        'GET',
        '/v1/sistema1/52998224725',
        token === undefined ? {} : { token },
      )
      assert.deepEqual([answer.status, answer.code], [401, 'credencial_invalida'], name)
      assert.match(String(answer.headers['www-authenticate']), /^Bearer /)
    }
    const over = await sistema1.tokenFor({ institution }, { claims: { iat: 1_000, exp: 1_200 } })
    assert.equal(
      (await sistema1.ask('front', 'GET', '/v1/sistema1/52998224725', { token: over })).code,
      'token_expirado',
    )
  })

  test('a token alone opens nothing', async () => {
    const token = await sistema1.tokenFor({ institution: randomId('institution') })
    const answer = await sistema1.ask('front', 'GET', '/v1/sistema1/52998224725', { token })
    assert.deepEqual([answer.status, answer.code], [403, 'concessao_ausente'])
    const odd = await sistema1.ask('front', 'GET', '/v1/sistema1/52998224725', {
      token,
      headers: { concessao: "con_' OR 1=1" },
    })
    assert.deepEqual([odd.status, odd.code], [403, 'concessao_negada'])
  })
})

describe('a look-up', () => {
  test('by path and by body give the same file, recorded with the caller’s true address', async () => {
    const person = await bench.addPerson([{ amount_cents: 123_456 }])
    const { analyst: token, id } = await grantThroughTheDoor(person.cpf)
    const headers = { concessao: id, finalidade: 'analise_de_credito', relacao: 'PROP-7' }
    const spelled = person.cpf.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4')
    const byPath = await sistema1.ask('front', 'GET', `/v1/sistema1/${spelled}?limite=5&por=cpf`, { token, headers })
    const byBody = await sistema1.ask('front', 'POST', '/v1/sistema1/consultas', {
      token,
      headers,
      body: { cpf: person.cpf },
    })
    assert.deepEqual([byPath.status, byBody.status], [200, 200])
    assert.equal(byPath.headers['cache-control'], 'no-store')
    assert.deepEqual({ ...byPath.json, ultima_consulta: null }, { ...byBody.json, ultima_consulta: null })
    const [row] = await bench.ledger(person)
    assert.deepEqual([row?.ip, row?.relationship, row?.actor_label], ['198.51.100.4', 'PROP-7', 'quem@banco.example'])
  })

  test('the contract’s order of checks: secret in the URL, credential, card in the URL, input, grant', async () => {
    const token = await sistema1.tokenFor({ institution: randomId('institution') })
    const secret = `crs_live_${'a'.repeat(49)}`
    const cases: [string, Ask, string][] = [
      [`/v1/sistema1/52998224725?x=${secret}`, {}, 'credencial_em_lugar_inseguro'],
      ['/v1/sistema1/4111111111111111', {}, 'credencial_invalida'],
      ['/v1/sistema1/4111111111111111', { token }, 'cartao_em_lugar_inseguro'],
      ['/v1/sistema1/52998224725', { token, headers: { relacao: '4111111111111111' } }, 'cartao_em_lugar_inseguro'],
      ['/v1/sistema1/52998224726', { token }, 'cpf_digito'],
      ['/v1/sistema1/5299822472', { token }, 'cpf_tamanho'],
      ['/v1/sistema1/JOAO%20DA%20SILVA?por=cpf', { token }, 'cpf_formato'],
      ['/v1/sistema1/2025-01-01', { token }, 'cpf_formato'],
      ['/v1/sistema1/11111111111', { token }, 'cpf_repetido'],
      ['/v1/sistema1/52998224725?limite=101', { token }, 'requisicao_invalida'],
      ['/v1/sistema1/52998224725?limite=1&limite=2', { token }, 'requisicao_invalida'],
      ['/v1/sistema1/52998224725?por=nome', { token }, 'nome_invalido'],
      ['/v1/sistema1/52998224725?por=cartao', { token }, 'requisicao_invalida'],
      ['/v1/sistema1/52998224725?cor=azul', { token }, 'parametro_desconhecido'],
      ['/v1/sistema1/52998224725?cursor=x', { token }, 'cursor_invalido'],
      ['/v1/sistema1/52998224725', { token, headers: { finalidade: 'curiosidade' } }, 'requisicao_invalida'],
      ['/v1/sistema1/52998224725', { token }, 'concessao_ausente'],
    ]
    for (const [path, options, code] of cases) {
      assert.equal((await sistema1.ask('front', 'GET', path, options)).code, code, path)
    }
  })

  test('other methods and paths', async () => {
    const token = await sistema1.tokenFor({ institution: randomId('institution') })
    const wrong = await sistema1.ask('front', 'DELETE', '/v1/sistema1/consultas', { token })
    assert.deepEqual([wrong.status, wrong.code, wrong.headers.allow], [405, 'metodo_nao_permitido', 'POST'])
    const nowhere = await sistema1.ask('front', 'GET', '/v1/sistema1/a/b', { token })
    assert.deepEqual([nowhere.status, nowhere.code], [404, 'rota_desconhecida'])
  })

  test('403 has the same body whether or not the person exists', async () => {
    const token = await sistema1.tokenFor({ institution: randomId('institution') })
    const person = await bench.addPerson([{}])
    const headers = { concessao: randomId('grant') }
    const bodies = []
    for (const cpf of [person.cpf, randomCpf()]) {
      const { status, json } = await sistema1.ask('front', 'GET', `/v1/sistema1/${cpf}`, { token, headers })
      bodies.push({ status, ...json, requisicao: '' })
    }
    assert.deepEqual(bodies[0], bodies[1])
  })
})

describe('the other doors', () => {
  test('sistema2 asks for sums with a token that names the member and itself', async () => {
    const person = await bench.addPerson([{}])
    const institution = randomId('institution')
    const claims = { client_id: 'sistema2', act: { sub: 'sistema2' }, scope: 'sistema1:resumo' }
    const token = await sistema1.tokenFor({ institution }, { claims })
    const answer = await sistema1.ask('sistema2', 'POST', '/interno/resumo', { token, body: { cpf: person.cpf } })
    assert.deepEqual([answer.status, answer.json], [200, { situacao: 'negado' }])
    const own = await sistema1.tokenFor({ institution })
    const refused = await sistema1.ask('sistema2', 'POST', '/interno/resumo', { token: own, body: { cpf: person.cpf } })
    assert.equal(refused.code, 'credencial_invalida')
  })

  test('grants: asked, listed, read, ended', async () => {
    const { analyst, approver, id } = await grantThroughTheDoor(randomCpf())
    const listed = await sistema1.ask('front', 'GET', '/interno/concessoes?limite=5', { token: approver })
    assert.deepEqual(
      (listed.json.itens as { id: string }[]).map((grant) => grant.id),
      [id],
    )
    const read = await sistema1.ask('front', 'GET', `/interno/concessoes/${id}`, { token: approver })
    assert.equal(read.json.solicitante, 'quem@banco.example')
    const ended = await sistema1.ask('front', 'DELETE', `/interno/concessoes/${id}`, { token: approver })
    assert.equal(ended.json.situacao, 'encerrada')
    assert.equal(
      (await sistema1.ask('front', 'GET', '/interno/concessoes/con_x', { token: analyst })).code,
      'recurso_nao_encontrado',
    )
  })

  test('health says what it lacks, and that it lacks nothing', async () => {
    const ready = await sistema1.ask('worker', 'GET', '/health/ready')
    assert.deepEqual(
      [ready.status, ready.json],
      [200, { situacao: 'ok', dependencias: { postgres: 'ok', chaves: 'ok', revogacoes: 'ok' } }],
    )
  })
})
