import { readReferenceBundle } from '#lib/console/read/reference-bundle.ts'

/** Scalar's script from our own origin: no page of ours asks a third party for anything. */
export function GET(): Response {
  return new Response(readReferenceBundle(), {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    },
  })
}
