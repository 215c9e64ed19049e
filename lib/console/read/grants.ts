import { cache } from 'react'
import type { LookUp } from '#lib/gateway/index.ts'
import { type Cpf, maskCpf } from '#lib/identifiers/cpf.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import type { ApproverList, GrantQueueOnWire } from '#lib/systems/debts/approver-schemas.ts'
import type { GrantOnWire, GrantPage } from '#lib/systems/debts/schemas.ts'
import { memberCaller } from '../session/current-member.ts'

const MOST = 100

/** Grants that a member may see, newest first: one's own, or those of the institution for whoever decides on them. */
export async function readGrants(live: LiveSession): Promise<LookUp<GrantPage>> {
  return services().grants.list(await memberCaller(live), { limit: MOST })
}

/** What waits for the decision of whoever reads this; asked once for a page, whichever part of it shows it. */
export const readQueue = cache(
  async (live: LiveSession): Promise<LookUp<GrantQueueOnWire>> => services().approvals.queue(await memberCaller(live)),
)

/** The institution's approvers, and those who ask to be. */
export async function readApprovers(live: LiveSession): Promise<LookUp<ApproverList>> {
  return services().approvals.approvers(await memberCaller(live))
}

export type GrantsOverPerson =
  | { kind: 'known'; grant: GrantOnWire | null; pending: GrantOnWire | null }
  | { kind: 'unknown'; answer: Exclude<LookUp<unknown>, { kind: 'found' }> }

/**
 * One's own live grant over a person, and a request still waiting, found by the mask. Two people may share a mask;
 * sistema1, which knows the number, then refuses: nothing is opened by this choice.
 */
export async function findGrants(live: LiveSession, cpf: Cpf): Promise<GrantsOverPerson> {
  const list = await readGrants(live)
  if (list.kind !== 'found') return { kind: 'unknown', answer: list }
  const masked = maskCpf(cpf)
  const own = list.file.itens.filter((grant) => grant.solicitante === live.member.email)
  const over = own.filter((grant) => grant.cpf === masked || grant.cpfs.includes(masked))
  const open = over.filter(({ situacao, usos_restantes }) => situacao === 'aprovada' && usos_restantes > 0)
  const latest = open.toSorted((a, b) => (b.expira_em ?? '').localeCompare(a.expira_em ?? ''))
  const pending = over.find(({ situacao }) => situacao === 'pendente')
  return { kind: 'known', grant: latest[0] ?? null, pending: pending ?? null }
}

/** One's own live grant to search Base A by name and address, and a request for one that still waits. */
export async function findSearchGrants(live: LiveSession): Promise<GrantsOverPerson> {
  const list = await readGrants(live)
  if (list.kind !== 'found') return { kind: 'unknown', answer: list }
  const own = list.file.itens.filter(
    ({ solicitante, escopo }) => solicitante === live.member.email && escopo === 'busca',
  )
  const open = own.filter(({ situacao, usos_restantes }) => situacao === 'aprovada' && usos_restantes > 0)
  const latest = open.toSorted((a, b) => (b.expira_em ?? '').localeCompare(a.expira_em ?? ''))
  return {
    kind: 'known',
    grant: latest[0] ?? null,
    pending: own.find(({ situacao }) => situacao === 'pendente') ?? null,
  }
}

/** The id as sistema1 wrote it; the brand exists only in the type system. */
export function grantIdOf(grant: GrantOnWire): GrantId {
  return grant.id as GrantId
}
