import type { Permission } from '#lib/access/permission-catalogue.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { DebtContext } from '../context.ts'
import type { GrantOnWire } from '../schemas.ts'
import type { ChangeOutcome, GrantViewer } from '../store.ts'
import { grantOnWire } from '../wire.ts'
import { unproven } from './prove.ts'

/** Whoever decides sees the whole institution's grants; whoever asks sees their own. */
export function viewerOf({ actor }: Call<Permission>): GrantViewer {
  const seesAll = actor.permissions.has('concessoes:aprovar')
  return { institutionId: actor.institutionId, requesterId: seesAll ? null : actor.id }
}

/** The grant after a change, or the error that its outcome means. */
export async function grantAfter(
  outcome: ChangeOutcome,
  { grants, clock }: Pick<DebtContext, 'grants' | 'clock'>,
  call: Call<Permission>,
  id: GrantId,
): Promise<GrantOnWire> {
  if (outcome === 'conflict') throw new AppError('conflito')
  if (outcome === 'unproven') throw unproven('invalido')
  const grant = outcome === 'done' ? await grants.findGrant(viewerOf(call), id) : null
  if (grant === null) throw new AppError('recurso_nao_encontrado')
  return grantOnWire(grant, clock.now())
}
