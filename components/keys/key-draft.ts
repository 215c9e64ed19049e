import type { z } from 'zod'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import type { Tier } from '#lib/access/tier.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { CreateKeyBody } from '#lib/keys/schemas.ts'

export const LIVES = ['30', '90', '365', '0'] as const

/** What the steps of the window have gathered so far, as it is typed. */
export type KeyDraft = {
  name: string
  purposes: readonly Purpose[]
  scopes: readonly KeyScope[]
  tier: Tier
  calls: string
  seconds: string
  addresses: string
  life: (typeof LIVES)[number]
}

/** What is asked for, in the operation's own words. */
export function bodyOf(draft: KeyDraft, now: Date): z.input<typeof CreateKeyBody> {
  const ips = draft.addresses.split(/[\s,;]+/).filter((entry) => entry !== '')
  const days = Number(draft.life)
  const expira_em = new Date(now.getTime() + days * 86_400_000).toISOString()
  const hasLimit = draft.calls.trim() !== '' || draft.seconds.trim() !== ''
  return {
    nome: draft.name,
    ambiente: 'live',
    escopos: [...draft.scopes],
    nivel: draft.tier,
    finalidades: [...draft.purposes],
    ...(ips.length > 0 ? { ips } : {}),
    ...(days > 0 ? { expira_em } : {}),
    ...(hasLimit ? { limite: { limite: Number(draft.calls), janela_s: Number(draft.seconds) } } : {}),
  }
}

/** Whether a name will do, by the operation's own rule. */
export function isName(text: string): boolean {
  return CreateKeyBody.shape.nome.safeParse(text).success
}

/** Whether an own limit is whole, or left out. */
export function isLimit(draft: KeyDraft): boolean {
  const { limite } = bodyOf(draft, new Date(0))
  return CreateKeyBody.shape.limite.safeParse(limite).success
}
