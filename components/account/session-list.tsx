import { Laptop, Smartphone } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { OwnSession } from '#lib/members/index.ts'
import { getFormats } from '../format/formats.ts'
import type { Act } from '../forms/use-action.ts'
import { Badge } from '../ui/badge.tsx'
import { ConfirmAction } from '../ui/confirm-action.tsx'
import { deviceOf } from './device.ts'

export type SessionListProps = {
  sessions: Promise<readonly OwnSession[]>
  endSession: Act<{ sessionId: string }, null>
}

export async function SessionList({ sessions, endSession }: SessionListProps) {
  const t = await getTranslations('account')
  const format = await getFormats()
  return (
    <ul className="divide-y">
      {(await sessions).map((session) => {
        const { browser, system, phone } = deviceOf(session.userAgent)
        const Icon = phone ? Smartphone : Laptop
        const device = browser && system ? t('device', { browser, system }) : t('deviceUnknown')
        return (
          <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
            <Icon aria-hidden className="size-4 text-ink-3" />
            <div className="min-w-0 flex-1 basis-56">
              <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                {device}
                {session.current ? <Badge tone="accent">{t('thisSession')}</Badge> : null}
              </p>
              <p className="text-xs text-ink-2">
                {t('sessionSeen', {
                  ip: session.ip,
                  created: format.instant(session.createdAt),
                  seen: format.instant(session.lastSeenAt),
                })}
              </p>
            </div>
            {session.current ? null : (
              <ConfirmAction
                act={endSession}
                input={{ sessionId: session.id }}
                words={{
                  label: t('endSession'),
                  title: t('endSessionTitle'),
                  meaning: t('endSessionMeans', { device }),
                  confirm: t('endSession'),
                  cancel: t('keep'),
                  done: t('sessionEnded'),
                }}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}
