'use server'

import { z } from 'zod'
import { AUDIENCES } from '#lib/access/roles.ts'
import { CpfInput } from '#lib/identifiers/schemas.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { services } from '#lib/runtime/services.ts'
import { readInquiryContext } from '../inquiry-context.ts'
import { findGrants, grantIdOf } from '../read/grants.ts'
import { memberCaller } from '../session/current-member.ts'
import { memberAction } from './define-action.ts'

/**
 * One real call to one system, with the member's own token, as it went: an inquiry on record like any other. sistema1
 * is called under the member's live grant where there is one; without it, its refusal is what is shown.
 */
export const callSystem = memberAction({
  permission: 'perfil:administrar',
  input: z.strictObject({ system: z.enum(AUDIENCES), cpf: CpfInput }),
  async run({ system, cpf }, live) {
    const found = system === 'sistema1' ? await findGrants(live, cpf) : null
    const grant = found?.kind === 'known' ? found.grant : null
    const chosen = grant?.finalidade ?? (await readInquiryContext(live))?.purpose ?? live.actor.purposes[0]
    if (!chosen) throw new AppError('finalidade_nao_permitida', { reason: 'no purpose registered' })
    const options = { purpose: chosen, grantId: grant ? grantIdOf(grant) : null }
    return services().systems.show(system, await memberCaller(live), { cpf }, options)
  },
})
