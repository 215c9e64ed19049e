import type { TasksServices } from './services.ts'

/** For apps whose tasks no test asks for. */
export function closedTasks(): TasksServices {
  return {} as TasksServices
}
