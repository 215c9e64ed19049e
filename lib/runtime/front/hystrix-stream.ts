import type { ServerResponse } from 'node:http'
import { type BreakerWatch, hystrixEvents } from '#lib/gateway/index.ts'
import type { Clock } from '#lib/kernel/clock.ts'

const EVERY_MS = 1_000
/** As hystrix-metrics-event-stream: more listeners than these are one too many. */
const MAX_STREAMS = 5

/** `/hystrix.stream`: each second an event for each breaker and its bulkhead, until the listener or this process goes. */
export function createHystrixStream(watch: BreakerWatch, clock: Clock): (response: ServerResponse) => void {
  let streams = 0

  return (response) => {
    if (streams >= MAX_STREAMS || watch.stopping.aborted) {
      response.writeHead(503, { 'Retry-After': '5' }).end()
      return
    }
    streams += 1
    response.writeHead(200, {
      'Content-Type': 'text/event-stream;charset=UTF-8',
      'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
    })
    let busy = false
    const tell = async () => {
      // A listener that reads slower than it is told misses seconds; they aren't kept for it.
      if (busy || response.writableNeedDrain) return
      busy = true
      const events = hystrixEvents(await watch.read(), clock.now())
      busy = false
      if (response.writableEnded) return
      response.write(
        events.length === 0 ? 'ping: \n\n' : events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''),
      )
    }
    const timer = setInterval(() => void tell(), EVERY_MS)
    const end = () => response.end()
    watch.stopping.addEventListener('abort', end, { once: true })
    response.once('close', () => {
      streams -= 1
      clearInterval(timer)
      watch.stopping.removeEventListener('abort', end)
    })
    void tell()
  }
}
