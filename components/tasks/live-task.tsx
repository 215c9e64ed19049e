'use client'

import { Download } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import type { TaskOnWire, TaskState } from '#lib/tasks/schemas.ts'
import type { Act } from '../forms/use-action.ts'
import { Badge, type Tone } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmAction } from '../ui/confirm-action.tsx'
import { useTask } from './use-task.ts'

const TONES: Readonly<Record<TaskState, Tone>> = {
  na_fila: 'neutral',
  executando: 'accent',
  concluida: 'success',
  cancelada: 'neutral',
  falhou: 'danger',
  negada: 'warning',
}

export type LiveTaskProps = {
  task: TaskOnWire
  asked: string
  kept: string
  cancelTask: Act<{ id: string }, null>
}

/** One task: how far it is, and what can be done about it now. */
export function LiveTask({ task: first, asked, kept, cancelTask }: LiveTaskProps) {
  const t = useTranslations('tasks')
  const router = useRouter()
  const task = useTask(first)
  const { id, situacao, progresso, motivo } = task
  const isOpen = task.encerrada_em === null
  const hasEnded = !isOpen && first.encerrada_em === null
  // Dates are written by the server: it is asked once more when the task has ended.
  useEffect(() => {
    if (hasEnded) router.refresh()
  }, [hasEnded, router])
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <div className="min-w-44">
        <Badge tone={TONES[situacao]}>{t(`states.${situacao}`)}</Badge>
        <p className="mt-1 text-xs text-ink-3">{asked}</p>
      </div>
      <div className="grid min-w-48 flex-1 gap-1">
        <progress
          aria-label={t('bar')}
          value={progresso.feitos}
          max={progresso.total}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
        />
        <p className="text-xs text-ink-2 tabular-nums">
          {t('done', { done: progresso.feitos, total: progresso.total })}
          {motivo === null ? null : (
            <span className="block">
              {t(motivo === 'tentativas_esgotadas' ? 'reasons.tentativas_esgotadas' : 'reasons.other')}
            </span>
          )}
        </p>
      </div>
      <div className="flex min-w-36 flex-col items-start gap-1 sm:items-end">
        {situacao === 'concluida' ? (
          <>
            <Button asChild size="sm">
              <a href={`/api/tarefas/${id}/resultado`} download>
                <Download aria-hidden />
                {t('download')}
              </a>
            </Button>
            <p className="text-xs text-ink-3">{kept}</p>
          </>
        ) : null}
        {isOpen ? (
          <ConfirmAction
            act={cancelTask}
            input={{ id }}
            words={{
              label: t('cancel'),
              title: t('cancelTitle'),
              meaning: t('cancelMeaning'),
              confirm: t('cancelConfirm'),
              cancel: t('cancelKeep'),
              done: t('cancelled'),
            }}
          />
        ) : null}
      </div>
    </div>
  )
}
