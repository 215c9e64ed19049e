import { setTimeout as wait } from 'node:timers/promises'
import type { Task } from './task.ts'
import { taskOnWire } from './wire.ts'

const LOOK_EVERY_MS = 1_000
/** Then the stream ends and the reader, as all of its kind, asks again: no listener waits longer to stop. */
const STREAM_MS = 20_000

export const EVENT_STREAM_HEADERS = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } as const

/** Server-sent events: the task as it is, and again whenever it has changed, until it has ended. */
export function streamTask(first: Task, look: () => Promise<Task>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const endsAt = performance.now() + STREAM_MS
  let task = first
  let said = ''
  let isOver = false
  return new ReadableStream({
    async pull(controller) {
      while (!isOver) {
        const data = JSON.stringify(taskOnWire(task))
        isOver ||= task.endedAt !== null || performance.now() > endsAt
        if (data !== said) controller.enqueue(encoder.encode(`event: tarefa\ndata: ${data}\n\n`))
        if (isOver) return controller.close()
        const isNews = data !== said
        said = data
        if (isNews) return
        await wait(LOOK_EVERY_MS)
        if (!isOver) task = await look()
      }
    },
    cancel() {
      isOver = true
    },
  })
}
