import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError, type ErrorCode } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { statusAt } from './key.ts'
import { createKeysBench, type KeysBench, WANTED } from './test-bench.ts'

let bench: KeysBench
let admin: Call<Permission>
before(async () => {
  bench = await createKeysBench()
  admin = bench.member()
})
after(() => bench.close())

const code = (expected: ErrorCode) => (error: unknown) => AppError.hasCode(error, expected)
const create = (input: object = {}, call = admin) => bench.services.createKey(call, { ...WANTED, ...input })
const denialOf = (subject: string) => bench.inspector.tokenDenial.findFirst({ where: { kind: 'key', subject } })
const rotate = (id: string, days: number, more: object = {}, call = admin) =>
  bench.services.rotateKey(call, { id, sobreposicao_dias: days, ...more })

describe('suspending and revoking', () => {
  test('a suspended key comes back, a revoked one never; tokens end with both', async () => {
    const { key } = await create()
    const id = { id: key.id }
    assert.equal((await bench.services.suspendKey(admin, id)).key.status, 'suspensa')
    assert.equal((await bench.services.suspendKey(admin, id)).key.status, 'suspensa')
    assert.ok(await denialOf(key.id))
    assert.equal((await bench.services.resumeKey(admin, id)).key.status, 'ativa')
    const { key: revoked } = await bench.services.revokeKey(admin, { ...id, motivo: 'comprometida' })
    assert.deepEqual([revoked.status, revoked.revokedBecause], ['revogada', 'comprometida'])
    const again = await bench.services.revokeKey(admin, { ...id, motivo: 'outro' })
    assert.equal(again.key.revokedBecause, 'comprometida')
    for (const operation of ['suspendKey', 'resumeKey', 'approveKey'] as const) {
      await assert.rejects(bench.services[operation](bench.member(), id), code('conflito'))
    }
    await assert.rejects(rotate(key.id, 0), code('conflito'))
    const revive = bench.inspector.accessKey.update({ where: id, data: { status: 'ativa' } })
    await assert.rejects(revive, /stays revoked/)
    await assert.rejects(bench.services.revokeKey(admin, { ...id, motivo: '<script>' }), code('requisicao_invalida'))
  })

  test('a key that is over by time says so, and is neither suspended nor resumed', async () => {
    const expira_em = new Date(bench.clock.now().getTime() + 60_000).toISOString()
    const { key } = await create({ expira_em })
    bench.clock.advance({ minutes: 1 })
    const { key: found, at } = await bench.services.findKey(admin, { id: key.id })
    assert.equal(statusAt(found, at), 'expirada')
    await assert.rejects(bench.services.suspendKey(admin, { id: key.id }), code('conflito'))
    await assert.rejects(bench.services.resumeKey(admin, { id: key.id }), code('conflito'))
  })
})

describe('rotating', () => {
  test('keeps the terms, gives a new secret, and lets the old one go on for the overlap', async () => {
    const { key, secret } = await create()
    bench.clock.advance({ seconds: 1 })
    const rotated = await rotate(key.id, 7)
    assert.notEqual(rotated.secret, secret)
    const [newest, old] = rotated.key.secrets
    assert.deepEqual([newest?.last4, newest?.expiresAt], [rotated.secret?.slice(-4), null])
    assert.equal(old?.expiresAt?.getTime(), bench.clock.now().getTime() + 7 * 86_400_000)
    assert.equal(await denialOf(key.id), null)

    bench.clock.advance({ seconds: 1 })
    const third = await rotate(key.id, 30)
    assert.deepEqual(
      third.key.secrets.map(({ last4 }) => last4),
      [third.secret?.slice(-4), rotated.secret?.slice(-4)],
    )
  })

  test('without overlap ends the old secret and every token at once', async () => {
    const { key } = await create()
    bench.clock.advance({ seconds: 1 })
    assert.equal((await rotate(key.id, 0)).key.secrets.length, 1)
    assert.ok(await denialOf(key.id))
  })

  test('narrows scopes and never widens them; days and repeats are judged', async () => {
    const { key } = await create({ escopos: ['sistema2:score', 'sistema2:cadastro'] })
    bench.clock.advance({ seconds: 1 })
    const { key: narrow } = await rotate(key.id, 1, { escopos: ['sistema2:score'] })
    assert.deepEqual(narrow.scopes, ['sistema2:score'])
    assert.ok(await denialOf(key.id))
    await assert.rejects(rotate(key.id, 1, { escopos: ['sistema2:cadastro'] }), code('requisicao_invalida'))
    for (const days of [-1, 31, 1.5]) await assert.rejects(rotate(key.id, days), code('requisicao_invalida'))

    const once = (days: number) => bench.services.rotateKey(admin, { id: key.id, sobreposicao_dias: days }, 'rotacao-1')
    bench.clock.advance({ seconds: 1 })
    const first = await once(2)
    const repeat = await once(2)
    assert.notEqual(first.secret, null)
    assert.deepEqual([repeat.secret, repeat.key.secrets], [null, first.key.secrets])
    await assert.rejects(once(3), code('chave_de_idempotencia_reutilizada'))
  })

  test('a key rotates itself and what it could have made, not what reaches further', async () => {
    const { key: maker } = await create({ escopos: ['chaves:administrar', 'sistema2:score'] })
    const { key: other } = await create({ escopos: ['sistema2:score', 'sistema2:cadastro'] })
    const { key: own } = await create({ escopos: ['sistema2:score'] })
    bench.clock.advance({ seconds: 1 })
    const call = () => bench.key(maker.id)
    assert.notEqual((await rotate(maker.id, 1, {}, call())).secret, null)
    assert.notEqual((await rotate(own.id, 1, {}, call())).secret, null)
    await assert.rejects(rotate(other.id, 1, {}, call()), code('escopo_insuficiente'))
  })
})

test('a secret whose overlap is over is a secret no more', async () => {
  const own = await createKeysBench()
  try {
    const call = own.member()
    const { key } = await own.services.createKey(call, WANTED)
    own.clock.advance({ seconds: 1 })
    await own.services.rotateKey(call, { id: key.id, sobreposicao_dias: 30 })
    own.clock.advance({ days: 30 })
    assert.equal((await own.services.findKey(call, { id: key.id })).key.secrets.length, 1)
  } finally {
    await own.close()
  }
})

describe('a leaked secret', () => {
  test('stops its key, whoever reports it, and the answer tells nothing', async () => {
    const { key, secret } = await create()
    const { key: trial, secret: trialSecret } = await create({ ambiente: 'test' })
    const { key: bystander } = await create()
    const stranger = bench.member('admin', await bench.addInstitution())
    const report = (segredos: unknown[]) => bench.services.reportLeak(stranger, { segredos })
    assert.deepEqual(await report([secret, trialSecret, 'nothing', secret]), { received: 4 })
    assert.deepEqual(await report(['crs_live_x']), { received: 1 })

    const statusOf = async (id: string) => (await bench.services.findKey(admin, { id })).key
    assert.equal((await statusOf(key.id)).status, 'suspensa')
    assert.deepEqual(
      [(await statusOf(trial.id)).status, (await statusOf(trial.id)).revokedBecause],
      ['revogada', 'vazada'],
    )
    assert.equal((await statusOf(bystander.id)).status, 'ativa')
    const events = await bench.inspector.portalEvent.findMany({
      where: { event: 'key.leaked', subjects: { has: key.id } },
    })
    assert.deepEqual(
      events.map(({ institutionId }) => institutionId),
      [bench.institutionId],
    )

    await assert.rejects(bench.services.resumeKey(admin, { id: key.id }), code('conflito'))
    await assert.rejects(rotate(key.id, 5), code('requisicao_invalida'))
    bench.clock.advance({ seconds: 1 })
    await rotate(key.id, 0)
    assert.equal((await bench.services.resumeKey(admin, { id: key.id })).key.status, 'ativa')
    // The old secret opens nothing any more, so finding it again stops nothing.
    await report([secret])
    assert.equal((await statusOf(key.id)).status, 'ativa')
    await assert.rejects(report([]), code('requisicao_invalida'))
    await assert.rejects(report(Array(101).fill('x')), code('requisicao_invalida'))
  })
})
