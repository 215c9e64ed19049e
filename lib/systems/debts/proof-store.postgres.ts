import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { ApproverId } from '#lib/kernel/ids.ts'
import { answered } from './database-failures.ts'
import type { ProofId, ProofStore } from './proof-store.ts'
import { askerValue } from './sql-values.ts'
import type { ChangeOutcome } from './store.ts'

type BegunRow = {
  enrolment_id: string | null
  password_parameters: string | null
  totp_secret: Uint8Array | null
  wait_seconds: number | null
}
type IssuedRow = { outcome: 'done' | 'wrong' | 'missing'; proof: string | null }

/** Approvers' credentials by the role `basea_proofs`, which reads no table: all of it by definer functions, hence raw. */
export function createPostgresProofStore({ client }: Pick<BaseADatabase, 'client'>): ProofStore {
  async function one<Row>(query: () => Promise<Row[]>): Promise<Row> {
    const [row] = await answered(query)
    if (row === undefined) throw new AppError('erro_interno', { reason: 'a function answered nothing' })
    return row
  }

  return {
    async beginProof(asker) {
      const row = await one(() => client.$queryRaw<BegunRow[]>`SELECT * FROM control.begin_proof(${askerValue(asker)})`)
      if (row.wait_seconds !== null) return { kind: 'wait', seconds: row.wait_seconds }
      if (row.enrolment_id === null || row.password_parameters === null) return { kind: 'nobody' }
      return {
        kind: 'begun',
        // The table's check allows no other shape.
        enrolment: row.enrolment_id as ApproverId,
        passwordParameters: row.password_parameters,
        totpSecret: row.totp_secret && Buffer.from(row.totp_secret),
      }
    },
    async issueProof(asker, { enrolment, act, target, stretched, totpStep }) {
      const row = await one(
        () => client.$queryRaw<IssuedRow[]>`
          SELECT * FROM control.issue_proof(
            ${askerValue(asker)}, ${enrolment}, ${act}, ${target}, ${stretched}::bytea, ${totpStep}::bigint)`,
      )
      if (row.outcome !== 'done') return { kind: row.outcome }
      // The one place that mints a proof.
      return { kind: 'issued', proof: String(row.proof) as ProofId }
    },
    async enrolApprover(asker, { id, passwordParameters, passwordCheck, totpSecret }) {
      await answered(
        () => client.$executeRaw`
          SELECT control.enrol_approver(
            ${askerValue(asker)}, ${id}, ${passwordParameters}, ${passwordCheck}::bytea, ${totpSecret}::bytea)`,
      )
    },
    async findUnshownTotp(asker, id) {
      const { secret } = await one(
        () => client.$queryRaw<{ secret: Uint8Array | null }[]>`
          SELECT control.unshown_totp(${askerValue(asker)}, ${id}) AS secret`,
      )
      return secret && Buffer.from(secret)
    },
    async showTotp(asker, id) {
      const { outcome } = await one(
        () => client.$queryRaw<{ outcome: ChangeOutcome }[]>`
          SELECT control.show_totp(${askerValue(asker)}, ${id}) AS outcome`,
      )
      return outcome
    },
  }
}
