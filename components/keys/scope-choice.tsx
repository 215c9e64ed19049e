'use client'

import { useTranslations } from 'next-intl'
import type { KeyScope } from '#lib/access/permission-catalogue.ts'
import { CheckList } from './check-list.tsx'
import { systemOfScope } from './scope-chips.tsx'

export type ScopeChoiceProps = {
  /** What may be chosen. */
  scopes: readonly KeyScope[]
  chosen: readonly KeyScope[]
  onChange: (chosen: KeyScope[]) => void
}

const GROUPS = ['1', '2', '3', 'own'] as const

/** Scopes in words, system by system. */
export function ScopeChoice({ scopes, chosen, onChange }: ScopeChoiceProps) {
  const t = useTranslations('keys')
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {GROUPS.map((group) => {
        const own = scopes.filter((scope) => (systemOfScope(scope) ?? 'own') === group)
        if (own.length === 0) return null
        const others = chosen.filter((scope) => !own.includes(scope))
        const options = own.map((value) => ({
          value,
          label: t(`scopeWords.${value}`),
          hint: <span className="font-mono">{value}</span>,
        }))
        return (
          <CheckList
            key={group}
            legend={t(`groups.${group}`)}
            options={options}
            chosen={chosen}
            // What comes back are values of this group's own options.
            onChange={(values) => onChange([...others, ...own.filter((scope) => values.includes(scope))])}
          />
        )
      })}
    </div>
  )
}
