import type { AccessKeyId, InstitutionId, MemberId, SessionId } from './ids.ts'

/** The credit purposes of Lei 12.414, art. 7, as the wire names them. */
export const PURPOSES = ['analise_de_credito', 'concessao_de_credito', 'venda_a_prazo', 'risco_financeiro'] as const
export type Purpose = (typeof PURPOSES)[number]

type ActorCommon<Permission extends string> = {
  /** Who the ledger names: a member's e-mail, a key's id, a service's name. */
  label: string
  permissions: ReadonlySet<Permission>
  /** Purposes this actor may state; the first is the default when none is stated. */
  purposes: readonly Purpose[]
}

export type KeyActor<Permission extends string> = ActorCommon<Permission> & {
  kind: 'key'
  id: AccessKeyId
  institutionId: InstitutionId
}

export type MemberActor<Permission extends string> = ActorCommon<Permission> & {
  kind: 'member'
  id: MemberId
  institutionId: InstitutionId
  sessionId: SessionId
}

/** Who asks. Every call has exactly one; there is no anonymous actor and no "system" that may do everything. */
export type Actor<Permission extends string = string> = KeyActor<Permission> | MemberActor<Permission>
