import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import type { Call } from '#lib/kernel/call.ts'
import { type InstitutionId, randomId } from '#lib/kernel/ids.ts'
import { testServers } from '#lib/testing/servers.ts'
import type { DebtContext } from './context.ts'
import { approveGrant } from './operations/approve-grant.ts'
import { checkOf } from './proof-store.ts'
import { putApprover } from './seed-approvers.ts'
import { withBaseA } from './seed-database.ts'

export const APPROVAL_PASSWORD = 'oito cajus ao relento'
/** What a test's approver types; there is no phone. */
export const PROOF = { senha: APPROVAL_PASSWORD } as const
/** argon2id's least costs: what tests try here isn't how long it takes. */
const PARAMETERS = '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ'
/** The password above under these parameters. */
const STRETCHED = Buffer.from('VWvw4uxDG+cDYgJNhuHtZjkqhMGyfXDyEEZgh7xHuMM', 'base64')

/** Puts a member in force as an approver whose proof is `PROOF`. */
export async function enrol(
  { client }: Pick<BaseADatabase, 'client'>,
  { id, label, institutionId }: { id: string; label: string; institutionId: InstitutionId },
): Promise<void> {
  await putApprover(client, { id, email: label, institutionId }, { parameters: PARAMETERS, stretched: STRETCHED })
}

export async function isApprover({ client }: Pick<BaseADatabase, 'client'>, { id }: { id: string }): Promise<boolean> {
  return (await client.approver.findUnique({ where: { memberId: id } })) !== null
}

/** Enrols the caller unless they are, and approves with their proof. */
export async function approveAs(
  { superuser, context }: { superuser: BaseADatabase; context: DebtContext },
  call: Call<Permission>,
  id: string,
) {
  if (!(await isApprover(superuser, call.actor))) await enrol(superuser, call.actor)
  return approveGrant(context, call, { id, prova: PROOF })
}

/** `enrol`, by a connection of its own to the database that the process under test has. */
export async function enrolMember(member: Parameters<typeof enrol>[1]): Promise<void> {
  await withBaseA(testServers().baseA.superuser, (database) => enrol(database, member))
}

/** A new member's enrolment whose phone has shown its code, waiting for somebody's word. */
export async function putApproverWaiting({ label, institutionId }: { label: string; institutionId: InstitutionId }) {
  const id = randomId('approver')
  await withBaseA(
    testServers().baseA.superuser,
    ({ client }) => client.$executeRaw`
      INSERT INTO control.approver_enrolment (
        id, institution_id, member_id, member_label, password_parameters, password_check, totp_secret, totp_shown_at)
      VALUES (${id}, ${institutionId}, ${randomId('member')}, ${label}, ${PARAMETERS}, ${checkOf(STRETCHED)}::bytea,
        ${Buffer.alloc(49)}::bytea, clock_timestamp())`,
  )
  return { id, institutionId }
}
