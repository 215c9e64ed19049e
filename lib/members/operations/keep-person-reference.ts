import { parseCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { defineMembersOperation } from '../operation.ts'
import { KeepPersonReferenceInput } from '../schemas.ts'
import { LOOK_UP } from './look-up-permission.ts'

/**
 * The pseudonym under which the caller's institution's pages name a person: the same each time. Says nothing about
 * whether anybody knows that person. A CPF that isn't one throws its own code (`cpf_digito` …). Idempotent.
 */
export const keepPersonReference = defineMembersOperation({
  permission: LOOK_UP,
  audit: { none: 'reveals nothing; each system records the inquiry that follows' },
  input: KeepPersonReferenceInput,
  async run({ store, references, clock }, input, call): Promise<{ reference: string }> {
    const parsed = parseCpf(input.cpf)
    if (parsed.kind === 'refused') {
      throw new AppError(parsed.code, { fields: [{ campo: 'cpf', codigo: parsed.code }] })
    }
    const { institutionId } = call.actor
    const reference = references.referenceOf(institutionId, parsed.cpf)
    const sealed = references.seal(institutionId, reference, parsed.cpf)
    await store.within(institutionId, (rows) => rows.people.keep(reference, sealed, clock.now()))
    return { reference }
  },
})
