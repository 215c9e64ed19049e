import { z } from 'zod'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { createInquiryRecorder, type OpenedInquiry } from '#lib/audit/inquiry-recorder.ts'
import { maskCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { MovementContext } from '../operations/define-movement-operation.ts'
import type { RecentInquiries } from '../schemas.ts'
import type { OwnInquiries } from './store.ts'

const MOST_RECENT = 8

export type RecentContext = Omit<MovementContext, 'holders' | 'portfolio' | 'cursors' | 'meetPerson'> & {
  own: OwnInquiries
}

/** Nothing here is an inquiry, so no event is named. */
const defineRecentOperation = operationFactory<Permission, never, 'journaled', RecentContext, OpenedInquiry>(
  createInquiryRecorder(),
)

/**
 * The people whose files a member opened last, newest first, from the ledger: whoever signs in again, anywhere, finds
 * them. A mask and a reference of ten minutes each; nothing of a file. A key is `escopo_insuficiente`: these are people's
 * own.
 */
export const listRecent = defineRecentOperation({
  permission: 'sistema3:consultar',
  audit: { none: 'a member’s own look-ups, which are on record themselves; it shows a mask' },
  input: z.strictObject({}),
  async run({ own, refs }, _input, { actor }): Promise<RecentInquiries> {
    if (actor.kind !== 'member') throw new AppError('escopo_insuficiente', { reason: 'not a member' })
    const found = await own.listRecent(actor.id, MOST_RECENT)
    return {
      itens: found.map(({ cpf, at, purpose, relationship }) => ({
        ref: refs.seal(cpf, actor),
        cpf: maskCpf(cpf),
        em: at.toISOString(),
        finalidade: purpose,
        relacao: relationship,
      })),
    }
  },
})
