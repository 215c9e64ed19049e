import { z } from 'zod'
import type { GrantQueueOnWire } from '../approver-schemas.ts'
import { DECISION_MS } from '../rules.ts'
import { grantOnWire } from '../wire.ts'
import { defineChangeOperation } from './define-debt-operation.ts'

const RECORD_MS = 30 * 24 * 60 * 60 * 1_000
const MOST = 100

/** The institution's requests that wait for a decision, the oldest first, each with its author's last thirty days. */
export const listWaiting = defineChangeOperation({
  permission: 'concessoes:aprovar',
  audit: { none: 'reads the register of grants, which names people by mask and blind index only' },
  input: z.strictObject({}),
  async run({ approvals, clock }, _, { actor: { institutionId } }): Promise<GrantQueueOnWire> {
    const now = clock.now()
    const before = (ms: number) => new Date(now.getTime() - ms)
    const waiting = await approvals.listWaiting(institutionId, { since: before(DECISION_MS), limit: MOST })
    const requesterIds = [...new Set(waiting.map(({ requesterId }) => requesterId))]
    const records = await approvals.requesterRecords(institutionId, { requesterIds, since: before(RECORD_MS) })
    return {
      itens: waiting.map(({ grant, requesterId }) => {
        const record = records.get(requesterId) ?? { asked: 0, approved: 0, refused: 0, opened: 0 }
        return {
          concessao: grantOnWire(grant, now),
          historico: {
            pedidas: record.asked,
            aprovadas: record.approved,
            recusadas: record.refused,
            abertas: record.opened,
          },
        }
      }),
      proximo: null,
    }
  },
})
