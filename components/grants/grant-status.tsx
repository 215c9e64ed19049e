import { getTranslations } from 'next-intl/server'
import type { GrantState } from '#lib/systems/debts/schemas.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

const TONES: Readonly<Record<GrantState, Tone>> = {
  pendente: 'warning',
  aprovada: 'success',
  recusada: 'danger',
  encerrada: 'neutral',
  expirada: 'neutral',
  esgotada: 'neutral',
}

export async function GrantStatus({ state }: { state: GrantState }) {
  const t = await getTranslations('grants')
  return <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
}
