import type { GrantId } from '#lib/kernel/ids.ts'
import { GrantReferenceInput } from '../schemas.ts'
import { grantAfter } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/** One grant that the caller may see; another's is `recurso_nao_encontrado`, like one that isn't there. */
export const getGrant = defineChangeOperation({
  permission: { anyOf: ['concessoes:solicitar', 'concessoes:aprovar'] },
  audit: { none: 'reads the register of grants, which names people by mask and blind index only' },
  input: GrantReferenceInput,
  async run(context, input, call) {
    // The schema has checked the shape.
    return grantAfter('done', context, call, input.id as GrantId)
  },
})
