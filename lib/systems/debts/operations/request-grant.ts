import type { z } from 'zod'
import type { CandidateRefs } from '#lib/access/candidate-ref.ts'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { type Cpf, maskCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { GrantOnWire } from '../schemas.ts'
import { RequestGrantInput } from '../schemas.ts'
import type { NewGrant, NewSearchGrant } from '../store.ts'
import type { SubjectKeys } from '../subject-keys.ts'
import { grantOnWire } from '../wire.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/**
 * Asks for a grant over one person (`cpf`, or a candidate's `ref`) or up to fifty (`cpfs`), or to search (`escopo`). The
 * first two are bound to blind indexes and nothing is looked up, so the answer is the same whether or not the people
 * exist. It opens nothing until somebody else of the same institution approves it; one to search, until two others do.
 * The purpose is the one it may be used for. Idempotent for a day under an `Idempotency-Key`, for the same caller: another
 * content under it is `chave_de_idempotencia_reutilizada`.
 */
export const requestGrant = defineChangeOperation({
  permission: 'concessoes:solicitar',
  audit: { event: 'grant.requested', tier: 'committed', subjects: () => [] },
  input: RequestGrantInput,
  check({ refs }, { ref }, { actor }) {
    if (ref !== undefined) refs.open(ref, actor)
  },
  async run({ asker, grants, subjects, refs, newId, clock }, input, call): Promise<GrantOnWire> {
    if (!call.actor.purposes.includes(input.finalidade)) throw new AppError('finalidade_nao_permitida')
    const id = newId('grant')
    const stated = { ...asker, purpose: input.finalidade, relationship: input.relacao ?? asker.relationship }
    const { idempotencyKey } = call
    const once = idempotencyKey === undefined ? null : subjects.onceOnly(idempotencyKey, input)
    const stands = await grants.requestGrant(stated, newGrant(id, input, { subjects, refs, call }), once)
    const viewer = { institutionId: asker.institutionId, requesterId: asker.actorId }
    const grant = await grants.findGrant(viewer, stands)
    if (grant === null) throw new Error('a grant was written and is not there')
    return grantOnWire(grant, clock.now())
  },
})

type Asked = z.infer<typeof RequestGrantInput>
type Parts = { subjects: SubjectKeys; refs: CandidateRefs; call: Call<Permission> }

function newGrant(id: GrantId, input: Asked, { subjects, refs, call }: Parts): NewGrant | NewSearchGrant {
  const terms = { id, reason: input.motivo, minutes: input.minutos, uses: input.usos }
  if (input.escopo !== undefined) return { ...terms, secretHash: subjects.searchSecretHash(id) }
  const people = cpfsOf(input, refs, call).map((cpf) => {
    const subject = subjects.indexOf(cpf)
    return { subject, cpfMasked: maskCpf(cpf), secretHash: subjects.grantSecretHash(id, subject) }
  })
  return { ...terms, scope: input.cpfs === undefined ? 'pessoa' : 'lote', people }
}

/** The people that a request names, each once; the schema lets one way of naming them through. */
function cpfsOf({ cpf, cpfs, ref }: Asked, refs: CandidateRefs, { actor }: Call<Permission>): Cpf[] {
  // What a reference seals is the CPF of a person that was found.
  if (ref !== undefined) return [refs.open(ref, actor) as Cpf]
  return cpf === undefined ? [...new Set(cpfs)] : [cpf]
}
