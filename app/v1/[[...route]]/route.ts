import { services } from '#lib/runtime/services.ts'

// For deployments that run Next alone; `peerOf` believes only this process's own listener, never the request.
const handler = (request: Request) => services().publicApi.fetch(request, { peer: services().peerOf(request.headers) })

export { handler as DELETE, handler as GET, handler as HEAD, handler as OPTIONS }
// Every method: a verb that is not exported here would be refused in Next's words, not as a problem document.
export { handler as PATCH, handler as POST, handler as PUT }
