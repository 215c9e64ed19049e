import { DenialListOnWire, type TokenDenials } from '#lib/access/token-denials.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { DebtContext } from '../context.ts'

/**
 * Takes the authorization server's list of denied tokens, which it pushes in several times a minute: this system dials
 * nobody. On disk first, where accesses are recorded, then in memory, where the door asks. Idempotent.
 *
 * Not made by the operation factory: the caller is a process, known by its certificate, and there is no person, no
 * purpose and no permission to check. The door admits nobody but `auth`. It opens nothing, so the ledger has no row.
 */
export async function storeTokenDenials(
  { grants }: Pick<DebtContext, 'grants'>,
  denials: Pick<TokenDenials, 'replace'>,
  raw: unknown,
): Promise<void> {
  const list = parseInput(DenialListOnWire, raw)
  await grants.storeTokenDenials(list)
  denials.replace(list)
}

/** After a start: the list that was pushed in last, as old as it is. */
export async function restoreTokenDenials(
  { grants }: Pick<DebtContext, 'grants'>,
  denials: Pick<TokenDenials, 'replace'>,
): Promise<void> {
  const stored = await grants.findTokenDenials()
  if (stored !== null) denials.replace(stored)
}
