import { csvHeaders } from '#lib/http/csv.ts'
import { services } from '#lib/runtime/services.ts'
import { EVENT_STREAM_HEADERS, streamTask } from '#lib/tasks/event-stream.ts'
import { answerMember } from '../session/answer-member.ts'
import { memberCall } from '../session/current-member.ts'

/** How one of the member's tasks goes on, as server-sent events. */
export function answerTaskEvents(id: string): Promise<Response> {
  return answerMember(async (live) => {
    const call = await memberCall(live)
    const look = () => services().tasks.findTask(call, { id })
    return new Response(streamTask(await look(), look), { headers: EVENT_STREAM_HEADERS })
  })
}

/** The result of one of the member's tasks, as a file. */
export function answerTaskResult(id: string): Promise<Response> {
  return answerMember(async (live) => {
    const csv = await services().tasks.downloadResult(await memberCall(live), { id })
    return new Response(csv, { headers: csvHeaders(`${id}.csv`) })
  })
}
