import { createServer } from 'node:http'
import { join } from 'node:path'
import next from 'next'
import { createKeyTokens, createStatusGateway } from '#lib/gateway/index.ts'
import { systemClock } from '#lib/kernel/clock.ts'
import { closedKeysDoors } from '#lib/keys/test-bench.ts'
import { createPublicApi } from '#lib/public-api/index.ts'
import { listen } from '#lib/runtime/drain.ts'
import { createPeerSeal } from '#lib/runtime/front/peer-seal.ts'
import { installServices, type Services } from '#lib/runtime/services.ts'
import { closedTasks } from '#lib/tasks/test-bench.ts'
import { createLogger } from '#lib/telemetry/logger.ts'
import { createMetrics } from '#lib/telemetry/metrics.ts'
import { openClients } from './portal-side.ts'

// A deployment of Next alone, as a hosting platform would run it: no outer listener in front of the mounted API.
const clients = openClients()
const services: Pick<Services, 'publicApi' | 'peerOf'> = {
  publicApi: createPublicApi({
    keys: closedKeysDoors(),
    tasks: closedTasks(),
    logger: createLogger('next-alone', 'error'),
    metrics: createMetrics('next-alone'),
    docsUrl: 'http://localhost/documentacao/erros',
    publicUrl: 'http://localhost',
    systems: clients,
    auth: clients.auth,
    keyTokens: createKeyTokens(clients.auth, systemClock),
    status: createStatusGateway(clients, systemClock),
  }),
  peerOf: createPeerSeal().open,
}
// The mounted API needs these two; no page is asked for here.
installServices(services as Services)

const app = next({ dev: false, dir: join(import.meta.dirname, '../..'), hostname: '127.0.0.1', port: 0 })
await app.prepare()
const handle = app.getRequestHandler()
const server = createServer((request, response) => void handle(request, response))
process.send?.({ port: await listen(server, 0, '127.0.0.1') })
process.on('disconnect', () => process.exit())
