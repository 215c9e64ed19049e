import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { InquiryLedger } from '#lib/audit/inquiry-ledger.ts'
import { createMemoryInquiryLedger } from '#lib/audit/store.memory.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { addDays, civilDateOf } from '#lib/kernel/clock.ts'
import { randomId } from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { DEBTS_TIMEOUT_MS, type DebtsAnswer, type DebtsPort, type DebtsQuestion } from '../debts-port.ts'
import type { Person } from '../person.ts'
import { createMemoryPortfolioStore } from '../store.memory.portfolio.ts'
import { createMemoryPeopleStore } from '../store.memory.ts'
import { AURORA, aPerson, BOREAL, KEY_ID, noDebts, PEOPLE, summaryOf } from '../test-people.ts'
import { findScoreFile } from './find-score-file.ts'

const ALL: readonly Permission[] = ['sistema2:score', 'sistema2:cadastro', 'dividas:resumo']
const now = new FakeClock().now()
const today = civilDateOf(now)
const twoDebts = summaryOf(
  [
    { amountCents: 123_450, dueOn: addDays(today, -400) },
    { amountCents: 70_000, dueOn: addDays(today, -40) },
  ],
  now,
)

function aBench(
  over: {
    person?: Partial<Person>
    answer?: DebtsAnswer
    debts?: Pick<DebtsPort, 'summarize'>
    ledger?: InquiryLedger
  } = {},
) {
  const clock = new FakeClock()
  const asked: string[] = []
  const people = createMemoryPeopleStore(
    new Map([
      [PEOPLE.plain, { ...aPerson(now), ...over.person }],
      [PEOPLE.closed, { ...aPerson(now), closed: true }],
    ]),
  )
  const one = over.debts ?? {
    async summarize({ cpf }: DebtsQuestion): Promise<DebtsAnswer> {
      asked.push(cpf)
      return over.answer ?? { kind: 'permitted', summary: twoDebts }
    },
  }
  const never = () => Promise.reject(new Error('only one person is asked for'))
  const debts: DebtsPort = { ...one, summarizeMany: never, rank: never }
  const ledger = createMemoryInquiryLedger()
  const logger = { error: () => undefined }
  return {
    asked,
    clock,
    ledger,
    context: {
      people,
      debts,
      meetPerson() {},
      cursors: createCursorCodec(new Redacted('a secret of these tests alone')),
      portfolio: createMemoryPortfolioStore([]),
      consents: { isFresh: () => true },
      refs: { seal: () => 'ref_x' },
      ledger: over.ledger ?? ledger,
      clock,
      newId: randomId,
      logger,
    },
  }
}

function aCall(permissions = ALL, over: Partial<Call<Permission>> = {}): Call<Permission> {
  return {
    requestId: randomId('request'),
    actor: {
      kind: 'key',
      id: KEY_ID,
      institutionId: AURORA,
      label: KEY_ID,
      permissions: new Set(permissions),
      purposes: ['analise_de_credito'],
    },
    ip: '203.0.113.9',
    purpose: 'analise_de_credito',
    relationship: null,
    grantId: null,
    ...over,
  }
}
const input = { cpf: PEOPLE.plain }
const refusedWith = (code: string) => (error: unknown) => AppError.is(error) && error.code === code

test('without score or registration permission nobody is looked up, not even with debts’ own', async () => {
  for (const permissions of [[], ['dividas:resumo'], ['sistema2:identificar']] as const) {
    const { context, ledger, asked } = aBench()
    await assert.rejects(findScoreFile(context, aCall(permissions), input), refusedWith('escopo_insuficiente'))
    assert.partialDeepStrictEqual(ledger.rows, [{ outcome: 'refused', code: 'escopo_insuficiente' }])
    assert.deepEqual(asked, [])
  }
})

test('each permission opens its own blocks and no other', async () => {
  const kinds = async (permissions: readonly Permission[]) => {
    const { context, asked } = aBench()
    const { address, assets, income, score, debts, identified } = await findScoreFile(
      context,
      aCall(permissions),
      input,
    )
    const blocks = [address, assets, income, score, debts].map(({ kind }) => kind)
    return [blocks.map((kind) => (kind === 'shown' ? 'x' : '-')).join(''), identified, asked.length]
  }
  assert.deepEqual(await kinds(['sistema2:score']), ['---x-', false, 1])
  assert.deepEqual(await kinds(['sistema2:cadastro']), ['xxx--', false, 0])
  assert.deepEqual(await kinds(['sistema2:cadastro', 'dividas:resumo']), ['xxx-x', false, 1])
  assert.deepEqual(await kinds(['sistema2:score', 'sistema2:identificar']), ['---x-', true, 1])
  assert.deepEqual(await kinds(ALL), ['xxxxx', false, 1])
})

test('debts that are denied or unavailable give no score and no sum, each with its own reason', async () => {
  const answers = { denied: 'dividas_negadas', unavailable: 'dividas_indisponiveis' } as const
  for (const kind of ['denied', 'unavailable'] as const) {
    const { context } = aBench({ answer: { kind } })
    const view = await findScoreFile(context, aCall(), input)
    assert.deepEqual(view.debts, { kind })
    assert.deepEqual(view.score, { kind: 'shown', value: { kind: 'none', reason: answers[kind] } })
  }
})

test('an adapter that rejects is "unavailable", not a failure and not "no debts"', async () => {
  const { context } = aBench({ debts: { summarize: () => Promise.reject(new Error('reset')) } })
  assert.deepEqual((await findScoreFile(context, aCall(), input)).debts, { kind: 'unavailable' })
})

test('an adapter that never answers is "unavailable" when its time is up', async () => {
  const timeout = Promise.withResolvers<void>()
  const controller = new AbortController()
  mock.method(AbortSignal, 'timeout', (ms: number) => {
    assert.equal(ms, DEBTS_TIMEOUT_MS)
    timeout.resolve()
    return controller.signal
  })
  try {
    const { context } = aBench({ debts: { summarize: () => Promise.withResolvers<DebtsAnswer>().promise } })
    const pending = findScoreFile(context, aCall(), input)
    await timeout.promise
    controller.abort()
    assert.deepEqual((await pending).debts, { kind: 'unavailable' })
  } finally {
    mock.restoreAll()
  }
})

test('no debts is an answer of its own, and scores higher than debts', async () => {
  const scoreWith = async (summary: typeof twoDebts) => {
    const { context } = aBench({ answer: { kind: 'permitted', summary } })
    const { score } = await findScoreFile(context, aCall(), input)
    assert.ok(score.kind === 'shown' && score.value.kind === 'scored')
    return score.value.result.value
  }
  assert.ok((await scoreWith(noDebts(now))) > (await scoreWith(twoDebts)))
})

test('a locked score is honoured at once: nothing is computed and Base A isn’t asked for it', async () => {
  const { context, asked, ledger } = aBench({ person: { scoreLocked: true } })
  const view = await findScoreFile(context, aCall(['sistema2:score']), input)
  assert.deepEqual(view.score, { kind: 'shown', value: { kind: 'locked' } })
  assert.deepEqual(asked, [])
  assert.deepEqual(ledger.rows[0]?.details, {})
})

test('a thin file has no score, for want of data', async () => {
  const { context } = aBench({
    person: { income: null, history: null },
    answer: { kind: 'permitted', summary: noDebts(now) },
  })
  const { score } = await findScoreFile(context, aCall(), input)
  assert.deepEqual(score, { kind: 'shown', value: { kind: 'none', reason: 'dados_insuficientes' } })
})

test('the row keeps the model, the score, Base A’s reference and own points; nothing of the debts', async () => {
  const { context, ledger } = aBench()
  const { score } = await findScoreFile(context, aCall(), input)
  assert.ok(score.kind === 'shown' && score.value.kind === 'scored')
  const details = ledger.rows[0]?.details as { score: Record<string, unknown> & { points: Record<string, number> } }
  assert.deepEqual(Object.keys(details.score), ['model', 'value', 'snapshot', 'points'])
  assert.equal(details.score.snapshot, twoDebts.snapshotId)
  assert.deepEqual(Object.keys(details.score.points), [
    'inquiries30Days',
    'inquiries90Days',
    'onTimeRatioBp',
    'monthsOfHistory',
    'incomeStabilityMonths',
    'assetsToIncomeBp',
    'ageYears',
  ])
  assert.doesNotMatch(JSON.stringify(ledger.rows), /123450|193450|70000/)
})

test('unknown and closed are the same refusal, both on record', async () => {
  const { context, ledger, asked } = aBench()
  for (const cpf of [PEOPLE.unknown, PEOPLE.closed]) {
    await assert.rejects(findScoreFile(context, aCall(), { cpf }), refusedWith('pessoa_nao_encontrada'))
  }
  assert.deepEqual(
    ledger.rows.map(({ outcome }) => outcome),
    ['not_found', 'not_found'],
  )
  assert.deepEqual(asked, [], 'Base A isn’t asked about people whom Base B doesn’t know')
})

test('the inquiry before this one: who and where only to its own institution', async () => {
  const { context, clock } = aBench()
  await findScoreFile(context, aCall(), input)
  clock.advance({ minutes: 1 })
  const own = await findScoreFile(context, aCall(), input)
  assert.deepEqual(own.lastInquiry, { at: now, ip: '203.0.113.9', label: KEY_ID })
  clock.advance({ minutes: 1 })
  const call = aCall()
  const others = await findScoreFile(
    context,
    { ...call, actor: { ...call.actor, institutionId: BOREAL } as never },
    input,
  )
  assert.partialDeepStrictEqual(others.lastInquiry, { ip: null, label: null })
})

test('a ledger that can’t be written gives no answer', async () => {
  const down: InquiryLedger = { append: () => Promise.reject(new Error('down')), findLast: async () => null }
  const { context } = aBench({ ledger: down })
  await assert.rejects(findScoreFile(context, aCall(), input), refusedWith('auditoria_indisponivel'))
  await assert.rejects(findScoreFile(context, aCall(), { cpf: PEOPLE.unknown }), refusedWith('auditoria_indisponivel'))
})

test('points of reasons are for people, not for keys', async () => {
  const { context } = aBench()
  assert.equal((await findScoreFile(context, aCall(), input)).showsPoints, false)
  const { institutionId, permissions, purposes } = aCall().actor
  const id = `mem_${'m'.repeat(22)}` as never
  const member = {
    kind: 'member',
    id,
    sessionId: id,
    label: 'ana@aurora.example',
    institutionId,
    permissions,
    purposes,
  } as const
  assert.equal((await findScoreFile(context, aCall(ALL, { actor: member }), input)).showsPoints, true)
})
