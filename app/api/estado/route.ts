import { readServiceState } from '#lib/console/read/service-state.ts'

/** The live state of the three systems, for the dots on the pages that show it. Holds nothing personal. */
export async function GET(): Promise<Response> {
  return Response.json(await readServiceState(), { headers: { 'cache-control': 'no-store' } })
}
