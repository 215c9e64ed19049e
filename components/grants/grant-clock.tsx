'use client'

import { Timer } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { type Act, useAction } from '../forms/use-action.ts'
import { useCountdown } from '../forms/use-countdown.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'

export type GrantClockProps = {
  id: string
  expiresAt: string | null
  usesLeft: number
  endGrant: Act<{ id: string }, null>
}

const WARNING_SECONDS = 300

/** How much of a live grant is left, to the second, and the way to end it now. */
export function GrantClock({ id, expiresAt, usesLeft, endGrant }: GrantClockProps) {
  const t = useTranslations('grants')
  const router = useRouter()
  const seconds = useCountdown(expiresAt === null ? null : Date.parse(expiresAt))
  const { run, pending, refusal } = useAction(
    endGrant,
    useCallback(() => router.refresh(), [router]),
  )
  const over = seconds === 0
  const tone = over ? 'neutral' : seconds !== null && seconds <= WARNING_SECONDS ? 'warning' : 'success'
  return (
    <>
      <Badge tone={tone} role="timer" className="tabular-nums" aria-label={t('timer')}>
        <Timer aria-hidden />
        {over ? t('over') : t('timeLeft', { time: seconds === null ? '–' : clockFace(seconds) })}
      </Badge>
      <span className="text-xs text-ink-2">{t('usesLeft', { count: usesLeft })}</span>
      {over ? null : (
        <Button size="sm" pending={pending} onClick={() => run({ id })} data-print="never">
          {t('endNow')}
        </Button>
      )}
      {refusal ? (
        <span role="alert" className="text-xs text-danger-ink">
          {t('endFailed')}
        </span>
      ) : null}
    </>
  )
}

/** 3725 → `62:05` */
function clockFace(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
