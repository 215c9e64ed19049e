import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { GrantId } from '#lib/kernel/ids.ts'
import type { DebtContext } from '../context.ts'
import { type GrantPage, ListGrantsInput } from '../schemas.ts'
import type { Grant, GrantPosition } from '../store.ts'
import { grantOnWire } from '../wire.ts'
import { viewerOf } from './change-grant.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

/** Grants, newest first: all of the institution for whoever may approve, otherwise the caller's own. */
export const listGrants = defineChangeOperation({
  permission: { anyOf: ['concessoes:solicitar', 'concessoes:aprovar'] },
  audit: { none: 'reads the register of grants, which names people by mask and blind index only' },
  input: ListGrantsInput,
  check(context, { cursor }, call) {
    positionOf(context, call, cursor)
  },
  async run(context, { limite, cursor }, call): Promise<GrantPage> {
    const after = positionOf(context, call, cursor)
    // One more than asked for tells whether there is a next page.
    const found = await context.grants.listGrants(viewerOf(call), { limit: limite + 1, after })
    const items = found.slice(0, limite)
    const last = items.at(-1)
    const now = context.clock.now()
    return {
      itens: items.map((grant) => grantOnWire(grant, now)),
      proximo: last && found.length > limite ? cursorAfter(context, call, last) : null,
    }
  },
})

function bindingOf(call: Call<Permission>): readonly string[] {
  const { institutionId, requesterId } = viewerOf(call)
  return ['sistema1/grants', call.actor.id, institutionId, requesterId ?? '*']
}

function positionOf(
  { cursors }: Pick<DebtContext, 'cursors'>,
  call: Call<Permission>,
  cursor: string | undefined,
): GrantPosition | null {
  if (cursor === undefined) return null
  const [createdAt, id] = cursors.decode(cursor, bindingOf(call))
  // Signed by this codec for this binding, so it's what `cursorAfter` wrote.
  return { createdAt: new Date(Number(createdAt)), id: String(id) as GrantId }
}

function cursorAfter({ cursors }: Pick<DebtContext, 'cursors'>, call: Call<Permission>, last: Grant): string {
  return cursors.encode([last.createdAt.getTime(), last.id], bindingOf(call))
}
