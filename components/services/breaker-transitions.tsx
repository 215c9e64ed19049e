'use client'

import { useTranslations } from 'next-intl'
import type { ProcessBreakers } from '#lib/console/read/breakers.ts'
import { useOperationName } from './use-operation-name.ts'

const SHOWN = 12
/** The same in every language of the portal, and on the server as in any browser. */
const CLOCK = new Intl.DateTimeFormat('pt-BR', {
  timeZone: 'America/Sao_Paulo',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** What opened and what closed, the latest first, as the processes remember it since they began. */
export function BreakerTransitions({ processes }: { processes: readonly ProcessBreakers[] }) {
  const t = useTranslations('services.breakers')
  const name = useOperationName()
  const moves = processes
    .flatMap((told) =>
      told.reachable
        ? told.breakers.flatMap((breaker) =>
            breaker.transitions.map((move) => ({ ...move, caller: told.process, name: name(breaker) })),
          )
        : [],
    )
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, SHOWN)
  return (
    <section aria-label={t('transitions')} className="border-t px-4 py-3 sm:px-5">
      <h3 className="text-xs font-medium text-ink-3">{t('transitions')}</h3>
      {moves.length === 0 ? (
        <p className="mt-1 text-sm text-ink-2">{t('noTransitions')}</p>
      ) : (
        <ol className="mt-1 grid gap-1 text-sm">
          {moves.map((move) => (
            <li key={`${move.at} ${move.caller} ${move.name} ${move.to}`} className="flex flex-wrap gap-x-3">
              <time dateTime={move.at} className="text-ink-3 tabular-nums">
                {CLOCK.format(new Date(move.at))}
              </time>
              <span>{t('moved', { caller: t(`callers.${move.caller}`), what: move.name })}</span>
              <span className="font-medium">{t(`moves.${move.to}`)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
