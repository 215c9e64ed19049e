'use client'

import { useTranslations } from 'next-intl'
import type { Breaker } from '#lib/console/read/breakers.ts'

/** What a breaker stands before, in words; an operation that has none yet by its own name. */
export function useOperationName(): (breaker: Pick<Breaker, 'dependency' | 'operation'>) => string {
  const t = useTranslations('services.breakers')
  return ({ dependency, operation }) => {
    const key = `operations.${operation}` as 'operations.other'
    return `${t(`dependencies.${dependency}`)} · ${t.has(key) ? t(key) : operation}`
  }
}
