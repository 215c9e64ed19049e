import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Metrics } from '#lib/telemetry/metrics.ts'
import type { HealthHandler } from '../health.ts'
import type { HostRule } from './transport-rules.ts'

export type AdminListenerDeps = {
  metrics: Metrics
  health: HealthHandler
  hostRule: HostRule
  /** Answers `/hystrix.stream`. */
  hystrixStream(response: ServerResponse): void
}

/** Metrics, breakers and health for whoever runs the machine. Bound to loopback; other names for it are refused. */
export function createAdminListener(deps: AdminListenerDeps): Server {
  return createServer((request, response) => {
    if (!deps.hostRule(request.headers.host ?? '')) {
      response.writeHead(421).end()
      return
    }
    const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (deps.health(pathname, request, response)) return
    if (pathname === '/hystrix.stream' && request.method === 'GET') {
      deps.hystrixStream(response)
      return
    }
    if (pathname !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end()
      return
    }
    const { registry } = deps.metrics
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
}
