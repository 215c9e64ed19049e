import type { GrantOnWire } from '#lib/systems/debts/schemas.ts'

/** What stands behind a request: how often its author asked before, and what came of it. */
export type RequesterRecord = { asked: number; approved: number; refused: number }

export function requesterRecord(grants: readonly GrantOnWire[], grant: GrantOnWire): RequesterRecord {
  const others = grants.filter(({ id, solicitante }) => solicitante === grant.solicitante && id !== grant.id)
  return {
    asked: others.length,
    approved: others.filter(({ vale_de }) => vale_de !== null).length,
    refused: others.filter(({ situacao }) => situacao === 'recusada').length,
  }
}
