import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import type { AppError } from '#lib/kernel/app-error.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import type { CandidatePage, DebtFile } from '../schemas.ts'
import { again, type Bench, callAs, grantInput, openBench, surname } from '../test-bench.ts'
import { consult } from './consult.ts'
import { requestGrant } from './request-grant.ts'
import { searchCandidates } from './search-candidates.ts'

let bench: Bench
let search: Awaited<ReturnType<Bench['liveSearch']>>
before(async () => {
  bench = openBench()
  search = await bench.liveSearch({ usos: 100 })
})
after(() => bench.close())

const refusedAs = (code: AppError['code']) => (error: AppError) => error.code === code
const find = (input: object): Promise<CandidatePage> => searchCandidates(bench.context, again(search.asking), input)
const names = async (input: object) => (await find(input)).itens.map(({ nome }) => nome)

describe('candidates by name', () => {
  test('every spelling finds the person: accents, capitals, particles, order, sound; those spelt so come first', async () => {
    const family = surname()
    const asSpelt = await bench.addPerson([], { name: `Luís Antônio de ${family} Sousa`, born_on: '1971-05-02' })
    await bench.addPerson([], { name: `Luiz Antonio ${family} Souza` })
    await bench.addPerson([], { name: `Marta ${family} Souza` })
    for (const nome of [
      `Luís Antônio de ${family} Sousa`,
      `LUIS ANTONIO ${family.toUpperCase()} SOUSA`,
      `sousa ${family} luis`,
      `luís  e  ${family}`,
    ]) {
      const { itens } = await find({ nome })
      assert.deepEqual(
        itens.map((one) => one.nome),
        [`Luís Antônio de ${family} Sousa`, `Luiz Antonio ${family} Souza`],
        nome,
      )
      const [first] = itens
      assert.ok(first)
      assert.deepEqual(
        { ...first, ref: '' },
        {
          ref: '',
          cpf: maskCpf(asSpelt.cpf),
          nome: `Luís Antônio de ${family} Sousa`,
          cidade: 'Recife',
          uf: 'PE',
          ano_nascimento: 1971,
        },
      )
    }
    assert.deepEqual(await names({ nome: `Luiz ${family}` }), [
      `Luiz Antonio ${family} Souza`,
      `Luís Antônio de ${family} Sousa`,
    ])
    assert.deepEqual(await names({ nome: `Luiz Carlos ${family}` }), [], 'all words must be there')
    assert.deepEqual(await names({ nome: `Ninguém ${family}` }), [])
  })

  test('law: a closed file is nobody’s, by name and by address', async () => {
    const family = surname()
    const street = `Rua ${surname()}`
    await bench.addPerson([{}], { name: `Rosa ${family}`, street, fileStatus: 'closed' })
    assert.deepEqual(await names({ nome: `Rosa ${family}` }), [])
    assert.deepEqual(await names({ endereco: { logradouro: street, numero: '120' } }), [])
  })

  test('a name that changed is found by the new one only', async () => {
    const family = surname()
    const person = await bench.addPerson([], { name: `Clara ${family}` })
    await bench.reload(person, { name: `Clara ${family} Pimenta` })
    assert.deepEqual(await names({ nome: `Clara Pimenta ${family}` }), [`Clara ${family} Pimenta`])
    await bench.reload(person, { name: `Clara Pimenta` })
    assert.deepEqual(await names({ nome: `Clara ${family}` }), [])
  })

  test('pages are complete and without doubles, over both ranks, while people come', async () => {
    const family = surname()
    for (const given of ['Luis', 'Luiz', 'Luis', 'Luiz', 'Luis', 'Luys', 'Luiz']) {
      await bench.addPerson([], { name: `${given} ${family}` })
    }
    const seen: string[] = []
    const cpfs: string[] = []
    let cursor: string | null = null
    do {
      const page: CandidatePage = await find({
        nome: `Luis ${family}`,
        limite: 2,
        ...(cursor === null ? {} : { cursor }),
      })
      seen.push(...page.itens.map(({ nome }) => nome.split(' ')[0] ?? ''))
      cpfs.push(...page.itens.map(({ cpf }) => cpf))
      cursor = page.proximo
      await bench.addPerson([], { name: `Luis Outro${surname()}` })
    } while (cursor !== null)
    assert.deepEqual(seen.slice(0, 3), ['Luis', 'Luis', 'Luis'])
    assert.deepEqual(seen.slice(3).toSorted(), ['Luiz', 'Luiz', 'Luiz', 'Luys'])
    assert.equal(new Set(cpfs).size, 7)
  })

  test('a cursor is one caller’s and one question’s', async () => {
    const family = surname()
    for (const given of ['Ana', 'Ana', 'Ana']) await bench.addPerson([], { name: `${given} ${family}` })
    const { proximo } = await find({ nome: `Ana ${family}`, limite: 1 })
    assert.ok(proximo)
    await assert.rejects(find({ nome: `Ana ${family} Lima`, cursor: proximo }), refusedAs('cursor_invalido'))
    const other = await bench.liveSearch()
    const lent = { nome: `Ana ${family}`, cursor: proximo }
    await assert.rejects(searchCandidates(bench.context, other.asking, lent), refusedAs('cursor_invalido'))
  })
})

describe('candidates by address', () => {
  test('type written out or short, particles and accents or not, with its CEP or without', async () => {
    const street = surname()
    await bench.addPerson([], {
      name: 'Rita Prado',
      street: `Avenida do ${street}`,
      number: '45',
      postal_code: '50010120',
    })
    await bench.addPerson([], { name: 'Caio Prado', street: `Av. ${street}`, number: '45', postal_code: '50010999' })
    const asked: [object, string[]][] = [
      [{ logradouro: `Avenida do ${street}`, numero: '45' }, ['Caio Prado', 'Rita Prado']],
      [{ logradouro: `AV ${street.toUpperCase()}`, numero: '045' }, ['Caio Prado', 'Rita Prado']],
      [{ logradouro: `Av. ${street}`, numero: '45', cep: '50010-120' }, ['Rita Prado']],
      [{ logradouro: `Av. ${street}`, numero: '45', cep: '50010000' }, []],
      [{ logradouro: `Rua ${street}`, numero: '45' }, []],
      [{ logradouro: `Av. ${street}`, numero: '46' }, []],
    ]
    for (const [endereco, expected] of asked) {
      assert.deepEqual((await names({ endereco })).toSorted(), expected, JSON.stringify(endereco))
    }
  })
})

describe('a candidate’s reference', () => {
  test('opens the file under a grant over the person, and asks for that grant', async () => {
    const family = surname()
    const person = await bench.addPerson([{ amount_cents: 12_345 }], { name: `Otto ${family}` })
    const [candidate] = (await find({ nome: `Otto ${family}` })).itens
    assert.ok(candidate)
    const { asking, analyst, institution } = search
    // The grant to search opens no file.
    await assert.rejects(consult(bench.context, again(asking), { ref: candidate.ref }), refusedAs('concessao_negada'))

    const { cpf: _, ...terms } = grantInput(person.cpf)
    const grant = await requestGrant(bench.context, again(analyst), { ...terms, ref: candidate.ref })
    assert.deepEqual([grant.escopo, grant.cpf], ['pessoa', maskCpf(person.cpf)])
    await bench.approve(callAs('approver', institution), grant.id)
    const call = { ...again(analyst), grantId: grant.id as never }
    const file = (await consult(bench.context, call, { ref: candidate.ref, ordem: 'valor' })) as DebtFile
    assert.deepEqual([file.nome, file.dividas.total], [`Otto ${family}`, '123.45'])
  })

  test('of another caller, altered or expired is refused, as a way to a file and to a grant, and nothing is recorded', async () => {
    const person = await bench.addPerson()
    const { asking } = await bench.liveGrant(person.cpf)
    const clock = new FakeClock(new Date().toISOString())
    const context = {
      ...bench.context,
      refs: createCandidateRefs(new Redacted('another-key-that-only-tests-hold-0123'), clock),
    }
    const ref = context.refs.seal(person.cpf, asking.actor)
    assert.ok('nome' in (await consult(context, again(asking), { ref })))
    const colleague = { ...callAs('analyst', asking.actor.institutionId), grantId: asking.grantId }
    await assert.rejects(consult(context, colleague, { ref }), refusedAs('referencia_invalida'))
    await assert.rejects(
      consult(context, again(asking), { ref: `${ref.slice(0, -2)}AA` }),
      refusedAs('referencia_invalida'),
    )
    clock.advance({ seconds: 601 })
    const { cpf: _, ...terms } = grantInput(person.cpf)
    await assert.rejects(consult(context, again(asking), { ref }), refusedAs('referencia_invalida'))
    await assert.rejects(requestGrant(context, again(asking), { ...terms, ref }), refusedAs('referencia_invalida'))
    assert.equal((await bench.ledger(person)).length, 1)
  })
})
