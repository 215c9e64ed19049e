import { PURPOSES } from '#lib/kernel/actor.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { memberCaller } from '../session/current-member.ts'
import { readVisitor } from '../session/request-context.ts'

/** Somebody whom the member looked up lately: the page's pseudonym and the mask, never the number. */
export type RecentInquiry = { person: string; masked: string; at: string; relationship: string | null }

/** The member's last look-ups from the ledger, wherever they were made; null while it can't be read. */
export async function readRecentInquiries(live: LiveSession): Promise<readonly RecentInquiry[] | null> {
  const [purpose] = live.actor.purposes
  const { lists, members, openCandidate } = services()
  const circumstances = { purpose: purpose ?? PURPOSES[0], relationship: null }
  const answer = await lists.recent(await memberCaller(live), circumstances)
  if (answer.kind !== 'found') return null
  const call = callOf(live, await readVisitor())
  return Promise.all(
    answer.file.itens.map(async ({ ref, cpf, em, relacao }) => {
      const { reference } = await members.keepPersonReference(call, { cpf: openCandidate(live.member.id, ref) })
      return { person: reference, masked: cpf, at: em, relationship: relacao }
    }),
  )
}
