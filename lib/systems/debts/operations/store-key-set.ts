import type { RequestId } from '#lib/kernel/ids.ts'
import { parseInput } from '#lib/kernel/operation.ts'
import type { DebtContext } from '../context.ts'
import type { KeySet } from '../key-set.ts'
import { KeySetInput } from '../schemas.ts'

/**
 * Takes the authorization server's public keys, which it pushes in: this system dials nobody. Idempotent; the ledger
 * gets a row when the keys change.
 *
 * Not made by the operation factory: the caller is a process, known by its certificate, and there is no person, no
 * purpose and no permission to check. The door admits nobody but `auth`.
 */
export async function storeKeySet(
  { grants, newId }: Pick<DebtContext, 'grants' | 'newId'>,
  keySet: KeySet,
  from: { ip: string; requestId: RequestId },
  raw: unknown,
): Promise<void> {
  const keys = parseInput(KeySetInput, raw)
  await grants.storeKeySet(
    {
      inquiryId: newId('inquiry'),
      actorKind: 'service',
      actorId: 'auth',
      actorLabel: 'auth',
      institutionId: 'crivo',
      ip: from.ip,
      purpose: null,
      relationship: null,
      requestId: from.requestId,
    },
    keys,
  )
  keySet.replace(keys)
}
