import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession, Visitor } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { type InquiryContext, keepInquiry } from './inquiry-context.ts'

/** Where a person's dossier is. The browser goes there itself: a redirect from an action would be followed by the server, whose own address would then stand in the ledgers. */
export type DossierPath = { path: string }

/** Turns a CPF into the pseudonym that an address may carry, and keeps why this person is looked up. */
export async function dossierPathOf(
  live: LiveSession,
  visitor: Visitor,
  cpf: Cpf,
  { purpose, relationship }: InquiryContext,
): Promise<DossierPath> {
  if (!live.actor.purposes.includes(purpose)) throw new AppError('finalidade_nao_permitida')
  const { reference } = await services().members.keepPersonReference(callOf(live, visitor), { cpf })
  await keepInquiry(live, purpose, { person: reference, relationship })
  return { path: `/consultas/${reference}` }
}
