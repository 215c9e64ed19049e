import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { createBreakers } from '#lib/gateway/breakers.ts'
import { createHttpClient } from '#lib/gateway/http-client.ts'
import { type Fault, startFaultProxy } from '#lib/testing/fault-proxy.ts'
import { quantiles } from './quantiles.ts'

const CALL = { method: 'POST', path: '/interno/resumo', body: '{}' }
const FAULTS: readonly Exclude<Fault, 'none'>[] = ['silent', 'half_open', 'reset', 'cut']
const ROUNDS = 3
/** A caller asks so often while the path is bad, as a hundred questions a second do. */
const ASK_EACH_MS = 10

/**
 * How long a breaker takes, by fault: from the twentieth failed call begun to open, answers while it is open, and from the
 * healed path to closed. One client of 800 ms behind a TCP proxy, as sistema2 has to sistema1.
 */
export async function run(): Promise<void> {
  const server = createServer((_request, response) => response.end('{"situacao":"permitido"}'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a TCP server has a port')
  console.log('fault | opened ms p50 / max | open answer ms p50 / p99 | closed ms p50 / max')
  for (const fault of FAULTS) {
    const opened: number[] = []
    const refused: number[] = []
    const closed: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const proxy = await startFaultProxy({ port: address.port })
      const breakers = createBreakers()
      const client = createHttpClient({ dependency: 'sistema1', url: proxy.url, timeoutMs: 800, breakers })
      const state = () => breakers.snapshots()[0]?.state
      await client.send(CALL)
      proxy.set(fault)
      opened.push(await untilOpen(() => client.send(CALL), state))
      for (let i = 0; i < 200; i += 1) {
        const began = performance.now()
        await client.send(CALL)
        refused.push(performance.now() - began)
      }
      proxy.set('none')
      const healed = performance.now()
      while (state() !== 'closed') {
        await client.send(CALL)
        await pause(ASK_EACH_MS)
      }
      closed.push(performance.now() - healed)
      await client.close()
      await proxy.close()
    }
    const [open, answer, close] = [opened, refused, closed].map(quantiles)
    const shown = (value: number | undefined) => (value ?? 0).toFixed(value !== undefined && value < 10 ? 3 : 0)
    console.log(
      `${fault} | ${shown(open?.p50)} / ${shown(open?.max)} | ${shown(answer?.p50)} / ${shown(answer?.p99)} | ${shown(close?.p50)} / ${shown(close?.max)}`,
    )
  }
  server.close()
}

/** From when the twentieth call was begun, with which the condition can hold; one went well before the fault. */
async function untilOpen(ask: () => Promise<unknown>, state: () => string | undefined): Promise<number> {
  let condition: number | undefined
  for (let calls = 1; state() !== 'open'; calls += 1) {
    if (calls === 19) condition = performance.now()
    void ask()
    await pause(ASK_EACH_MS)
  }
  return performance.now() - (condition ?? performance.now())
}
