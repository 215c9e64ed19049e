import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#lib/kernel/app-error.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { lastInquiryFor } from './inquiry-ledger.ts'
import { createInquiryRecorder } from './inquiry-recorder.ts'
import { createMemoryInquiryLedger } from './store.memory.ts'

const institutionId = `ins_${'A'.repeat(22)}` as InstitutionId
const id = `crk_live_${'k'.repeat(22)}` as never

function aBench() {
  const ledger = createMemoryInquiryLedger()
  const context = { ledger, clock: new FakeClock(), newId: randomId, logger: { error: () => undefined } }
  const actor = { kind: 'key', id, label: id, institutionId, permissions: new Set<string>(), purposes: [] } as const
  const call = {
    requestId: randomId('request'),
    actor,
    ip: '203.0.113.9',
    purpose: 'analise_de_credito',
    relationship: null,
    grantId: null,
  } as const
  const entry = { event: 'people.listed', subjects: ['99900000005', '99900001826'], call }
  return { ledger, context, entry, recorder: createInquiryRecorder<string, string>() }
}

test('an answer about several people leaves a row for each, with what the operation noted', async () => {
  const { ledger, context, entry, recorder } = aBench()
  const answer = await recorder.around(entry, context, async ({ inquiry }) => {
    assert.equal(ledger.rows.length, 0)
    inquiry.note({ model: 'm-1' })
    inquiry.note({ pages: 2 })
    return 'answer'
  })
  assert.equal(answer, 'answer')
  assert.deepEqual(
    ledger.rows.map(({ subject }) => subject),
    entry.subjects,
  )
  assert.deepEqual(ledger.rows[1]?.details, { model: 'm-1', pages: 2 })
  assert.doesNotMatch(JSON.stringify(ledger.rows), /permissions|purposes/)
})

test('whom an operation finds stands on record in place of what it was asked for, refused or not', async () => {
  const { ledger, context, entry, recorder } = aBench()
  const list = { ...entry, subjects: ['lista:tipo:PIX'] }
  await recorder.around(list, context, async ({ inquiry }) => inquiry.about(['99900000005', '99900002717']))
  const refused = recorder.around(list, context, async ({ inquiry }) => {
    inquiry.about(['99900001826'])
    throw new AppError('pessoas_demais')
  })
  await assert.rejects(refused)
  assert.deepEqual(
    ledger.rows.map(({ subject, outcome }) => [subject, outcome]),
    [
      ['99900000005', 'answered'],
      ['99900002717', 'answered'],
      ['99900001826', 'refused'],
    ],
  )
})

test('candidates are on record as such, and each may have something beside its own row', async () => {
  const { ledger, context, entry, recorder } = aBench()
  const details = new Map([['99900002717', { score: 612 }]])
  await recorder.around(entry, context, async ({ inquiry }) => {
    inquiry.note({ model: 'm-1' })
    inquiry.about(['99900000005', '99900002717'], { as: 'candidate', details })
  })
  assert.deepEqual(
    ledger.rows.map(({ outcome, details }) => [outcome, details]),
    [
      ['candidate', { model: 'm-1' }],
      ['candidate', { model: 'm-1', score: 612 }],
    ],
  )
})

test('a failure of our own gave nothing away and leaves no row; a refusal does, without the notes', async () => {
  const { ledger, context, entry, recorder } = aBench()
  const fail = (error: unknown) =>
    recorder.around(entry, context, async ({ inquiry }) => {
      inquiry.note({ score: 1 })
      throw error
    })
  await assert.rejects(fail(new AppError('fonte_indisponivel')))
  await assert.rejects(fail(new TypeError('bug')))
  assert.equal(ledger.rows.length, 0)
  await assert.rejects(fail(new AppError('pessoas_demais')))
  assert.partialDeepStrictEqual(ledger.rows, [
    { outcome: 'refused', details: {} },
    { outcome: 'refused', details: {} },
  ])
})

test('rows kept with a change are kept once, however often it ran; a change whose record was lost is a failure of ours', async () => {
  const { ledger, context, entry, recorder } = aBench()
  const change = { inTransaction: () => true }
  const within: unknown[] = []
  const failing = { count: 1 }
  const own = {
    ...context,
    ledger: {
      ...ledger,
      async append(rows: Parameters<typeof ledger.append>[0], transaction?: unknown) {
        if (failing.count-- > 0) throw new Error('collided')
        within.push(transaction)
        await ledger.append(rows)
      },
    },
  }
  await recorder.around(entry, own, async ({ inquiry }) => {
    inquiry.about(['99900002717'])
    await assert.rejects(inquiry.keepWith(change), /collided/)
    await inquiry.keepWith(change)
  })
  assert.deepEqual(within, [change])
  assert.deepEqual(
    ledger.rows.map(({ subject, outcome }) => [subject, outcome]),
    [['99900002717', 'answered']],
  )
  failing.count = 1
  const lost = recorder.around(entry, own, ({ inquiry }) => inquiry.keepWith(change))
  await assert.rejects(lost, { code: 'auditoria_indisponivel' })
  failing.count = 1
  const refused = recorder.around(entry, own, async ({ inquiry }) => {
    await inquiry.keepWith(change).catch(() => undefined)
    throw new AppError('pessoa_nao_encontrada')
  })
  await assert.rejects(refused, { code: 'pessoa_nao_encontrada' })
  assert.equal(ledger.rows.at(-1)?.outcome, 'not_found')
})

test('of several people each may be kept with a change of her own; who had none is kept at the end', async () => {
  const { ledger, context, entry, recorder } = aBench()
  const within: string[] = []
  const own = {
    ...context,
    ledger: {
      ...ledger,
      async append(rows: Parameters<typeof ledger.append>[0], transaction?: unknown) {
        within.push(`${rows.map(({ subject }) => subject).join()} ${transaction === undefined ? 'after' : 'with'}`)
        await ledger.append(rows)
      },
    },
  }
  await recorder.around(entry, own, async ({ inquiry }) => {
    inquiry.about(['99900002717', '99900000005', '99900000188'])
    const change = { inTransaction: () => true }
    await Promise.all([inquiry.keepWith(change, ['99900000005']), inquiry.keepWith(change, ['99900002717'])])
  })
  assert.deepEqual(within, ['99900000005 with', '99900002717 with', '99900000188 after'])
})

test('the last inquiry tells who and from where to its own institution only', () => {
  const past = { at: new Date(0), ip: '203.0.113.9', label: 'ana@aurora.example', institutionId }
  assert.deepEqual(lastInquiryFor(past, institutionId), { at: past.at, ip: past.ip, label: past.label })
  assert.deepEqual(lastInquiryFor(past, 'ins_other' as InstitutionId), { at: past.at, ip: null, label: null })
  assert.equal(lastInquiryFor(null, institutionId), null)
})
