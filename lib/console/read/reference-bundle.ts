import scalar from '@scalar/fastify-api-reference'

const BUNDLE = '/js/scalar.js'

type Reply = { header(name: string, value: string): Reply; send(body: string): string }
type Route = { url: string; handler(request: unknown, reply: Reply): string }

/**
 * Scalar's script. Of the packages that carry it whole this one is the smallest by far, and it hands it out as a route
 * only: so its routes are asked for as its own server would ask.
 */
export function readReferenceBundle(): string {
  const routes: Route[] = []
  const host = { route: (route: Route) => routes.push(route), initialConfig: {} }
  scalar(host as never, { configuration: { url: '/' } } as never, () => undefined)
  const route = routes.find(({ url }) => url.endsWith(BUNDLE))
  if (!route) throw new Error('the API reference carries its script at another address')
  const reply: Reply = { header: () => reply, send: (body) => body }
  return route.handler(undefined, reply)
}
