import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageFrame } from '#components/shell/page-frame.tsx'
import { NewBatch } from '#components/tasks/new-batch.tsx'
import { TaskList } from '#components/tasks/task-list.tsx'
import { Card, CardHeader } from '#components/ui/card.tsx'
import { ClientWords } from '#components/words/client-words.tsx'
import { cancelTask, startTask } from '#lib/console/actions/tasks.ts'
import { readInquiryContext } from '#lib/console/inquiry-context.ts'
import { readTasks } from '#lib/console/read/tasks.ts'
import { requireMember } from '#lib/console/session/current-member.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('tasks'))('title') }
}

export default async function TasksPage() {
  const live = await requireMember('tarefas:executar')
  const t = await getTranslations('tasks')
  const [tasks, context] = await Promise.all([readTasks(live), readInquiryContext(live)])
  return (
    <ClientWords sections={['tasks', 'lookup', 'purposes', 'errors']}>
      <PageFrame title={t('title')} description={t('description')}>
        <div className="grid gap-6">
          <Card>
            <CardHeader title={t('new')} />
            <NewBatch purposes={live.actor.purposes} chosen={context?.purpose ?? null} startTask={startTask} />
          </Card>
          <Card>
            <CardHeader title={t('list')} />
            <TaskList tasks={tasks} cancelTask={cancelTask} />
          </Card>
        </div>
      </PageFrame>
    </ClientWords>
  )
}
