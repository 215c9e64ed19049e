import type { Cpf } from '#lib/identifiers/cpf.ts'
import { defineMembersOperation } from '../operation.ts'
import { FindPersonReferenceInput } from '../schemas.ts'
import { LOOK_UP } from './look-up-permission.ts'

/**
 * The CPF behind a reference of the caller's institution, for asking the systems with it; null when there is none, and
 * for another institution's. Never to be shown or logged.
 */
export const findPersonReference = defineMembersOperation({
  permission: LOOK_UP,
  audit: { none: 'gives the number only to the look-up that follows, which each system records' },
  input: FindPersonReferenceInput,
  async run({ store, references, clock }, { reference }, call): Promise<{ cpf: Cpf } | null> {
    const { institutionId } = call.actor
    const sealed = await store.within(institutionId, (rows) => rows.people.use(reference, clock.now()))
    return sealed && { cpf: references.open(institutionId, reference, sealed) }
  },
})
