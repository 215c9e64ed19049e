import { formatBasic } from '#lib/access/basic.ts'
import { createRateLimiter } from '#lib/access/rate-limit.ts'
import { createMongoInquiryLedger } from '#lib/audit/store.mongo.ts'
import { connectMongo, type MongoConnection } from '#lib/datastores/mongo.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { FakeClock } from '#lib/testing/fake-clock.ts'
import { createOwnMongoBases, type OwnMongoBases } from '#lib/testing/own-mongo-bases.ts'
import { MovementFileSchema, PortfolioMovementsSchema } from '../schemas.ts'
import { prepareBaseC } from '../seed.ts'
import { createMongoMovementIntake } from '../sources/store.mongo.ts'
import type { MemoryHolder } from '../store.memory.ts'
import { createMongoPortfolioStore } from '../store.mongo.portfolio.ts'
import { createMongoHolderStore } from '../store.mongo.ts'
import { aKey, anApp, FEED_SECRET } from '../test-bench.ts'
import { aHolder, BOREAL, PEOPLE } from '../test-people.ts'
import { CARD_INDEX, storePeople } from '../test-stored-people.ts'
import { createMongoConsentStore } from './store.mongo.ts'

export type Stores = { bases: OwnMongoBases; service: MongoConnection }

/** A Base C of one test file's own, and a connection to it as the service's user. */
export async function openStores(): Promise<Stores & { close(): Promise<void> }> {
  const bases = await createOwnMongoBases()
  await prepareBaseC(bases.baseC)
  const service = await connectMongo(bases.user('sistema3'), { appName: 'test-sistema3' })
  return {
    bases,
    service,
    async close() {
      await service.close()
      await bases.drop()
    },
  }
}

/** People without any consent, and a service in which keys of both institutions may register some. */
export async function aConsentBench({ bases, service }: Stores, more: readonly Cpf[] = []) {
  const clock = new FakeClock()
  const state = { metEnough: false, ledgerFails: false }
  const limiter = createRateLimiter(clock)
  const ledger = createMongoInquiryLedger(service.db, { pseudonymOf: (cpf) => cpf })
  const bare = (count: number, person: number): MemoryHolder => ({
    ...aHolder(clock.now(), count, person),
    consents: [],
  })
  const people = new Map([
    [PEOPLE.plain, bare(45, 0)],
    [PEOPLE.other, bare(30, 2)],
    [PEOPLE.closed, { ...bare(10, 1), closed: true }],
    ...more.map((cpf, index) => [cpf, bare(1, index + 3)] as const),
  ])
  await storePeople(bases.baseC, people)
  const scopes = ['sistema3:consultar', 'consentimentos:registrar', 'fontes:enviar']
  const [key, boreal, looker] = [aKey({ scopes }), aKey({ scopes, institutionId: BOREAL }), aKey()]
  const consents = createMongoConsentStore(service.db)
  const app = await anApp({
    holders: createMongoHolderStore(service.db, CARD_INDEX),
    portfolio: createMongoPortfolioStore(service.db),
    ledger: {
      ...ledger,
      async append(rows, within) {
        if (state.ledgerFails) throw new Error('down')
        await ledger.append(rows, within)
      },
    },
    limiter: {
      ...limiter,
      meet: (...person) => (state.metEnough ? { kind: 'refused', retryAfterSeconds: 60 } : limiter.meet(...person)),
    },
    consents,
    intake: createMongoMovementIntake(service.db),
    credentials: [key.row, boreal.row, looker.row],
    clock,
  })
  const path = '/v1/consentimentos'
  const headersOf = (more: Record<string, string> = {}) => ({ authorization: key.basic, ...more })
  return {
    ...app,
    /** The key has met its people of today; the ledger takes nothing. */
    state,
    consents,
    key,
    boreal,
    looker,
    register: (body: object, headers: Record<string, string> = {}) =>
      app.fetch(path, {
        method: 'POST',
        headers: { ...headersOf(headers), 'content-type': 'application/json' },
        body: JSON.stringify({ ...TERMS, ...body }),
      }),
    send: (itens: readonly object[], headers: Record<string, string> = {}) =>
      app.fetch('/v1/fontes/movimentacoes', {
        method: 'POST',
        headers: { ...headersOf(headers), 'content-type': 'application/json' },
        body: JSON.stringify({ itens }),
      }),
    ask: (suffix: string, headers: Record<string, string> = {}, method = 'GET') =>
      app.fetch(path + suffix, { method, headers: headersOf(headers) }),
    code: async (response: Response | Promise<Response>) =>
      ((await (await response).json()) as { codigo: string }).codigo,
    /** How many movements the key's institution may list, and whether it sees those of a person's file. */
    async sees(cpf: Cpf, authorization = key.basic) {
      const list = PortfolioMovementsSchema.parse(await (await app.get('PIX?limite=100', authorization)).json())
      const file = MovementFileSchema.parse(await (await app.get(cpf, authorization)).json())
      return { listed: list.itens.length, file: 'itens' in file.movimentacoes }
    },
    async feed(after = 0, secret = FEED_SECRET.reveal()) {
      const authorization = formatBasic('sistema2', secret)
      return app.fetch(`/interno/consentimentos?apos=${after}`, { headers: { authorization } })
    },
  }
}
export const NOW = new FakeClock().now()
export const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000).toISOString()
export const TERMS = {
  classes: ['BANK_SECRECY'],
  evidencia: 'Termo TE-000001, aceito no aplicativo',
  expira_em: inHours(24),
}
