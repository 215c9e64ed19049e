import { useTranslations } from 'next-intl'
import type { KeyStatus } from '#lib/keys/schemas.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

const TONES: Readonly<Record<KeyStatus, Tone>> = {
  ativa: 'success',
  pendente: 'warning',
  suspensa: 'danger',
  revogada: 'neutral',
  expirada: 'neutral',
}

export function KeyStatusBadge({ status }: { status: KeyStatus }) {
  const t = useTranslations('keys')
  return <Badge tone={TONES[status]}>{t(`states.${status}`)}</Badge>
}
