import { before, describe, test } from 'node:test'
import { readDemo } from '../fixtures/instance.ts'
import { type Ask, ask, expectProblem, keys, people, tokenFor } from './client.ts'

// Every door that looks somebody up, with what its worst senders send. What a CPF or a body may be is judged in
// `identifiers` and `hostile-input`; here is what only some doors take: names, addresses, dates, pages, references.

const PAN = '4111111111111111'
const LONG = 'Rua das Acácias '.repeat(320)
const ABSURD = '0000-00-00'

type Row = [what: string, path: string, body: object | null, status: number, code: string]
type Door = { system: '1' | '2' | '3'; searches: string; way: Ask; search: Ask }

let doors: Door[]
before(async () => {
  const demo = readDemo()
  const bearer = async (scope: string, grant?: string): Promise<Ask> => ({
    bearer: await tokenFor(keys.complete, scope),
    headers: grant === undefined ? {} : { concessao: grant },
  })
  const sistema2 = await bearer('sistema2:score sistema2:cadastro sistema2:listar dividas:resumo')
  doors = [
    {
      ...{ system: '1', searches: 'names and addresses' },
      way: await bearer('sistema1:consultar', demo.grant),
      search: await bearer('sistema1:consultar', demo.search_grant),
    },
    { system: '2', searches: 'names and addresses', way: sistema2, search: sistema2 },
    { system: '3', searches: 'nothing by name', way: { key: keys.complete }, search: { key: keys.complete } },
  ]
})

async function refuse(way: Ask, [what, path, body, status, code]: Row): Promise<void> {
  await test(`${what}: ${code}`, async () => {
    const answer = await ask(path, body === null ? way : { ...way, json: body })
    const problem = expectProblem(answer, status, code)
    for (const secret of [PAN, 'Acácias Acácias']) {
      if (JSON.stringify(problem).includes(secret)) throw new Error('it says again what it was told')
    }
  })
}

const encoded = (text: string) => encodeURIComponent(text)
const at = (system: string, text: string, query = '') => `/v1/sistema${system}/${encoded(text)}${query}`
const post = (system: string) => `/v1/sistema${system}/consultas`

/** Each list takes one to a hundred at a time. */
const pages = (list: string): Row[] =>
  ['0', '-1', '101', '1e9', '1000000000', '', '1.5', '+5', '0x10'].map((limit) => {
    return [`limite ${limit}`, `${list}limite=${encoded(limit)}`, null, 400, 'requisicao_invalida']
  })

/** What holds at each of the three. */
const everywhere = (system: '1' | '2' | '3', cpf: string): Row[] => [
  ['an unknown parameter', at(system, cpf, '?pagina=2'), null, 400, 'parametro_desconhecido'],
  ['a doubled parameter', at(system, cpf, '?por=cpf&por=cpf'), null, 400, 'requisicao_invalida'],
  ['a reading that isn’t offered', at(system, cpf, '?por=telefone'), null, 400, 'requisicao_invalida'],
  ['an unknown member', post(system), { cpf, admin: true }, 400, 'parametro_desconhecido'],
  ['two ways at once', post(system), { cpf, ref: 'ref_x' }, 400, 'requisicao_invalida'],
  ['nobody', post(system), {}, 400, 'requisicao_invalida'],
  ['a card number in the path', at(system, PAN), null, 400, 'cartao_em_lugar_inseguro'],
  ['a card number in the query', at(system, cpf, `?x=${PAN}`), null, 400, 'cartao_em_lugar_inseguro'],
  ['a secret in the query', at(system, cpf, `?chave=${keys.free.secret}`), null, 400, 'credencial_em_lugar_inseguro'],
  ['a reference that nobody made', post(system), { ref: `ref_${'A'.repeat(60)}` }, 400, 'referencia_invalida'],
  ['a reference of 300 letters', post(system), { ref: `ref_${'A'.repeat(296)}` }, 400, 'referencia_invalida'],
  ['an empty reference', post(system), { ref: '' }, 400, 'referencia_invalida'],
]

/** Of systems that find by name and address: candidates, never a file. */
const searching = (system: '1' | '2'): Row[] => [
  ['a name of one word', at(system, 'Silva', '?por=nome'), null, 400, 'nome_invalido'],
  ['a name of one word in the body', post(system), { nome: 'Maria' }, 400, 'nome_invalido'],
  ['a wildcard', post(system), { nome: 'Mar% Silva' }, 400, 'nome_invalido'],
  ['a star', at(system, 'Maria Sil*', '?por=nome'), null, 400, 'nome_invalido'],
  ['a pattern', post(system), { nome: '^Maria .* Silva$' }, 400, 'nome_invalido'],
  ['markup', post(system), { nome: '<b>Maria</b> Silva' }, 400, 'nome_invalido'],
  ['NUL in a name', post(system), { nome: 'Maria\u0000 Silva' }, 400, 'nome_invalido'],
  [
    'an address of 5,000 letters',
    post(system),
    { endereco: { logradouro: LONG, numero: '1' } },
    400,
    'requisicao_invalida',
  ],
  [
    'an address without a number',
    post(system),
    { endereco: { logradouro: 'Rua das Acácias' } },
    400,
    'requisicao_invalida',
  ],
  [
    'a CEP of seven digits',
    post(system),
    { endereco: { logradouro: 'Rua A', numero: '1', cep: '0131010' } },
    400,
    'cep_invalido',
  ],
  [
    'an address with a member more',
    post(system),
    { endereco: { logradouro: 'Rua A', numero: '1', pais: 'BR' } },
    400,
    'parametro_desconhecido',
  ],
  ['a cursor that nobody made', post(system), { nome: 'Maria Silva', cursor: 'AAAA' }, 400, 'cursor_invalido'],
]

/** sistema1: dates and states of debts. */
const debts = (cpf: string): Row[] => [
  ['dates reversed', at('1', cpf, '?divida_de=2026-02-01&divida_ate=2026-01-01'), null, 400, 'intervalo_de_datas'],
  [
    'due dates reversed',
    at('1', cpf, '?vencimento_de=2026-02-01&vencimento_ate=2026-01-01'),
    null,
    400,
    'intervalo_de_datas',
  ],
  ['a date that isn’t', at('1', cpf, '?divida_de=2026-02-30'), null, 400, 'intervalo_de_datas'],
  ['the year zero', at('1', cpf, `?divida_de=${ABSURD}`), null, 400, 'intervalo_de_datas'],
  ['a date with a time', at('1', cpf, '?divida_de=2026-02-01T00:00:00Z'), null, 400, 'requisicao_invalida'],
  ['a state that isn’t', at('1', cpf, '?situacao=inventada'), null, 400, 'requisicao_invalida'],
  ['an order that isn’t offered', at('1', cpf, '?ordem=credor'), null, 400, 'requisicao_invalida'],
  ['a cursor of 4,000 letters', at('1', cpf, `?cursor=${'A'.repeat(4_000)}`), null, 400, 'requisicao_invalida'],
]

/** sistema2's list: orders and ages. */
const ranking: Row[] = [
  ['an order that isn’t offered', '/v1/sistema2?ordem=nome', null, 400, 'requisicao_invalida'],
  ['ages reversed', '/v1/sistema2?ordem=-score&idade_de=60&idade_ate=20', null, 400, 'requisicao_invalida'],
  ['an age of a thousand', '/v1/sistema2?ordem=-score&idade_de=1000', null, 400, 'requisicao_invalida'],
  ['a state that isn’t', '/v1/sistema2?ordem=-score&uf=XX', null, 400, 'requisicao_invalida'],
  ['a cursor of another system', '/v1/sistema2?ordem=-score&cursor=AAAA', null, 400, 'cursor_invalido'],
]

/** sistema3's lists: days, types, bureaus. */
const lists: Row[] = [
  ['a day that isn’t', at('3', '2026-02-30'), null, 400, 'requisicao_invalida'],
  ['the year zero', at('3', ABSURD), null, 400, 'requisicao_invalida'],
  ['a day by force that is a name', at('3', 'ontem', '?por=data'), null, 400, 'requisicao_invalida'],
  ['a type that isn’t', at('3', 'PIXX', '?por=tipo'), null, 400, 'requisicao_invalida'],
  ['a bureau that isn’t one', at('3', 'bur_x', '?por=bureau'), null, 400, 'requisicao_invalida'],
  ['a bureau that nobody knows', at('3', `bur_${'0'.repeat(22)}`), null, 404, 'recurso_nao_encontrado'],
  ['a card token that isn’t one', post('3'), { cartao: 'car_x' }, 400, 'cartao_invalido'],
  ['a card number that doesn’t check', post('3'), { cartao: '4111111111111112' }, 400, 'cartao_invalido'],
  ['a cursor with a list’s name', at('3', 'PIX', '?cursor=AAAA'), null, 400, 'cursor_invalido'],
]

for (const system of ['1', '2', '3'] as const) {
  describe(`sistema${system}`, () => {
    const cpf = system === '1' ? people.indebted : people.plain
    const doorOf = () => doors.find((door) => door.system === system) ?? { way: {}, search: {} }
    test('whoever is asked for', async () => {
      const list = system === '2' ? '/v1/sistema2?ordem=-score&' : at(system, cpf, '?')
      for (const row of [...everywhere(system, cpf), ...pages(list)]) await refuse(doorOf().way, row)
      if (system === '1') for (const row of debts(cpf)) await refuse(doorOf().way, row)
      if (system === '2') for (const row of ranking) await refuse(doorOf().way, row)
      if (system === '3') for (const row of lists) await refuse(doorOf().way, row)
    })
    if (system === '3') return
    test('whoever is searched for', async () => {
      for (const row of searching(system)) await refuse(doorOf().search, row)
    })
  })
}
