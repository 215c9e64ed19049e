import { createCandidateRefs } from '#lib/access/candidate-ref.ts'
import { createPasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { ROLE_PERMISSIONS } from '#lib/access/roles.ts'
import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
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
import { createPostgresApprovalStore } from './approval-store.postgres.ts'
import { askerOf, type DebtContext } from './context.ts'
import { createPostgresGrantStore } from './grant-store.postgres.ts'
import { requestGrant } from './operations/request-grant.ts'
import { createPostgresPortfolioStore } from './portfolio-store.postgres.ts'
import { createPostgresProofStore } from './proof-store.postgres.ts'
import { createSearchKeys } from './search-keys.ts'
import { type DemoApprover, demoApprovals } from './seed-approvers.ts'
import { withBaseA } from './seed-database.ts'
import { createPostgresSourceStore } from './source-store.postgres.ts'
import { createPostgresFileStore } from './store.postgres.ts'
import { createSubjectKeys } from './subject-keys.ts'
import { createTotp } from './totp.ts'

/** Who gets a grant of the demonstration: a key, or a member who looks people up. */
export type DemoGrantee = { institutionId: InstitutionId; label: string } & (
  | { kind: 'key'; id: AccessKeyId }
  | { kind: 'member'; id: MemberId }
)

export type SeedGrantsOptions = {
  /** Base A as `basea_grants`. */
  grantsUrl: Redacted<string>
  /** Base A as the role that migrates it, which speaks for the demonstration's approvers. */
  managingUrl: Redacted<string>
  blindIndexKey: Redacted<string>
  cpf: Cpf
  grantees: readonly DemoGrantee[]
  /** Whose approvals they are: the first one's of a grant over the person, both of one to search. */
  approvers: readonly [DemoApprover, DemoApprover]
}

/** A grantee's own: over the person, and to search. */
export type DemoGrants = { person: GrantId; search: GrantId }

const TERMS = { finalidade: 'analise_de_credito', minutos: 60, usos: 100 } as const

/**
 * Fresh grants over one person and to search for each grantee, in their order: sixty minutes and a hundred uses from
 * now. Asked for like any others and approved by the approvers, whom it enrols, so that they stand in the ledger.
 */
export function seedDemoGrants(options: SeedGrantsOptions): Promise<DemoGrants[]> {
  return withBaseA(options.managingUrl, (managing) =>
    withBaseA(options.grantsUrl, async (database) => {
      const context = seedingContext(database, options.blindIndexKey)
      const approvals = demoApprovals(managing)
      for (const approver of options.approvers) await approvals.ensureApprover(approver)
      const approve = async (id: string, { id: memberId, email, institutionId }: DemoApprover) => {
        // The demonstration's cast has members' ids.
        const actor = memberActor(memberId as MemberId, email, institutionId, 'approver')
        const asker = askerOf(demoCall(actor), randomId)
        const proof = await approvals.prove(asker, 'grant.approved', id)
        const outcome = await context.grants.approveGrant(asker, id as GrantId, proof)
        if (outcome !== 'done') throw new Error(`the demonstration's grant was not approved: ${outcome}`)
      }
      const [first, second] = options.approvers
      const made: DemoGrants[] = []
      for (const grantee of options.grantees) {
        const person = await requestGrant(context, demoCall(actorOf(grantee)), {
          ...TERMS,
          cpf: options.cpf,
          motivo: 'Demonstração: análise de crédito da pessoa endividada',
        })
        await approve(person.id, first)
        const search = await requestGrant(context, demoCall(actorOf(grantee)), {
          ...TERMS,
          escopo: 'busca',
          motivo: 'Demonstração: busca de pessoas por nome e por endereço',
        })
        await approve(search.id, first)
        await approve(search.id, second)
        // As the operation made them.
        made.push({ person: person.id as GrantId, search: search.id as GrantId })
      }
      return made
    }),
  )
}

/** What asking for grants and approving them runs with; nothing is listed, searched, proven or referred to here. */
function seedingContext(database: BaseADatabase, blindIndexKey: Redacted<string>): DebtContext {
  return {
    files: createPostgresFileStore(database),
    grants: createPostgresGrantStore(database),
    approvals: createPostgresApprovalStore(database),
    proofs: createPostgresProofStore(database),
    passwords: createPasswordHasher({ concurrency: 1, queue: 0 }),
    totp: createTotp(blindIndexKey, systemClock),
    codesRequired: false,
    portfolios: createPostgresPortfolioStore(database),
    sources: createPostgresSourceStore(database),
    subjects: createSubjectKeys(blindIndexKey),
    search: createSearchKeys(blindIndexKey),
    refs: createCandidateRefs(new Redacted(''), systemClock),
    cursors: createCursorCodec(new Redacted('')),
    newId: randomId,
    clock: systemClock,
    logger: createLogger('seed', 'error'),
  }
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
