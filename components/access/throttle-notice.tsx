'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { waitOf } from '../format/wait.ts'
import { useCountdown } from '../forms/use-countdown.ts'
import { Notice } from '../ui/notice.tsx'

type Answer = { kind: string; retryAfterSeconds?: number }

/** Too many attempts: how long to wait, counting down in sight and said aloud once. Nothing for any other answer. */
export function ThrottleNotice({ answer }: { answer: Answer | null }) {
  const t = useTranslations('throttle')
  const wait = answer?.kind === 'throttled' ? (answer.retryAfterSeconds ?? 1) : null
  // Each new answer starts its own countdown, even one that asks for the same number of seconds.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer is what starts it
  const until = useMemo(() => (wait === null ? null : Date.now() + wait * 1_000), [wait, answer])
  const left = useCountdown(until) ?? wait
  if (wait === null || left === null) return null
  return (
    <>
      <p role="alert" className="sr-only">
        {t('wait', waitOf(wait))}
      </p>
      <Notice tone="warning" title={t('title')}>
        {left > 0 ? t('wait', waitOf(left)) : t('over')}
      </Notice>
    </>
  )
}
