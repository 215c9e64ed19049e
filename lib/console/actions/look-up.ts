'use server'

import { z } from 'zod'
import { parseCpf } from '#lib/identifiers/cpf.ts'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { callOf } from '#lib/members/call-of.ts'
import { PERSON_REFERENCE } from '#lib/members/schemas.ts'
import { services } from '#lib/runtime/services.ts'
import { type DossierPath, dossierPathOf } from '../dossier-path.ts'
import { readInquiryContext } from '../inquiry-context.ts'
import { memberAction } from './define-action.ts'
import { LookUpInput } from './look-up-input.ts'

/** Prepares a person's dossier. The CPF travels in the body and turns into a pseudonym before it could be in an address. */
export const lookUp = memberAction({
  permission: 'sistema3:consultar',
  input: LookUpInput,
  run: ({ cpf, purpose, relationship }, live, visitor) => dossierPathOf(live, visitor, cpf, { purpose, relationship }),
})

/** The same from the command palette, under the purpose that is already chosen. */
export const lookUpUnderCurrentPurpose = memberAction({
  permission: 'sistema3:consultar',
  input: z.strictObject({ cpf: CpfInput }),
  async run({ cpf }, live, visitor): Promise<DossierPath> {
    const context = await readInquiryContext(live)
    // Nobody is looked up without a purpose that somebody has chosen.
    if (!context) return { path: '/consultas' }
    return dossierPathOf(live, visitor, cpf, { purpose: context.purpose, relationship: null })
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
    return dossierPathOf(live, visitor, parse.cpf, { purpose, relationship: null })
  },
})
