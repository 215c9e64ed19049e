import { streamBreakers } from '#lib/console/read/breakers.ts'
import { currentMember } from '#lib/console/session/current-member.ts'

/** The breakers live, for members. */
export async function GET(request: Request): Promise<Response> {
  if (!(await currentMember())) return new Response(null, { status: 401, headers: { 'cache-control': 'no-store' } })
  return new Response(streamBreakers(request.signal), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform' },
  })
}
