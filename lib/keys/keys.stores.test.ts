import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isWellFormedSecret, secretDigest } from '#lib/access/access-key.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { createKeysBench, type KeysBench, PEPPER, WANTED } from './test-bench.ts'

let bench: KeysBench
let admin: Call<Permission>
before(async () => {
  bench = await createKeysBench()
  admin = bench.member()
})
after(() => bench.close())

const code = (expected: ErrorCode) => (error: unknown) => AppError.hasCode(error, expected)
const create = (input: object = {}, call = admin) => bench.services.createKey(call, { ...WANTED, ...input })

describe('a new key', () => {
  test('is shown once, kept as a digest, and on record with who made it', async () => {
    const call = bench.member()
    const { key, secret } = await create({}, call)
    assert.ok(secret !== null && isWellFormedSecret(secret))
    assert.deepEqual([key.status, key.createdBy, key.secrets.length], ['ativa', call.actor.id, 1])
    const rows = await bench.inspector.accessKeySecret.findMany({ where: { accessKeyId: key.id } })
    assert.deepEqual(Buffer.from(rows[0]?.secretHmac ?? []), secretDigest(secret, PEPPER))
    assert.equal(JSON.stringify(await bench.services.findKey(admin, { id: key.id })).includes(secret), false)
    const trail = await bench.trailOf(call)
    assert.deepEqual(
      trail.map(({ event, outcome, memberId, subjects }) => [event, outcome, memberId, subjects]),
      [['key.created', 'done', call.actor.id, [key.id]]],
    )
  })

  test('under one Idempotency-Key is one, and its secret is not shown again', async () => {
    const ask = (input: object) => bench.services.createKey(admin, { ...WANTED, ...input }, 'pedido-1')
    const both = await Promise.all([ask({}), ask({})])
    assert.equal(new Set(both.map(({ key }) => key.id)).size, 1)
    assert.equal(both.filter(({ secret }) => secret !== null).length, 1)
    assert.equal((await ask({})).secret, null)
    await assert.rejects(ask({ nome: 'Outra mesa' }), code('chave_de_idempotencia_reutilizada'))
    // Another's request of the same name is another request.
    const other = await bench.services.createKey(bench.member(), WANTED, 'pedido-1')
    assert.notEqual(other.secret, null)
  })

  test('that opens Base A waits for another administrator', async () => {
    const { key } = await create({ escopos: ['sistema1:consultar', 'concessoes:solicitar'] })
    assert.equal(key.status, 'pendente')
    const approve = (call: Call<Permission>) => bench.services.approveKey(call, { id: key.id })
    await assert.rejects(approve(admin), code('escopo_insuficiente'))
    await assert.rejects(approve(bench.member('approver')), code('escopo_insuficiente'))
    await assert.rejects(approve(bench.key(key.id)), code('escopo_insuficiente'))
    await assert.rejects(bench.services.suspendKey(admin, { id: key.id }), code('conflito'))
    const second = bench.member()
    assert.equal((await approve(second)).key.status, 'ativa')
    await assert.rejects(approve(bench.member()), code('conflito'))
    assert.deepEqual((await bench.trailOf(second)).map(({ event, outcome }) => [event, outcome])[0], [
      'key.approved',
      'done',
    ])
    const refused = await create({ escopos: ['sistema1:consultar'] })
    const { key: ended } = await bench.services.refuseKey(second, { id: refused.key.id })
    assert.deepEqual([ended.status, ended.revokedBecause], ['revogada', 'recusada'])
  })

  test('gets nothing that its institution lacks, nor terms that nobody could mean', async () => {
    const now = bench.clock.now().getTime()
    const rows: [object, ErrorCode][] = [
      [{ nivel: 'corporativo' }, 'requisicao_invalida'],
      [{ escopos: ['sistema1:resumo'] }, 'requisicao_invalida'],
      [{ escopos: [] }, 'requisicao_invalida'],
      [{ escopos: ['fontes:enviar'] }, 'escopo_insuficiente'],
      [{ escopos: ['conta:ler', 'conta:ler'] }, 'requisicao_invalida'],
      [{ finalidades: ['marketing'] }, 'requisicao_invalida'],
      [{ expira_em: new Date(now - 1).toISOString() }, 'intervalo_de_datas'],
      [{ expira_em: new Date(now + 6 * 366 * 86_400_000).toISOString() }, 'intervalo_de_datas'],
      [{ expira_em: 'amanhã' }, 'requisicao_invalida'],
      [{ limite: { limite: 2_000, janela_s: 60 } }, 'requisicao_invalida'],
      [{ limite: { limite: 0, janela_s: 60 } }, 'requisicao_invalida'],
      [{ limite: { limite: 1 } }, 'requisicao_invalida'],
      [{ institutionId: 'ins_x' }, 'parametro_desconhecido'],
      [{ id: { $ne: '' } }, 'parametro_desconhecido'],
    ]
    for (const [input, expected] of rows) {
      await assert.rejects(create(input), code(expected), JSON.stringify(input))
    }
    for (const nome of ['<b>oi</b>', 'x', 'a\u0000b', 'a\nb', 'a\u202eb', 'a'.repeat(81), { contains: '' }]) {
      await assert.rejects(create({ nome }), code('requisicao_invalida'), JSON.stringify(nome))
    }
    for (const entry of ['0.0.0.0/0', '::/0', '::ffff:0:0/96', '10.0.0.0/7', '1.2.3', '1.2.3.4/33', 'localhost', '']) {
      await assert.rejects(create({ ips: [entry] }), code('requisicao_invalida'), entry)
    }
    await assert.rejects(create({ ips: Array(101).fill('192.0.2.1') }), code('requisicao_invalida'))
    const { key } = await create({
      ips: ['192.0.2.1', '192.0.2.1', '2001:db8::/32'],
      limite: { limite: 60, janela_s: 60 },
    })
    assert.deepEqual([key.ips, key.limit], [['192.0.2.1', '2001:db8::/32'], { quota: 60, seconds: 60 }])
  })

  test('of a key holds no more than that key, as it is now', async () => {
    const { key: maker } = await create({ escopos: ['chaves:administrar', 'conta:ler', 'sistema2:score'] })
    // Its token carries only what belongs to Crivo's own paths; what counts is the key.
    const call = bench.key(maker.id)
    assert.equal((await create({ escopos: ['sistema2:score'] }, call)).key.createdBy, maker.id)
    for (const escopos of [['chaves:administrar'], ['sistema2:cadastro'], ['sistema2:score', 'sistema1:consultar']]) {
      await assert.rejects(create({ escopos }, call), code('escopo_insuficiente'))
    }
    await assert.rejects(create({ nivel: 'profissional' }, call), code('requisicao_invalida'))
    await assert.rejects(create({ finalidades: ['venda_a_prazo'] }, call), code('finalidade_nao_permitida'))
    const [record] = await bench.trailOf(call)
    assert.deepEqual([record?.memberId, record?.accessKeyId], [null, maker.id])
  })
})

describe('an institution’s keys', () => {
  test('are its own: another’s id answers like one that isn’t there', async () => {
    const { key } = await create()
    const stranger = bench.member('admin', await bench.addInstitution())
    for (const id of [key.id, key.id.toUpperCase(), `crk_live_${'0'.repeat(22)}`, 'x', '%00']) {
      for (const operation of ['findKey', 'suspendKey', 'resumeKey', 'revokeKey', 'approveKey'] as const) {
        await assert.rejects(bench.services[operation](stranger, { id }), code('recurso_nao_encontrado'))
      }
      const rotated = bench.services.rotateKey(stranger, { id, sobreposicao_dias: 0 })
      await assert.rejects(rotated, code('recurso_nao_encontrado'))
    }
    assert.deepEqual((await bench.services.listKeys(stranger, {})).items, [])
    assert.deepEqual((await bench.services.listKeys(stranger, { cursor: key.id })).items, [])
    assert.equal((await bench.services.findKey(admin, { id: key.id })).key.status, 'ativa')
  })

  test('come in pages, newest first', async () => {
    const own = bench.member('admin', await bench.addInstitution())
    const made: string[] = []
    for (let count = 0; count < 5; count += 1) {
      bench.clock.advance({ seconds: 1 })
      made.unshift((await create({}, own)).key.id)
    }
    const first = await bench.services.listKeys(own, { limite: 3 })
    const second = await bench.services.listKeys(own, { limite: 3, cursor: first.next })
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      made,
    )
    assert.equal(second.next, null)
    await assert.rejects(bench.services.listKeys(own, { cursor: 'crk_x' }), code('cursor_invalido'))
  })

  test('are administrators’ alone, and the refusal is on record', async () => {
    const { key } = await create()
    for (const role of ['analyst', 'approver', 'auditor'] as const) {
      const call = bench.member(role)
      await assert.rejects(create({}, call), code('escopo_insuficiente'))
      await assert.rejects(bench.services.listKeys(call, {}), code('escopo_insuficiente'))
      await assert.rejects(bench.services.revokeKey(call, { id: key.id }), code('escopo_insuficiente'))
      await assert.rejects(bench.services.reportLeak(call, { segredos: ['x'] }), code('escopo_insuficiente'))
      assert.deepEqual(
        (await bench.trailOf(call)).map(({ event, outcome }) => `${event} ${outcome}`),
        ['key.created refused', 'key.leak_reported refused', 'key.revoked refused'],
      )
    }
  })
})
