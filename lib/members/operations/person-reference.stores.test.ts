import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { cpfOfBase, formatCpf } from '#lib/identifiers/cpf.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import { type Bench, createBench } from '../test-bench.ts'

let bench: Bench
before(async () => {
  bench = await createBench()
})
after(() => bench.close())

const cpf = cpfOfBase('999000018')
const code = (expected: ErrorCode) => (error: unknown) => AppError.hasCode(error, expected)

test('a person has one reference within an institution, however the number is written and whoever asks', async () => {
  const [ana, colleague] = [
    await bench.callAs(await bench.addMember('analyst')),
    await bench.callAs(await bench.addMember('analyst')),
  ]
  const { reference } = await bench.services.keepPersonReference(ana, { cpf })
  assert.deepEqual(await bench.services.keepPersonReference(ana, { cpf: ` ${formatCpf(cpf)} ` }), { reference })
  assert.deepEqual(await bench.services.findPersonReference(colleague, { reference }), { cpf })
  const [row] = await bench.inspector.personReference.findMany({ where: { reference } })
  assert.equal(Buffer.from(row?.sealedCpf ?? []).includes(cpf), false)
})

test('two look-ups of one person at the same moment keep one reference', async () => {
  const call = await bench.callAs(await bench.addMember('analyst'))
  const person = cpfOfBase('999000777')
  const kept = await Promise.all([1, 2, 3, 4].map(() => bench.services.keepPersonReference(call, { cpf: person })))
  assert.equal(new Set(kept.map(({ reference }) => reference)).size, 1)
})

test("another institution's reference answers like a missing one", async () => {
  const ana = await bench.callAs(await bench.addMember('analyst'))
  const stranger = await bench.callAs(await bench.addMember('analyst', await bench.addInstitution()))
  const { reference } = await bench.services.keepPersonReference(ana, { cpf })
  assert.equal(await bench.services.findPersonReference(stranger, { reference }), null)
  assert.equal(await bench.services.findPersonReference(ana, { reference: 'pes_0000000000000000000000' }), null)
  const theirs = await bench.services.keepPersonReference(stranger, { cpf })
  assert.notEqual(theirs.reference, reference)
})

test('who looks nobody up has no references; a wrong number is refused by its own code', async () => {
  for (const role of ['admin', 'approver', 'auditor'] as const) {
    const call = await bench.callAs(await bench.addMember(role))
    await assert.rejects(bench.services.keepPersonReference(call, { cpf }), code('escopo_insuficiente'))
    await assert.rejects(bench.services.findPersonReference(call, { reference: 'pes_0' }), code('requisicao_invalida'))
  }
  const ana = await bench.callAs(await bench.addMember('analyst'))
  const keep = (input: unknown) => bench.services.keepPersonReference(ana, input)
  await assert.rejects(keep({ cpf: '99900001825' }), code('cpf_digito'))
  await assert.rejects(keep({ cpf: '11111111111' }), code('cpf_repetido'))
  await assert.rejects(keep({ cpf: '123' }), code('cpf_tamanho'))
  await assert.rejects(keep({ cpf: { $gt: '' } }), code('requisicao_invalida'))
  await assert.rejects(keep({ cpf, nome: 'x' }), code('parametro_desconhecido'))
})
