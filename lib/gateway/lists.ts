import { z } from 'zod'
import type { Audience } from '#lib/access/roles.ts'
import { type CandidatePage, CandidatePageSchema } from '#lib/systems/debts/schemas.ts'
import {
  type PortfolioInquiries,
  PortfolioInquiriesSchema,
  type PortfolioMovements,
  PortfolioMovementsSchema,
  type RecentInquiries,
  RecentInquiriesSchema,
} from '#lib/systems/movements/schemas.ts'
import { type ListOrder, PortfolioSchema } from '#lib/systems/score/schemas.ts'
import type { Ask, Circumstances, Question } from './ask.ts'
import { type LookUp, readLookUp } from './look-up.ts'
import type { MemberCaller } from './member-caller.ts'
import type { Subject } from './systems.ts'

/** Which page of a list, and under what it is asked for. */
export type ListOptions = Circumstances & { limit?: number; cursor?: string | null }

export type RankingFilters = {
  order: ListOrder
  uf?: string
  ageFrom?: number
  ageTo?: number
}

const Ranking = z.object({
  // `ref` opens the person's file for ten minutes, for whoever got it.
  itens: z.array(PortfolioSchema.shape.itens.element.extend({ ref: z.string().optional() })),
  proximo: z.string().nullable(),
})
export type Ranking = z.infer<typeof Ranking>

/** Lists of people for a signed-in member. Every page of each is on record where it was answered. */
export type ListsGateway = {
  /** Whom a name or an address may mean. sistema1 answers under a grant to search only. */
  candidates(
    system: 'sistema1' | 'sistema2',
    caller: MemberCaller,
    subject: Extract<Subject, { nome: string } | { endereco: unknown }>,
    options: ListOptions,
  ): Promise<LookUp<CandidatePage>>
  /** Movements of the portfolio's people on one day, or of one type. */
  movements(
    caller: MemberCaller,
    by: 'data' | 'tipo',
    value: string,
    options: ListOptions,
  ): Promise<LookUp<PortfolioMovements>>
  /** Inquiries about the portfolio's people at one bureau. */
  inquiries(caller: MemberCaller, bureau: string, options: ListOptions): Promise<LookUp<PortfolioInquiries>>
  /** The people whom the member looked up last, from sistema3's ledger. Itself no inquiry. */
  recent(caller: MemberCaller, options: Circumstances): Promise<LookUp<RecentInquiries>>
  /** The portfolio in an order. */
  ranking(caller: MemberCaller, filters: RankingFilters, options: ListOptions): Promise<LookUp<Ranking>>
}

export function createListsGateway(ask: Ask): ListsGateway {
  async function call<Answer>(
    system: Audience,
    caller: MemberCaller,
    question: Question,
    options: ListOptions,
    schema: z.ZodType<Answer>,
  ): Promise<LookUp<Answer>> {
    const outcome = await ask(system, caller, question, options)
    if (outcome.kind === 'refused' || outcome.kind === 'unavailable') return outcome
    return readLookUp(outcome, schema, caller.requestId)
  }
  const inPortfolio = (by: string, value: string, options: ListOptions): Question => ({
    method: 'GET',
    path: `/v1/sistema3/${encodeURIComponent(value)}?${queryOf({ por: by, ...pageOf(options) })}`,
  })

  return {
    candidates: (system, caller, subject, options) =>
      call(
        system,
        caller,
        { method: 'POST', path: `/v1/${system}/consultas`, body: { ...subject, ...pageOf(options) } },
        options,
        CandidatePageSchema,
      ),
    movements: (caller, by, value, options) =>
      call('sistema3', caller, inPortfolio(by, value, options), options, PortfolioMovementsSchema),
    inquiries: (caller, bureau, options) =>
      call('sistema3', caller, inPortfolio('bureau', bureau, options), options, PortfolioInquiriesSchema),
    recent: (caller, options) =>
      call('sistema3', caller, { method: 'GET', path: '/interno/recentes' }, options, RecentInquiriesSchema),
    ranking(caller, { order, uf, ageFrom, ageTo }, options) {
      const query = queryOf({ ordem: order, uf, idade_de: ageFrom, idade_ate: ageTo, ...pageOf(options) })
      return call('sistema2', caller, { method: 'GET', path: `/v1/sistema2?${query}` }, options, Ranking)
    },
  }
}

function pageOf({ limit, cursor }: ListOptions): { limite?: number; cursor?: string } {
  return { ...(limit === undefined ? {} : { limite: limit }), ...(cursor ? { cursor } : {}) }
}

function queryOf(members: Readonly<Record<string, string | number | undefined>>): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(members)) if (value !== undefined) query.set(name, String(value))
  return query
}
