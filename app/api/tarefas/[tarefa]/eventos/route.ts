import { answerTaskEvents } from '#lib/console/read/task-answers.ts'

export async function GET(_request: Request, { params }: { params: Promise<{ tarefa: string }> }): Promise<Response> {
  return answerTaskEvents((await params).tarefa)
}
