import assert from 'node:assert/strict'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { askerOf } from './context.ts'
import { rankDebtors } from './operations/rank-debtors.ts'
import { storePortfolio } from './operations/store-portfolio.ts'
import { demoApprovals } from './seed-approvers.ts'
import { askerValue } from './sql-values.ts'
import { again, type Bench, callAs } from './test-bench.ts'

/** A call as sistema2 makes it for somebody of an institution. */
export const summaryCall = (institution: InstitutionId) =>
  callAs('analyst', institution, { permissions: ['sistema1:resumo'] })

/** A mandate with as many approvals as told; two make it live. */
export async function addMandate(
  bench: Bench,
  institution: InstitutionId,
  { approvals = 2, peoplePerDay = 100 }: { approvals?: number; peoplePerDay?: number } = {},
) {
  const id = randomId('mandate')
  const { client } = bench.grants
  const requester = askerOf(callAs('approver', institution), randomId)
  await client.$executeRaw`
    SELECT control.request_mandate(${askerValue(requester)}, ${id}, 'Somas de dívidas para o score', 30, ${peoplePerDay}::int)`
  const outcomes: string[] = []
  for (let count = 0; count < approvals; count++) {
    outcomes.push(await approveMandate(bench, callAs('approver', institution), id))
  }
  return { id, outcomes }
}

/** Approves a mandate with a proof of the caller's own; the store's own answer. */
export async function approveMandate(bench: Bench, call: Call<Permission>, id: string): Promise<string> {
  const asker = askerOf(call, randomId)
  if (!(await bench.isApprover(call))) await bench.enrol(call)
  const { prove } = demoApprovals(bench.superuser)
  const proof = await prove(asker, 'mandate.approved', id).catch(() => null)
  const [row] = await bench.grants.client.$queryRaw<{ outcome: string }[]>`
    SELECT control.approve_mandate(${askerValue(asker)}, ${id}, ${proof}::uuid) AS outcome`
  return row?.outcome ?? ''
}

const keeper = () => ({ caller: 'sistema2' as const, ip: '127.0.0.1', requestId: randomId('request') })

type Change = { vale_ate?: string | null; uf?: string; nascimento?: string; numero?: number; em?: string }
/** What the keeper of consents says of one person. */
export async function consent(
  bench: Bench,
  institution: InstitutionId,
  cpf: string,
  referencia: string,
  change: Change = {},
) {
  const vale_ate = new Date(Date.now() + 86_400_000).toISOString()
  const item = { uf: 'PE', nascimento: '1980-01-01', vale_ate, numero: 1, em: '2026-01-01T00:00:00.000Z', ...change }
  await storePortfolio(bench.context, keeper(), { itens: [{ instituicao: institution, cpf, referencia, ...item }] })
}

/** An institution with a live mandate, and people of its portfolio by what they owe, in reais. */
export async function portfolioOf(
  bench: Bench,
  people: Record<string, readonly number[]>,
  change: (name: string) => Change = () => ({}),
) {
  const institution = randomId('institution')
  await addMandate(bench, institution)
  const found: Record<string, Awaited<ReturnType<Bench['addPerson']>>> = {}
  for (const [name, owed] of Object.entries(people)) {
    const person = await bench.addPerson(owed.map((reais) => ({ amount_cents: reais * 100 })))
    await consent(bench, institution, person.cpf, name, change(name))
    found[name] = person
  }
  const call = summaryCall(institution)
  const rank = async (input: object) => {
    const answer = await rankDebtors(bench.context, again(call), input)
    assert.ok(answer.situacao === 'permitido')
    return answer
  }
  const names = async (input: object) => (await rank(input)).itens.map(({ referencia }) => referencia).join(' ')
  return { institution, found, call, rank, names }
}
