'use server'

import { z } from 'zod'
import { type Cpf, maskCpf, parseCpf } from '#lib/identifiers/cpf.ts'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession, Visitor } from '#lib/members/index.ts'
import { PERSON_REFERENCE } from '#lib/members/schemas.ts'
import { services } from '#lib/runtime/services.ts'
import { type InquiryContext, keepInquiry, readInquiryContext } from '../inquiry-context.ts'
import { memberAction } from './define-action.ts'
import { LookUpInput } from './look-up-input.ts'

/** Where a person's dossier is. The browser goes there itself: a redirect from here would be followed by the server, whose own address would then stand in the ledgers. */
type DossierPath = { path: string }

/** Prepares a person's dossier. The CPF travels in the body and turns into a pseudonym before it could be in an address. */
export const lookUp = memberAction({
  permission: 'sistema3:consultar',
  input: LookUpInput,
  run: ({ cpf, purpose, relationship }, live, visitor) => pathFor(live, visitor, cpf, { purpose, relationship }),
})

/** The same from the command palette, under the purpose that is already chosen. */
export const lookUpUnderCurrentPurpose = memberAction({
  permission: 'sistema3:consultar',
  input: z.strictObject({ cpf: CpfInput }),
  async run({ cpf }, live, visitor): Promise<DossierPath> {
    const context = await readInquiryContext(live)
    // Nobody is looked up without a purpose that somebody has chosen.
    if (!context) return { path: '/consultas' }
    return pathFor(live, visitor, cpf, { purpose: context.purpose, relationship: null })
  },
})

/** The purpose of a dossier that was opened by its address, before any was chosen in this session. */
export const choosePurpose = memberAction({
  permission: 'sistema3:consultar',
  input: z.strictObject({ person: z.string().regex(PERSON_REFERENCE), purpose: z.enum(PURPOSES) }),
  async run({ person, purpose }, live, visitor) {
    const found = await services().members.findPersonReference(callOf(live, visitor), { reference: person })
    const parse = parseCpf(found?.cpf ?? '')
    if (parse.kind !== 'valid') throw new AppError('recurso_nao_encontrado')
    return pathFor(live, visitor, parse.cpf, { purpose, relationship: null })
  },
})

async function pathFor(
  live: LiveSession,
  visitor: Visitor,
  cpf: Cpf,
  { purpose, relationship }: InquiryContext,
): Promise<DossierPath> {
  if (!live.actor.purposes.includes(purpose)) throw new AppError('finalidade_nao_permitida')
  const { members, portal } = services()
  const { reference } = await members.keepPersonReference(callOf(live, visitor), { cpf })
  const at = portal.clock.now().getTime()
  await keepInquiry(live, purpose, { person: reference, masked: maskCpf(cpf), at, relationship })
  return { path: `/consultas/${reference}` }
}
