'use client'

import { useEffect, useState } from 'react'
import { type TaskOnWire, TaskSchema } from '#lib/tasks/schemas.ts'

/** A task as it goes on: followed from where the page has it, across broken lines, until it has ended. */
export function useTask(first: TaskOnWire): TaskOnWire {
  const [task, setTask] = useState(first)
  const isOpen = task.encerrada_em === null
  const { id } = first
  useEffect(() => {
    if (!isOpen) return
    const source = new EventSource(`/api/tarefas/${id}/eventos`)
    source.addEventListener('tarefa', ({ data }) => {
      const said = TaskSchema.safeParse(JSON.parse(String(data)))
      if (said.success) setTask(said.data)
    })
    return () => source.close()
  }, [id, isOpen])
  return task
}
