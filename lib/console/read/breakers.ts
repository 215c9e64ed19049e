import type { ProcessBreakers } from '#lib/gateway/index.ts'
import { services } from '#lib/runtime/services.ts'

export type { ProcessBreakers }
export type Breaker = Extract<ProcessBreakers, { reachable: true }>['breakers'][number]

/** The circuit breakers of all processes, at most a second old. Nothing of it is about a person. */
export function readBreakers(): Promise<readonly ProcessBreakers[]> {
  return services().breakers.read()
}

const EVERY_MS = 1_000
/** A stream ends by itself, and who comes back is asked again who he is. */
const LIFE_MS = 60_000

/** The same, each second, as server-sent events: until the reader goes, a minute is over, or this process stops. */
export function streamBreakers(reader: AbortSignal): ReadableStream<Uint8Array> {
  const { read, stopping } = services().breakers
  const ending = AbortSignal.any([reader, stopping, AbortSignal.timeout(LIFE_MS)])
  const encoder = new TextEncoder()
  let timer: NodeJS.Timeout | undefined
  return new ReadableStream({
    start(controller) {
      const tell = async () => {
        const told = await read()
        // A reader who is slower than this misses seconds; they aren't kept for him.
        if (ending.aborted || (controller.desiredSize ?? 0) <= 0) return
        controller.enqueue(encoder.encode(`retry: 1000\ndata: ${JSON.stringify(told)}\n\n`))
      }
      timer = setInterval(() => void tell(), EVERY_MS)
      ending.addEventListener(
        'abort',
        () => {
          clearInterval(timer)
          controller.close()
        },
        { once: true },
      )
      void tell()
    },
    cancel() {
      clearInterval(timer)
    },
  })
}
