import { maskCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { GrantOnWire } from '../schemas.ts'
import { RequestGrantInput } from '../schemas.ts'
import { grantOnWire } from '../wire.ts'
import { defineGrantOperation } from './define-debt-operation.ts'

/**
 * Asks for a grant over one person (`cpf`) or up to fifty (`cpfs`). It is bound to their blind indexes and nothing is
 * looked up, so the answer is the same whether or not they exist. It opens nothing until somebody else of the same
 * institution approves it. The purpose is the one it may be used for. Not idempotent.
 */
export const requestGrant = defineGrantOperation({
  permission: 'concessoes:solicitar',
  audit: { event: 'grant.requested', tier: 'committed', subjects: () => [] },
  input: RequestGrantInput,
  async run({ asker, grants, subjects, newId, clock }, input, call): Promise<GrantOnWire> {
    if (!call.actor.purposes.includes(input.finalidade)) throw new AppError('finalidade_nao_permitida')
    const cpfs = [...new Set(input.cpfs ?? (input.cpf === undefined ? [] : [input.cpf]))]
    const id = newId('grant')
    const people = cpfs.map((cpf) => {
      const subject = subjects.indexOf(cpf)
      return { subject, cpfMasked: maskCpf(cpf), secretHash: subjects.grantSecretHash(id, subject) }
    })
    const stated = { ...asker, purpose: input.finalidade, relationship: input.relacao ?? asker.relationship }
    await grants.requestGrant(stated, {
      id,
      scope: input.cpfs === undefined ? 'pessoa' : 'lote',
      reason: input.motivo,
      minutes: input.minutos,
      uses: input.usos,
      people,
    })
    const viewer = { institutionId: asker.institutionId, requesterId: asker.actorId }
    const grant = await grants.findGrant(viewer, id)
    if (grant === null) throw new Error('a grant was written and is not there')
    return grantOnWire(grant, clock.now())
  },
})
