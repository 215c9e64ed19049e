import { services } from '#lib/runtime/services.ts'

const handler = (request: Request) => services().publicApi.fetch(request, { peer: services().peerOf(request.headers) })
export const GET = handler
export const HEAD = handler
export const OPTIONS = handler
export const POST = handler
export const PUT = handler
export const PATCH = handler
export const DELETE = handler
