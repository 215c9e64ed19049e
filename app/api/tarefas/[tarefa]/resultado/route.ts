import { answerTaskResult } from '#lib/console/read/task-answers.ts'

export async function GET(_request: Request, { params }: { params: Promise<{ tarefa: string }> }): Promise<Response> {
  return answerTaskResult((await params).tarefa)
}
