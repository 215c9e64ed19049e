import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import autocannon from 'autocannon'
import { formatBasic } from '#lib/access/basic.ts'
import { civilDateOf, systemClock } from '#lib/kernel/clock.ts'
import { DEMO_SEED, DEMO_SIZE } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { admin, type DemoKeys, makeKey, openDemo } from './demo-keys.ts'
import { freePort, pinned, startReplicas } from './replicas.ts'

const PEERS = ['fastify-find-one', 'node-http-find-one'] as const
const BASELINE = PEERS[0]
const ROUNDS = 5
const SECONDS = 5
const WARM_UP_SECONDS = 3
const CONNECTIONS = 64
/** The highest tier allows 1,000 calls a second to each key: more than these together never ask for. */
const KEYS = 16
const PEOPLE = 2_000
const SERVER_CORE = 0
const LOAD_CORE = 1

type Contender = { name: string; url: string; credentials: readonly string[] }
type Round = { perSecond: number; p50: number; p99: number }

/**
 * `npm run bench -- sistema3`: look-ups by CPF at sistema3's own listener, with everything on, beside servers that only
 * find the document. One after another in each round, on one core (another has the load and, with the rest of the
 * machine, the database), the same people in the same order; an answer that isn't 200 ends the run.
 */
export async function run(): Promise<void> {
  const cores = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0
  const core = cores ? SERVER_CORE : null
  if (cores) spawnSync('taskset', ['-cp', '-a', String(LOAD_CORE), String(process.pid)])
  const { keys, baseC, close } = await openDemo()
  const made = await Promise.all(Array.from({ length: KEYS }, () => makeKey(keys, 'Medida do sistema 3')))
  const { replicas, stop } = await startReplicas(['sistema3'], 2, core)
  const peers: ChildProcess[] = []
  try {
    const contenders: Contender[] = []
    for (const peer of PEERS) {
      const port = await freePort()
      const file = join(import.meta.dirname, 'peers', `${peer}.ts`)
      const [command = '', ...args] = pinned(core, [process.execPath, file, String(port)])
      peers.push(spawn(command, args, { stdio: 'inherit', env: { ...process.env, MONGODB_URI_BASE_C: baseC } }))
      contenders.push({ name: peer, url: `http://127.0.0.1:${port}`, credentials: [] })
    }
    const credentials = made.map(({ id, secret }) => formatBasic(id, secret))
    contenders.push({ name: 'sistema3', url: `http://127.0.0.1:${replicas[1]?.port}`, credentials })
    report(await measure(contenders, somePeople()))
  } finally {
    for (const peer of peers) peer.kill('SIGTERM')
    await revokeAll(keys, made)
    await Promise.all([stop(), close()])
  }
}

async function revokeAll(keys: DemoKeys, made: readonly { id: string }[]): Promise<void> {
  for (const { id } of made) await keys.revokeKey(admin(), { id, motivo: 'outro' })
}

function somePeople(): string[] {
  const population = createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today: civilDateOf(systemClock.now()) })
  const people = Array.from({ length: PEOPLE * 2 }, (_, index) => population.person(index + 100))
  return people
    .filter(({ fileStatus }) => fileStatus === 'open')
    .map(({ cpf }) => cpf)
    .slice(0, PEOPLE)
}

async function measure(contenders: readonly Contender[], people: readonly string[]): Promise<Map<string, Round[]>> {
  const rounds = new Map(contenders.map(({ name }): [string, Round[]] => [name, []]))
  // Keys travel to sistema3, and the peers open their pools.
  await pause(3_000)
  for (const contender of contenders) await ask(contender, people, WARM_UP_SECONDS)
  for (let nth = 1; nth <= ROUNDS; nth += 1) {
    for (const contender of contenders) {
      const round = await ask(contender, people, SECONDS)
      rounds.get(contender.name)?.push(round)
      console.log(`${nth}/${ROUNDS} ${contender.name}: ${Math.round(round.perSecond)}/s, p99 ${round.p99} ms`)
    }
  }
  return rounds
}

async function ask({ name, url, credentials }: Contender, people: readonly string[], duration: number): Promise<Round> {
  const result = await autocannon({
    url,
    duration,
    connections: CONNECTIONS,
    // Each connection goes through all of them, so that every key has its share of each second.
    requests: people.map((cpf, nth) => {
      const authorization = credentials[nth % Math.max(1, credentials.length)]
      return {
        method: 'GET',
        path: `/v1/sistema3/${cpf}`,
        headers: authorization === undefined ? {} : { authorization },
      }
    }),
  })
  const refused = result.non2xx + result.errors + result.timeouts
  if (refused > 0)
    throw new Error(`${name}: ${refused} not answered with 200: ${JSON.stringify(result.statusCodeStats)}`)
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 }
}

function report(rounds: ReadonlyMap<string, readonly Round[]>): void {
  const baseline = medianOf(rounds.get(BASELINE)?.map(({ perSecond }) => perSecond) ?? [])
  console.log('server | requests/s, median (min–max) | ratio | p50 ms | p99 ms')
  for (const [name, of] of rounds) {
    const rates = of.map(({ perSecond }) => perSecond)
    const spread = `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`
    const median = medianOf(rates)
    const [p50, p99] = [medianOf(of.map((round) => round.p50)), medianOf(of.map((round) => round.p99))]
    console.log(`${name} | ${Math.round(median)} (${spread}) | ${(median / baseline).toFixed(2)} | ${p50} | ${p99}`)
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
