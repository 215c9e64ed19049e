import { notFound } from 'next/navigation'
import type { LookUp } from '#lib/gateway/index.ts'
import { type Cpf, maskCpf, parseCpf } from '#lib/identifiers/cpf.ts'
import type { RequestId } from '#lib/kernel/ids.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { PERSON_REFERENCE } from '#lib/members/schemas.ts'
import { services } from '#lib/runtime/services.ts'
import type { DebtFile, GrantOnWire } from '#lib/systems/debts/schemas.ts'
import type { MovementFile } from '#lib/systems/movements/schemas.ts'
import type { ScoreFile } from '#lib/systems/score/schemas.ts'
import type { InquiryContext } from '../inquiry-context.ts'
import { memberCall, memberCaller } from '../session/current-member.ts'
import { findGrants, grantIdOf } from './grants.ts'

/** Base A as the dossier finds it: opened under a grant, or closed with what is known of asking for one. */
export type DebtsAccess =
  | { kind: 'opened'; grant: GrantOnWire; answer: LookUp<DebtFile> }
  | { kind: 'closed'; pending: GrantOnWire | null }
  | { kind: 'unknown'; answer: Exclude<LookUp<unknown>, { kind: 'found' }> }

/** One person in three systems, each on its way by itself. The promises never reject for what a system answers. */
export type Dossier = {
  person: string
  masked: string
  requestId: RequestId
  context: InquiryContext
  askedAt: Date
  debts: Promise<DebtsAccess>
  score: Promise<LookUp<ScoreFile>>
  movements: Promise<LookUp<MovementFile>>
}

/**
 * The CPF behind a pseudonym of the member's own institution. Another institution's, a made-up one and one that never
 * was are the same: not found.
 */
export async function requirePerson(live: LiveSession, reference: string): Promise<Cpf> {
  if (!PERSON_REFERENCE.test(reference)) notFound()
  const found = await services().members.findPersonReference(await memberCall(live), { reference })
  const parse = parseCpf(found?.cpf ?? '')
  if (parse.kind !== 'valid') notFound()
  return parse.cpf
}

/** Asks the three systems at once. Each question is an inquiry on record, so this runs once per page. */
export async function openDossier(
  live: LiveSession,
  reference: string,
  cpf: Cpf,
  context: InquiryContext,
): Promise<Dossier> {
  const caller = await memberCaller(live)
  const { systems, portal } = services()
  const subject = { cpf }
  return {
    person: reference,
    masked: maskCpf(cpf),
    requestId: caller.requestId,
    context,
    askedAt: portal.clock.now(),
    debts: openDebts(live, cpf, context),
    score: systems.sistema2(caller, subject, context),
    movements: systems.sistema3(caller, subject, context),
  }
}

/** As many debts as one page of Base A holds; the file's total counts them all. */
export const DEBT_ROWS = 100

async function openDebts(live: LiveSession, cpf: Cpf, context: InquiryContext): Promise<DebtsAccess> {
  const caller = await memberCaller(live)
  const found = await findGrants(live, cpf)
  if (found.kind === 'unknown') return found
  const { grant, pending } = found
  if (!grant) return { kind: 'closed', pending }
  const answer = await services().systems.sistema1(
    caller,
    { cpf },
    // A grant opens for the purpose it was given for and no other.
    { ...context, purpose: grant.finalidade, grantId: grantIdOf(grant), filters: { limite: DEBT_ROWS } },
  )
  // The list was read before this look-up spent a use of the grant.
  const spent = answer.kind === 'found' ? 1 : 0
  return { kind: 'opened', grant: { ...grant, usos_restantes: grant.usos_restantes - spent }, answer }
}
