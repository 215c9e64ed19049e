import { z } from 'zod'
import { formatBasic } from '#lib/access/basic.ts'
import { parseCpf } from '#lib/identifiers/cpf.ts'
import type { InstitutionId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import type { Breakers } from './breakers.ts'
import { type ClientTls, createHttpClient, jsonOf, type OutboundObservation } from './http-client.ts'
import { repeating } from './repeating.ts'
import { TIMEOUT_MS } from './timeouts.ts'

const CpfText = z.string().transform((text, context) => {
  const parse = parseCpf(text)
  if (parse.kind === 'valid') return parse.cpf
  context.addIssue({ code: 'custom' })
  return z.NEVER
})
const Instant = z.iso.datetime().transform((text) => new Date(text))

const Changes = z.object({
  itens: z.array(
    z.object({
      numero: z.int().min(1),
      // The shape is the id's own; the brand exists only in the type system.
      instituicao: z
        .string()
        .regex(/^ins_[0-9A-Za-z]{22}$/)
        .transform((id) => id as InstitutionId),
      cpf: CpfText,
      vale_ate: Instant.nullable(),
      em: Instant,
    }),
  ),
})

type PortfolioChange = {
  number: number
  institutionId: string
  cpf: string
  personId: string
  uf: string
  birthDate: string
  validUntil: Date | null
  changedAt: Date
}

export type PortfolioFeedOptions = {
  sistema1: { url: string; tls: ClientTls }
  sistema3: { url: string; secret: Redacted<string> }
  observe?: (call: OutboundObservation) => void
  breakers?: Breakers
}

/** sistema2's way to Base C's changes of consents, and with them on to Base A's portfolios. */
export function createPortfolioFeed(options: PortfolioFeedOptions) {
  const shared = { observe: options.observe, breakers: options.breakers }
  const { sistema1: a, sistema3: c } = options
  const sistema1 = createHttpClient({ dependency: 'sistema1', timeoutMs: TIMEOUT_MS.sistema1, ...a, ...shared })
  const sistema3 = repeating(
    createHttpClient({ dependency: 'sistema3', timeoutMs: TIMEOUT_MS.sistema3, url: c.url, ...shared }),
  )
  const authorization = formatBasic('sistema2', c.secret.reveal())

  return {
    /** Throws where there is no clear answer. */
    async changesAfter(number: number, limit: number) {
      const path = `/interno/consentimentos?apos=${number}&limite=${limit}`
      const outcome = await sistema3.send({
        method: 'GET',
        path,
        headers: { accept: 'application/json', authorization },
      })
      if (outcome.kind === 'failed' || outcome.status !== 200) throw new Error('changes of consents could not be had')
      const { itens } = Changes.parse(jsonOf(outcome.body))
      return itens.map(({ numero, instituicao, cpf, vale_ate, em }) => ({
        number: numero,
        institutionId: instituicao,
        cpf,
        validUntil: vale_ate,
        changedAt: em,
      }))
    },
    /** Throws where Base A didn't take them all. At most 500 at once. */
    async store(changes: readonly PortfolioChange[]): Promise<void> {
      const itens = changes.map((change) => ({
        instituicao: change.institutionId,
        cpf: change.cpf,
        referencia: change.personId,
        uf: change.uf,
        nascimento: change.birthDate,
        vale_ate: change.validUntil?.toISOString() ?? null,
        numero: change.number,
        em: change.changedAt.toISOString(),
      }))
      const outcome = await sistema1.send({
        method: 'PUT',
        path: '/interno/carteira',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ itens }),
      })
      if (outcome.kind === 'failed' || outcome.status !== 204) throw new Error('Base A did not take the portfolios')
    },
    async close(): Promise<void> {
      await Promise.all([sistema1.close(), sistema3.close()])
    },
  }
}
