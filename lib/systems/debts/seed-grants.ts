import type { Permission } from '#lib/access/permission-catalogue.ts'
import { ROLE_PERMISSIONS } from '#lib/access/roles.ts'
import { createCursorCodec } from '#lib/http/cursor.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { type Actor, PURPOSES } from '#lib/kernel/actor.ts'
import type { Call } from '#lib/kernel/call.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import {
  type AccessKeyId,
  type GrantId,
  type InstitutionId,
  type MemberId,
  randomId,
  type SessionId,
} from '#lib/kernel/ids.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import type { DebtContext } from './context.ts'
import { createPostgresGrantStore } from './grant-store.postgres.ts'
import { approveGrant } from './operations/approve-grant.ts'
import { requestGrant } from './operations/request-grant.ts'
import { withBaseA } from './seed-database.ts'
import { createPostgresFileStore } from './store.postgres.ts'
import { createSubjectKeys } from './subject-keys.ts'

/** Who gets a grant of the demonstration: a key, or a member who looks people up. */
export type DemoGrantee = { institutionId: InstitutionId; label: string } & (
  | { kind: 'key'; id: AccessKeyId }
  | { kind: 'member'; id: MemberId }
)

export type SeedGrantsOptions = {
  /** Base A as `basea_grants`. */
  grantsUrl: Redacted<string>
  blindIndexKey: Redacted<string>
  cpf: Cpf
  grantees: readonly DemoGrantee[]
  /** Whose approval each one is; of the grantees' institution. */
  approver: { id: MemberId; email: string; institutionId: InstitutionId }
}

const REASON = 'Demonstração: análise de crédito da pessoa endividada'

/**
 * A fresh grant over one person for each grantee, in their order: sixty minutes and a hundred uses from now. Asked for
 * and approved by the same operations as any other, so that it stands in the ledger.
 */
export function seedDemoGrants(options: SeedGrantsOptions): Promise<GrantId[]> {
  return withBaseA(options.grantsUrl, async (database) => {
    const context: DebtContext = {
      files: createPostgresFileStore(database),
      grants: createPostgresGrantStore(database),
      subjects: createSubjectKeys(options.blindIndexKey),
      // No list is read here.
      cursors: createCursorCodec(new Redacted('')),
      newId: randomId,
      clock: systemClock,
      logger: createLogger('seed', 'error'),
    }
    const approver = memberActor(
      options.approver.id,
      options.approver.email,
      options.approver.institutionId,
      'approver',
    )
    const ids: GrantId[] = []
    for (const grantee of options.grantees) {
      const { id } = await requestGrant(context, demoCall(actorOf(grantee)), {
        cpf: options.cpf,
        finalidade: 'analise_de_credito',
        motivo: REASON,
        minutos: 60,
        usos: 100,
      })
      await approveGrant(context, demoCall(approver), { id })
      // As the operation made it.
      ids.push(id as GrantId)
    }
    return ids
  })
}

function actorOf(grantee: DemoGrantee): Actor<Permission> {
  const { label, institutionId } = grantee
  if (grantee.kind === 'member') return memberActor(grantee.id, label, institutionId, 'analyst')
  return {
    kind: 'key',
    id: grantee.id,
    institutionId,
    label: grantee.id,
    permissions: new Set(['concessoes:solicitar']),
    purposes: PURPOSES,
  }
}

function memberActor(
  id: MemberId,
  label: string,
  institutionId: InstitutionId,
  role: 'analyst' | 'approver',
): Actor<Permission> {
  return {
    kind: 'member',
    id,
    institutionId,
    label,
    // No session: the demonstration speaks for them before anybody signs in.
    sessionId: randomId('session') satisfies SessionId,
    permissions: ROLE_PERMISSIONS[role],
    purposes: PURPOSES,
  }
}

function demoCall(actor: Actor<Permission>): Call<Permission> {
  return {
    requestId: randomId('request'),
    actor,
    ip: '127.0.0.1',
    purpose: 'analise_de_credito',
    relationship: null,
    grantId: null,
  }
}
