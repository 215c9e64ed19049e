import { CircleCheck, CircleDashed } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { GrantOnWire } from '#lib/systems/debts/schemas.ts'
import { getFormats } from '../format/formats.ts'

/** How many people have to agree, by what is asked for. */
export function approvalsNeeded({ escopo }: Pick<GrantOnWire, 'escopo'>): number {
  return escopo === 'busca' ? 2 : 1
}

/** Who has agreed to what takes two, and whom it still lacks. */
export async function Approvals({ grant }: { grant: GrantOnWire }) {
  const t = await getTranslations('grants')
  const format = await getFormats()
  const missing = approvalsNeeded(grant) - grant.aprovacoes.length
  return (
    <ul className="grid gap-1.5 text-sm">
      {grant.aprovacoes.map(({ por, em }) => (
        <li key={por} className="flex items-start gap-2">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
          <span className="min-w-0 wrap-anywhere">{t('approvedByAt', { by: por, at: format.time(em) })}</span>
        </li>
      ))}
      {missing > 0 ? (
        <li className="flex items-start gap-2 text-ink-2">
          <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
          {t('approvalsMissing', { count: missing })}
        </li>
      ) : null}
    </ul>
  )
}
