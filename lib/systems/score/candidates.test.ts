import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { type Cpf, cpfOfBase } from '#lib/identifiers/cpf.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import type { Person } from './person.ts'
import { CandidatesSchema, ScoreFileSchema } from './schemas.ts'
import { createMemoryPeopleStore } from './store.memory.ts'
import { anApp } from './test-bench.ts'
import { aPerson } from './test-people.ts'

const now = new FakeClock().now()
const cpfOf = (serial: number) => cpfOfBase(String(999_400_000 + serial))

async function aService(names: readonly (string | Partial<Person>)[]) {
  const rows = names.map((over, serial): [Cpf, Person] => [
    cpfOf(serial),
    { ...aPerson(now), ...(typeof over === 'string' ? { name: over } : over) },
  ])
  const ledger = createMemoryInquiryLedger()
  const app = await anApp({ people: createMemoryPeopleStore(new Map(rows)), ledger })
  const code = async (response: Promise<Response>) => ((await (await response).json()) as { codigo: string }).codigo
  const page = async (response: Promise<Response>) => {
    const answer = await response
    assert.equal(answer.status, 200, await answer.clone().text())
    return CandidatesSchema.strict().parse(await answer.json())
  }
  return { ...app, ledger, code, page }
}
const path = (text: string, query = '') => encodeURIComponent(text) + query

test('a name or an address gives candidates and never a file, by path and by body alike', async () => {
  const { get, post, aToken, page } = await aService(['Luiz de Souza', 'Ana Lima'])
  const token = await aToken('sistema2:score')
  const [byName] = (await page(get(path('LUIS SOUSA'), token))).itens
  const { ref, ...shown } = byName ?? {}
  assert.match(ref ?? '', /^ref_/)
  assert.deepEqual(shown, {
    cpf: `***.${cpfOf(0).slice(3, 6)}.${cpfOf(0).slice(6, 9)}-**`,
    nome: 'Luiz de Souza',
    cidade: 'Recife',
    uf: 'PE',
    ano_nascimento: 1985,
  })
  const identified = await aToken('sistema2:cadastro sistema2:identificar')
  assert.match((await page(post({ nome: 'Luís Souza' }, identified))).itens[0]?.cpf ?? '', /^\*/)
  for (const answer of [
    get(path('Rua das Acácias, 120'), token),
    get(path('Rua das Acácias, 120', '?por=endereco'), token),
    post({ endereco: { logradouro: 'R. Acacias', numero: '120', cep: '50010-120' } }, token),
  ]) {
    assert.equal((await page(answer)).itens.length, 2)
  }
  assert.deepEqual(await page(get(path('Ninguém de Tal'), token)), { itens: [], proximo: null })
})

test('a candidate’s reference opens the file for whom searched, for ten minutes, by path and by body', async () => {
  const { get, post, aToken, aKeyToken, page, code, clock } = await aService(['Luiz de Souza'])
  const token = await aToken('sistema2:cadastro')
  const [candidate] = (await page(get(path('Luis Souza'), token))).itens
  const ref = candidate?.ref ?? ''
  for (const answer of [await get(ref, token), await get(`${ref}?por=cpf`, token), await post({ ref }, token)]) {
    assert.equal(ScoreFileSchema.parse(await answer.json()).nome, 'Luiz de Souza')
  }
  const another = await aToken('sistema2:cadastro', { claims: { sub: `mem_${'n'.repeat(22)}` } })
  const forged = `${ref.slice(0, -1)}${ref.endsWith('A') ? 'B' : 'A'}`
  assert.equal(await code(post({ ref }, another)), 'referencia_invalida')
  assert.equal(await code(get(ref, await aKeyToken('sistema2:cadastro'))), 'referencia_invalida')
  assert.equal(await code(get(forged, token)), 'referencia_invalida')
  clock.advance({ minutes: 10 })
  assert.equal(await code(get(ref, await aToken('sistema2:cadastro'))), 'referencia_invalida')
})

test('pages hold twenty at most; a cursor is its caller’s and its search’s alone', async () => {
  const { get, post, aToken, page, code } = await aService(Array.from({ length: 45 }, () => 'Ana Souza'))
  const token = await aToken('sistema2:cadastro')
  const met = new Set<string>()
  let cursor = ''
  for (const length of [20, 20, 5]) {
    const answer = await page(get(path('Ana Sousa', `?limite=100${cursor && `&cursor=${cursor}`}`), token))
    assert.equal(answer.itens.length, length)
    for (const { cpf } of answer.itens) met.add(cpf)
    cursor = answer.proximo ?? ''
  }
  assert.equal(met.size, 45)
  assert.equal(cursor, '')
  const { proximo } = await page(post({ nome: 'Ana Sousa', limite: 5 }, token))
  const moved = `?cursor=${proximo}`
  assert.equal((await page(get(path('Ana Sousa', moved), token))).itens.length, 20)
  const another = await aToken('sistema2:cadastro', { claims: { sub: `mem_${'n'.repeat(22)}` } })
  assert.equal(await code(get(path('Ana Sousa', moved), another)), 'cursor_invalido')
  for (const text of ['Ana Souza', 'Ana Lima', 'Rua das Acácias, 120'])
    assert.equal(await code(get(path(text, moved), token)), 'cursor_invalido', text)
})

test('each search and each candidate shown is on record, and no candidate’s last inquiry', async () => {
  const { get, post, aToken, ledger } = await aService(['Luiz Souza', 'Luís Sousa'])
  const token = await aToken('sistema2:cadastro')
  await post({ nome: 'Luis Souza' }, token, { Finalidade: 'venda_a_prazo' })
  assert.deepEqual(
    ledger.rows.map(({ event, subject, outcome, call }) => [event, subject, outcome, call.purpose]),
    ['nome|LUIS SOUSA', cpfOf(0), cpfOf(1)].map((each) => ['score.searched', each, 'candidate', 'venda_a_prazo']),
  )
  await get(path('Ninguém de Tal'), token)
  assert.partialDeepStrictEqual(ledger.rows.at(-1), { subject: 'nome|NINGUEM TAL', outcome: 'candidate' })
  assert.equal(ScoreFileSchema.parse(await (await get(cpfOf(0), token)).json()).ultima_consulta, null)
  await get(path('Luis Souza'), await aToken('dividas:resumo'))
  assert.partialDeepStrictEqual(ledger.rows.at(-1), { subject: 'nome|LUIS SOUSA', code: 'escopo_insuficiente' })
})

test('candidates count among the people of a day, closed files are never among them', async () => {
  const { get, aKeyToken, page, code, clock } = await aService([
    ...Array.from({ length: 201 }, () => 'Ana Souza'),
    { name: 'Rui Barbosa Lima', closed: true },
  ])
  const scope = 'sistema2:cadastro'
  assert.deepEqual((await page(get(path('Rui Barbosa'), await aKeyToken(scope)))).itens, [])
  let cursor = ''
  for (let n = 0; n < 10; n++) {
    clock.advance({ seconds: 1 })
    cursor = `?cursor=${(await page(get(path('Ana Souza', cursor), await aKeyToken(scope)))).proximo}`
  }
  clock.advance({ seconds: 1 })
  assert.equal(await code(get(path('Ana Souza', cursor), await aKeyToken(scope))), 'pessoas_demais')
})

test('bad searches get their codes, and leave no trace of themselves', async () => {
  const { get, post, aToken, code, ledger, lines, clock } = await aService(['Luiz Souza'])
  const token = await aToken()
  const paths: [string, string][] = [
    [path('Souza', '?por=nome'), 'nome_invalido'],
    [path('Luiz da'), 'nome_invalido'],
    [path('Lui* Souza'), 'nome_invalido'],
    [path('Luiz% Souza'), 'nome_invalido'],
    [path('.* .*', '?por=nome'), 'nome_invalido'],
    [path('PIX'), 'nome_invalido'],
    [path(`Rua ${'a'.repeat(5_000)}, 1`), 'requisicao_invalida'],
    [path('Rua das Acácias'), 'requisicao_invalida'],
    [path('Rua das Acácias, 120, 123'), 'cep_invalido'],
    [path('Rua das Acácias, 120, 50010120, Recife'), 'requisicao_invalida'],
    [path('Luiz Souza', '?por=cpf'), 'cpf_formato'],
    [path('Luiz Souza', '?por=cartao'), 'requisicao_invalida'],
    [path('Luiz Souza', '?uf=SP'), 'parametro_desconhecido'],
    [path('Luiz Souza', '?cursor=x'), 'cursor_invalido'],
    ...['0', '-1', '101', '1e9', '1000000000', 'x', ''].map((limite): [string, string] => [
      path('Luiz Souza', `?limite=${limite}`),
      'requisicao_invalida',
    ]),
    [`${cpfOf(0)}?limite=5`, 'parametro_desconhecido'],
    ['ref_x', 'referencia_invalida'],
  ]
  for (const [text, expected] of paths) {
    clock.advance({ milliseconds: 100 })
    assert.equal(await code(get(text, token)), expected, text.slice(0, 80))
  }
  clock.advance({ seconds: 1 })
  const bodies: [unknown, string][] = [
    [{ nome: 'Souza' }, 'nome_invalido'],
    [{ nome: { $gt: '' } }, 'requisicao_invalida'],
    [{ nome: 'Luiz Souza', cpf: cpfOf(0) }, 'requisicao_invalida'],
    [{ ref: 'ref_x', cpf: cpfOf(0) }, 'requisicao_invalida'],
    [{ ref: 'ref_x' }, 'referencia_invalida'],
    [{ ref: 1 }, 'requisicao_invalida'],
    [{ cpf: cpfOf(0), limite: 5 }, 'parametro_desconhecido'],
    [{ cartao: 'car_x' }, 'parametro_desconhecido'],
    [{ endereco: 'Rua das Acácias, 120' }, 'requisicao_invalida'],
    [{ endereco: { logradouro: 'Rua das Acácias', numero: '120', uf: 'PE' } }, 'parametro_desconhecido'],
    [{ endereco: { logradouro: 'a'.repeat(5_000), numero: '1' } }, 'requisicao_invalida'],
    [{ nome: 'Luiz Souza', limite: '5' }, 'requisicao_invalida'],
  ]
  for (const [body, expected] of bodies)
    assert.equal(await code(post(body, token)), expected, JSON.stringify(body).slice(0, 80))
  assert.equal(ledger.rows.length, 0)
  assert.doesNotMatch(lines.join('\n'), /Souza|Acácias|ref_/)
})
