import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import type { Inquiry, InquiryLedger } from './inquiry-ledger.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 6, 1, 12, minute))
const institution = (letter: string) => `ins_${letter.repeat(22)}` as InstitutionId

/** An answered inquiry of one person. */
export function anInquiry(subject: string, over: Partial<Inquiry> & { by?: InstitutionId } = {}): Inquiry {
  const { by = institution('A'), ...rest } = over
  // A key's id in its live shape; the brand exists only in the type system.
  const id = `crk_live_${'k'.repeat(22)}` as Inquiry['call']['actor']['id']
  return {
    id: randomId('inquiry'),
    event: 'test.consulted',
    at: at(0),
    subject,
    outcome: 'answered',
    code: null,
    call: {
      requestId: randomId('request'),
      ip: '203.0.113.9',
      purpose: 'analise_de_credito',
      relationship: null,
      actor: { kind: 'key', id, label: id, institutionId: by },
    },
    details: {},
    ...rest,
  }
}

/** What every ledger promises. Subjects are the test's own, so that a ledger may be shared. */
export function inquiryLedgerContract(name: string, build: () => Promise<InquiryLedger>): void {
  test(`${name}: nothing before the first, then the newest answered one, whatever order rows came in`, async () => {
    const ledger = await build()
    const [ana, rui] = ['99900000005', '99900001826']
    assert.equal(await ledger.findLast(ana), null)
    await ledger.append([anInquiry(ana, { at: at(2), by: institution('B') }), anInquiry(rui, { at: at(3) })])
    await ledger.append([anInquiry(ana, { at: at(1) })])
    const last = await ledger.findLast(ana)
    assert.partialDeepStrictEqual(last, { at: at(2), ip: '203.0.113.9', institutionId: institution('B') })
  })

  test(`${name}: what opened no file is kept, and isn’t the last inquiry`, async () => {
    const ledger = await build()
    const subject = '99900002717'
    await ledger.append([anInquiry(subject, { at: at(5), outcome: 'refused', code: 'escopo_insuficiente' })])
    await ledger.append([anInquiry(subject, { at: at(6), outcome: 'not_found', code: 'pessoa_nao_encontrada' })])
    await ledger.append([anInquiry(subject, { at: at(7), outcome: 'candidate' })])
    assert.equal(await ledger.findLast(subject), null)
  })
}
