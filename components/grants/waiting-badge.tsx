import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import type { GrantQueueOnWire } from '#lib/systems/debts/approver-schemas.ts'

/** How many requests wait for whoever decides; nothing where none does, or nobody can say. */
export async function WaitingBadge({ queue }: { queue: Promise<LookUp<GrantQueueOnWire>> }) {
  const t = await getTranslations('grants')
  const answer = await queue
  const count = answer.kind === 'found' ? answer.file.itens.length : 0
  if (count === 0) return null
  return (
    <span className="ml-auto rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums">
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t('waiting', { count })}</span>
    </span>
  )
}
