import { ListChecks } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { TaskOnWire } from '#lib/tasks/schemas.ts'
import { getFormats } from '../format/formats.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { LiveTask, type LiveTaskProps } from './live-task.tsx'

export type TaskListProps = { tasks: readonly TaskOnWire[]; cancelTask: LiveTaskProps['cancelTask'] }

/** What the member has asked for, newest first; what goes on is followed live. */
export async function TaskList({ tasks, cancelTask }: TaskListProps) {
  const t = await getTranslations('tasks')
  const format = await getFormats()
  if (tasks.length === 0) {
    return (
      <EmptyState icon={ListChecks} title={t('none')}>
        {t('noneNext')}
      </EmptyState>
    )
  }
  return (
    <ul aria-label={t('list')}>
      {tasks.map((task) => (
        <li key={task.id} className="border-b px-4 py-3 last:border-b-0 sm:px-5">
          <LiveTask
            // What the server says anew replaces what was followed until then.
            key={`${task.id} ${task.situacao}`}
            task={task}
            asked={`${t('asked')} ${format.instant(task.criada_em)}`}
            kept={t('kept', { at: format.instant(task.expira_em) })}
            cancelTask={cancelTask}
          />
        </li>
      ))}
    </ul>
  )
}
