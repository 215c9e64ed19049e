import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import type { TaskOnWire } from '#lib/tasks/schemas.ts'
import { taskOnWire } from '#lib/tasks/wire.ts'
import { readVisitor } from '../session/request-context.ts'

const MOST = 50

/** The member's own tasks, newest first. */
export async function readTasks(live: LiveSession): Promise<readonly TaskOnWire[]> {
  const { items } = await services().tasks.listTasks(callOf(live, await readVisitor()), { limite: MOST })
  return items.map(taskOnWire)
}
