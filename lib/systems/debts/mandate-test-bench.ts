import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { askerOf } from './context.ts'
import { askerValue } from './sql-values.ts'
import { type Bench, callAs } from './test-bench.ts'

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
  const asker = () => askerValue(askerOf(callAs('approver', institution), randomId))
  await client.$executeRaw`
    SELECT control.request_mandate(${asker()}, ${id}, 'Somas de dívidas para o score', 30, ${peoplePerDay}::int)`
  const outcomes: string[] = []
  for (let count = 0; count < approvals; count++) {
    const [row] = await client.$queryRaw<{ outcome: string }[]>`
      SELECT control.approve_mandate(${asker()}, ${id}) AS outcome`
    outcomes.push(row?.outcome ?? '')
  }
  return { id, outcomes }
}
