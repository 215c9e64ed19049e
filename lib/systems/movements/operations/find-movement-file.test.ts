import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { InquiryLedger } from '#lib/audit/inquiry-ledger.ts'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createMemoryHolderStore, createMemoryPortfolioStore } from '../store.memory.ts'
import type { HolderStore } from '../store.ts'
import { AURORA, aHolder, BOREAL, CARD, CARD_NUMBER, KEY_ID, PEOPLE } from '../test-people.ts'
import { findMovementFile } from './find-movement-file.ts'

function aBench(over: { ledger?: InquiryLedger } = {}) {
  const clock = new FakeClock()
  const live = createMemoryHolderStore(new Map([[PEOPLE.plain, aHolder(clock.now())]]))
  const secretsRead: string[] = []
  const holders: HolderStore = {
    ...live,
    listMovements: (...args) => {
      secretsRead.push('movements')
      return live.listMovements(...args)
    },
    findLastPurchase: (cpf) => {
      secretsRead.push('purchase')
      return live.findLastPurchase(cpf)
    },
  }
  const ledger = createMemoryInquiryLedger()
  const met: string[] = []
  const errors: unknown[] = []
  const context = {
    holders,
    portfolio: createMemoryPortfolioStore(new Map()),
    refs: createCandidateRefs(new Redacted('r'.repeat(40)), clock),
    ledger: over.ledger ?? ledger,
    cursors: createCursorCodec(new Redacted('c'.repeat(40))),
    clock,
    newId: randomId,
    logger: { error: (line: unknown) => void errors.push(line) },
    meetPerson: (cpf: string) => void met.push(cpf),
  }
  return { clock, context, ledger, met, errors, secretsRead }
}

function aCall(institutionId = AURORA, permissions: readonly Permission[] = ['sistema3:consultar']): Call<Permission> {
  const actor = { kind: 'key', id: KEY_ID, institutionId, label: KEY_ID } as const
  return {
    requestId: randomId('request'),
    actor: { ...actor, permissions: new Set(permissions), purposes: ['analise_de_credito'] },
    ip: '203.0.113.9',
    purpose: 'analise_de_credito',
    relationship: null,
    grantId: null,
  }
}
const input = { cpf: PEOPLE.plain }
const refusedWith = (code: string) => (error: unknown) => AppError.is(error) && error.code === code

test('without the permission nothing is read, nobody is met, and the attempt is on record', async () => {
  const { context, ledger, met, secretsRead } = aBench()
  await assert.rejects(findMovementFile(context, aCall(AURORA, []), input), refusedWith('escopo_insuficiente'))
  assert.deepEqual([met, secretsRead], [[], []])
  assert.partialDeepStrictEqual(ledger.rows, [
    { outcome: 'refused', code: 'escopo_insuficiente', subject: PEOPLE.plain },
  ])
})

test('a purpose that isn’t the caller’s is refused and on record', async () => {
  const { context, ledger } = aBench()
  const call: Call<Permission> = { ...aCall(), purpose: 'venda_a_prazo' }
  await assert.rejects(findMovementFile(context, call, input), refusedWith('finalidade_nao_permitida'))
  assert.partialDeepStrictEqual(ledger.rows, [{ outcome: 'refused', code: 'finalidade_nao_permitida' }])
})

test('without a live consent to the caller’s institution the secrets aren’t even read', async () => {
  const { context, secretsRead, ledger } = aBench()
  const view = await findMovementFile(context, aCall(BOREAL), input)
  assert.deepEqual(view.movements, { kind: 'not_authorized' })
  assert.deepEqual(view.lastPurchase, { kind: 'not_authorized' })
  assert.deepEqual(secretsRead, [])
  assert.equal(view.bureauInquiries.in90Days, 2)
  assert.deepEqual(ledger.rows[0]?.details, { classes: ['INQUIRY_LOG'] })
})

test('a consent that runs out takes the secrets away at its very instant', async () => {
  const { context, clock, secretsRead } = aBench()
  clock.advance({ hours: 1_000, milliseconds: -1 })
  assert.equal((await findMovementFile(context, aCall(), input)).movements.kind, 'shown')
  clock.advance({ milliseconds: 1 })
  secretsRead.length = 0
  assert.equal((await findMovementFile(context, aCall(), input)).movements.kind, 'not_authorized')
  assert.deepEqual(secretsRead, [])
})

test('each look-up leaves one row with who, where, why and what, found or not', async () => {
  const { context, ledger, clock, met } = aBench()
  await findMovementFile(context, aCall(), input)
  await assert.rejects(
    findMovementFile(context, aCall(), { cpf: PEOPLE.unknown }),
    refusedWith('pessoa_nao_encontrada'),
  )
  assert.equal(ledger.rows.length, 2)
  assert.partialDeepStrictEqual(ledger.rows[0], {
    event: 'movements.consulted',
    at: clock.now(),
    subject: PEOPLE.plain,
    outcome: 'answered',
    code: null,
    call: { ip: '203.0.113.9', purpose: 'analise_de_credito', actor: { kind: 'key', id: KEY_ID, label: KEY_ID } },
    details: { classes: ['INQUIRY_LOG', 'BANK_SECRECY'] },
  })
  assert.partialDeepStrictEqual(ledger.rows[1], { subject: PEOPLE.unknown, outcome: 'not_found' })
  assert.deepEqual(met, [PEOPLE.plain, PEOPLE.unknown])
})

test('the inquiry before this one is shown; who and where only to the institution that made it', async () => {
  const { context, clock } = aBench()
  assert.equal((await findMovementFile(context, aCall(BOREAL), input)).lastInquiry, null)
  const at = clock.now()
  clock.advance({ minutes: 1 })
  const mine = await findMovementFile(context, aCall(AURORA), input)
  assert.deepEqual(mine.lastInquiry, { at, ip: null, label: null })
  clock.advance({ minutes: 1 })
  const again = await findMovementFile(context, aCall(AURORA), input)
  assert.partialDeepStrictEqual(again.lastInquiry, { ip: '203.0.113.9', label: KEY_ID })
})

test('attempts that showed nothing are no inquiry before this one', async () => {
  const { context } = aBench()
  await assert.rejects(findMovementFile(context, aCall(AURORA, []), input))
  assert.equal((await findMovementFile(context, aCall(), input)).lastInquiry, null)
})

test('a ledger that can’t be written gives no answer, neither for a person nor for nobody', async () => {
  const down: InquiryLedger = { append: () => Promise.reject(new Error('down')), findLast: async () => null }
  const { context, errors } = aBench({ ledger: down })
  await assert.rejects(findMovementFile(context, aCall(), input), refusedWith('auditoria_indisponivel'))
  await assert.rejects(
    findMovementFile(context, aCall(), { cpf: PEOPLE.unknown }),
    refusedWith('auditoria_indisponivel'),
  )
  await assert.rejects(findMovementFile(context, aCall(AURORA, []), input), refusedWith('escopo_insuficiente'))
  assert.partialDeepStrictEqual(errors, [{ event: 'ledger.denial_lost' }])
})

test('a cursor that was altered is refused before anything is recorded', async () => {
  const { context, ledger, met } = aBench()
  await assert.rejects(
    findMovementFile(context, aCall(), { ...input, cursor: 'e30.e30' }),
    refusedWith('cursor_invalido'),
  )
  assert.deepEqual([ledger.rows.length, met.length], [0, 0])
})

test('a card opens its holder’s file, who is on record by CPF; the number itself is nowhere', async () => {
  const { context, ledger, met } = aBench()
  for (const cartao of [CARD.token, CARD_NUMBER, '4111 1111 1111 1111']) {
    assert.equal((await findMovementFile(context, aCall(), { cartao })).cpf, PEOPLE.plain)
  }
  assert.deepEqual([...new Set(ledger.rows.map(({ subject }) => subject))], [PEOPLE.plain])
  assert.deepEqual([...new Set(met)], [PEOPLE.plain])
  assert.doesNotMatch(JSON.stringify(ledger.rows), /4111/)
})

test('a card that nobody has counts as a person asked for, each number as another, and is on record', async () => {
  const { context, ledger, met } = aBench()
  const unknown = [`car_${'z'.repeat(22)}`, '5555555555554444', '4000000000004444'.replace(/....$/, '0002')]
  for (const cartao of unknown) {
    await assert.rejects(findMovementFile(context, aCall(), { cartao }), refusedWith('pessoa_nao_encontrada'))
  }
  assert.equal(new Set(met).size, 3)
  assert.deepEqual(
    ledger.rows.map(({ subject, outcome }) => [subject, outcome]),
    [
      [unknown[0], 'not_found'],
      ['cartao:final-4444', 'not_found'],
      ['cartao:final-0002', 'not_found'],
    ],
  )
  assert.doesNotMatch(JSON.stringify([ledger.rows, met]), /555555|400000/)
})

test('of whom is said once and no more', async () => {
  const { context } = aBench()
  for (const wrong of [{}, { cpf: PEOPLE.plain, cartao: CARD.token }]) {
    await assert.rejects(findMovementFile(context, aCall(), wrong), refusedWith('requisicao_invalida'))
  }
  await assert.rejects(
    findMovementFile(context, aCall(), { cartao: '4111111111111112' }),
    refusedWith('cartao_invalido'),
  )
})
