import { randomBytes } from 'node:crypto'
import { createPasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { BaseAClient, BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { checkOf, type ProofId, type ProvenAct } from './proof-store.ts'
import { askerValue } from './sql-values.ts'
import type { Asker } from './store.ts'

/** Who approves in the demonstration. Without a password nobody can do so in their name afterwards. */
export type DemoApprover = { id: string; email: string; institutionId: InstitutionId; password: string | null }

const BY = 'demonstração'
type Stretched = Awaited<ReturnType<ReturnType<typeof createPasswordHasher>['stretch']>>

/**
 * The demonstration's approvers and their proofs, by the role that migrates Base A, which alone can put an approver in
 * force without another's word. Production seeds nobody.
 */
export function demoApprovals({ client }: Pick<BaseADatabase, 'client'>) {
  const passwords = createPasswordHasher({ concurrency: 1, queue: 1 })

  return {
    /** Idempotent; whoever has chosen another password and a phone since keeps them. */
    async ensureApprover(approver: DemoApprover): Promise<void> {
      const [found] = await client.$queryRaw<{ parameters: string; check: Uint8Array; by: string }[]>`
        SELECT e.password_parameters AS parameters, e.password_check AS check, a.confirmed_by AS by
        FROM control.approver a JOIN control.approver_enrolment e ON e.id = a.enrolment_id
        WHERE a.member_id = ${approver.id}`
      if (found && (found.by !== BY || approver.password === null)) return
      const password = approver.password ?? randomBytes(32).toString('base64url')
      if (found) {
        const { stretched } = await passwords.stretch(password, found.parameters)
        if (checkOf(stretched).equals(found.check)) return
      }
      await putApprover(client, approver, await passwords.stretch(password, null))
    },

    /** For one that nobody signs in as: in force no longer than it takes. */
    async strikeOff({ id }: Pick<DemoApprover, 'id'>): Promise<void> {
      await client.$executeRaw`DELETE FROM control.approver WHERE member_id = ${id}`
      await client.$executeRaw`
        UPDATE control.approver_enrolment SET replaced_at = clock_timestamp()
        WHERE member_id = ${id} AND replaced_at IS NULL`
    },

    /** A proof as if the approver had just typed theirs. */
    async prove(asker: Asker, act: ProvenAct, target: string): Promise<ProofId> {
      const [row] = await client.$queryRaw<{ id: string }[]>`
        WITH asker AS (SELECT (${askerValue(asker)}).*)
        INSERT INTO control.approval_proof (
          enrolment_id, approver_id, institution_id, act, target_id, request_digest, expires_at)
        SELECT p.enrolment_id, p.member_id, p.institution_id, ${act}, ${target},
          control.request_digest(${act}, ${target}, p.institution_id), clock_timestamp() + interval '30 seconds'
        FROM control.approver p JOIN asker ON p.member_id = asker.actor_id AND p.institution_id = asker.institution_id
        RETURNING id`
      if (!row) throw new Error(`${asker.actorLabel} is no approver of the demonstration`)
      // As Base A made it.
      return row.id as ProofId
    },
  }
}
export type DemoApprovals = ReturnType<typeof demoApprovals>

/** An approver in force, without a phone. */
export async function putApprover(
  client: BaseAClient,
  { id, email, institutionId }: Omit<DemoApprover, 'password'>,
  { parameters, stretched }: Stretched,
): Promise<void> {
  const enrolment = randomId('approver')
  await client.$executeRaw`
    INSERT INTO control.approver_enrolment (
      id, institution_id, member_id, member_label, password_parameters, password_check)
    VALUES (${enrolment}, ${institutionId}, ${id}, ${email}, ${parameters}, ${checkOf(stretched)}::bytea)`
  await client.$executeRaw`
    INSERT INTO control.approver AS a (member_id, enrolment_id, institution_id, confirmed_by)
    VALUES (${id}, ${enrolment}, ${institutionId}, ${BY})
    ON CONFLICT (member_id) DO UPDATE SET enrolment_id = excluded.enrolment_id, confirmed_at = excluded.confirmed_at`
}
